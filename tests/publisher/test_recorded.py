"""A recorded statement: the words are found in the sound, and the recording is made for the web."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from media.ffmpeg import run as ffmpeg
from publisher.cli import main
from publisher.library import Library
from publisher.settings import Settings

STATEMENT = """Visit to Fenmarch

Hello. I am Siân Adébáyò, and this is what we found.

The force saved £3.2 million in 2017/18. It must do better, and it can do better.

We will return in the autumn.
"""
OTHER = """The heron

A grey heron stood beside the quiet river. Nobody noticed how patiently she waited.
Children were throwing pebbles from the wooden bridge. Afterwards everybody ate strawberries.
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner(mix_stderr=False).invoke(main, [str(a) for a in arguments])


@pytest.fixture
def library(tmp_path):
    library = Library.open(Settings(data=tmp_path / "data"))
    yield library
    library.engine.dispose()


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    """A recording with picture, of a voice whose words' times are known: text, film, times."""
    folder = tmp_path_factory.mktemp("recorded")
    text = folder / "statement.txt"
    text.write_text(STATEMENT, encoding="utf-8")
    told = CliRunner().invoke(
        main,
        ["narrate", str(text), "-o", f"{folder}/speech.mp3", "--words", f"{folder}/w.json"],
        env={"PLAINSPOKEN_DATA": str(folder / "data")},
    )
    assert told.exit_code == 0, told.output
    film = folder / "statement.mp4"
    ffmpeg(
        ("-f", "lavfi", "-i", "testsrc=size=640x360:rate=25", "-i", f"file:{folder / 'speech.mp3'}",
         "-shortest", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-f", "mp4"),
        film,
    )  # fmt: skip
    return text, film, json.loads((folder / "w.json").read_text(encoding="utf-8"))


def published(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_words_of_a_text_are_found_in_a_recording(run, recorded):
    text, film, spoken = recorded

    heard = json.loads(run("align", film, text).stdout)

    assert [w["word"] for w in heard["words"]] == [w["word"] for w in spoken]
    late = [abs(h["start"] - s["start"]) for h, s in zip(heard["words"], spoken, strict=True)]
    assert max(late) < 150
    assert sorted(late)[len(late) // 2] < 40
    assert (heard["unsaid"], heard["unwritten"]) == ([], [])
    assert heard["coverage"] > 0.9


def test_a_recording_is_published_with_films_sound_and_captions(run, recorded, library):
    text, film, spoken = recorded

    done = published(run("publish", text, "--recording", film, "--json"))

    seen = library.statement("visit-to-fenmarch")
    assert seen.picture == (640, 360)
    assert seen.revision.details.voice == ""
    assert seen.sureness > 0.9
    assert {"video-360.mp4", "video-with-captions.mp4", "poster.jpg", "speech.mp3"} <= set(
        seen.files
    )
    assert done["voice"] is None
    assert [s.film for s in library.published()] == [True]
    first = next(s for p in seen.paragraphs for s in p.sentences)
    assert abs(first.start - spoken[0]["start"]) < 100


def test_captions_can_be_previewed_before_the_films_are_made(run, recorded, library, monkeypatch):
    text, film, _ = recorded

    def cut(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("media.production.filmed.transcode", cut)
    result = run("publish", text, "--recording", film)

    assert result.exit_code != 0
    secret = result.stderr.partition("/preview/")[2].split()[0]
    draft = library.preview(secret)
    assert draft.files["captions.vtt"].size > 100
    assert draft.files["as-given"].media_type == "video/mp4"
    assert library.statement("visit-to-fenmarch") is None
    monkeypatch.undo()


def test_a_changed_text_is_heard_again_in_the_recording_that_is_there(
    run, recorded, library, tmp_path
):
    _, film, _ = recorded
    mine = tmp_path / "statement.txt"
    mine.write_text(STATEMENT, encoding="utf-8")
    published(run("publish", mine, "--recording", film, "--json"))
    films = library.statement("visit-to-fenmarch").files["video-360.mp4"]
    mine.write_text(STATEMENT.replace("autumn", "autumn, I hope"), encoding="utf-8")

    second = published(run("publish", mine, "--json"))

    assert second["revision"] == 2
    assert library.statement("visit-to-fenmarch").files["video-360.mp4"] == films


def test_the_wrong_recording_is_not_published(run, recorded, library, tmp_path):
    (tmp_path / "other.txt").write_text(OTHER, encoding="utf-8")

    result = run("publish", "other.txt", "--recording", recorded[1])

    assert result.exit_code == 2
    assert "do not match" in result.stderr
    assert library.published() == ()


def test_who_overrules_that_is_recorded(run, recorded, library, tmp_path):
    (tmp_path / "other.txt").write_text(OTHER, encoding="utf-8")

    published(
        run("publish", "other.txt", "--recording", recorded[1], "--overrule", "Ann", "--json")
    )

    with library.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT who, detail FROM events WHERE what = 'overruled'")
        ((who, detail),) = rows.all()
    assert who == "Ann"
    assert "of the words were found" in detail


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("film.mp4", b"#EXTM3U\nhttp://example.org/a.ts\n", "playlist"),
        ("film.mp4", bytes(range(256)) * 50, "Check"),
        ("film.mp4", b"", "Check"),
        ("film.mp4", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
    ],
)
def test_what_is_no_recording_is_refused_and_nothing_is_kept(
    run, recorded, library, tmp_path, name, data, said
):
    (tmp_path / name).write_bytes(data)

    result = run("publish", recorded[0], "--recording", name)

    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert library.published() == ()
    assert not [p for p in library.store.root.glob("**/*") if p.is_file()]


def recipes(store):
    """When each recipe was noted: a step that is done again is noted again."""
    return {p.name: p.stat().st_mtime_ns for p in (store.root / "recipes").glob("*/*")}


def test_killed_at_any_moment_it_goes_on_where_it_was(recorded, tmp_path):
    text, film, _ = recorded
    command = [sys.executable, "-c", "from publisher.cli import main; main()", "publish", str(text),
               "--recording", str(film), "--json"]  # fmt: skip
    root = Path(__file__).parents[2]

    def start(data):
        environment = os.environ | {"PLAINSPOKEN_DATA": str(data)}
        return subprocess.Popen(
            command, env=environment, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    undisturbed, _ = start(tmp_path / "undisturbed").communicate()
    library = Library.open(Settings(data=tmp_path / "killed"))
    chance = random.Random(7)  # noqa: S311 - moments to kill at, the same each time
    kills = 0
    while True:
        before = recipes(library.store)
        enough = len(before) + chance.randrange(4)
        child = start(tmp_path / "killed")
        while child.poll() is None and len(recipes(library.store)) < enough:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.0, 0.5))
        if child.poll() is not None:
            break
        child.kill()
        child.communicate()
        kills += 1
        if library.published():  # killed on its way out: then it is whole
            assert "poster.jpg" in library.statement("visit-to-fenmarch").files
        after = recipes(library.store)
        assert {k: after[k] for k in before} == before  # nothing is done twice
    said, _ = child.communicate()

    assert kills >= 4
    assert json.loads(said)["files"] == json.loads(undisturbed)["files"]
    library.engine.dispose()
