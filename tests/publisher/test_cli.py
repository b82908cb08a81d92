"""The command, as people use it: real voices, a real database, real files."""

import errno
import json
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from media.store import Store
from publisher.cli import main
from publisher.library import Library
from publisher.settings import Settings

STATEMENT = """Visit to Fenmarch

Hello. I am Siân Adébáyò, and this is what we found.

The force saved £3.2 million in 2017/18. It must do better.
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `plainspoken` in a folder of its own; give back what it said and its exit code."""
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def plainspoken(*arguments):
        return CliRunner(mix_stderr=False).invoke(main, [str(a) for a in arguments])

    return plainspoken


@pytest.fixture
def statement(tmp_path):
    path = tmp_path / "statement.txt"
    path.write_text(STATEMENT, encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path):
    library = Library.open(Settings(data=tmp_path / "data"))
    yield library
    library.engine.dispose()


def published(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_publishing_prints_the_address_of_the_page(run, statement, library):
    result = run("publish", statement, "--speaker", "Siân Adébáyò", "--about", "Fenmarch")

    assert result.exit_code == 0, result.output
    assert result.stdout == "http://127.0.0.1:8000/statements/visit-to-fenmarch\n"
    seen = library.statement("visit-to-fenmarch")
    assert seen.revision.details.speaker == "Siân Adébáyò"
    assert set(seen.files) == {
        "captions.srt", "captions.ttml", "captions.vtt", "manuscript.txt", "reading.json",
        "speech.mp3", "speech.opus", "words.json",
    }  # fmt: skip


def test_every_file_holds_what_its_digest_says(run, statement, library):
    published(run("publish", statement, "--json"))
    for file in library.statement("visit-to-fenmarch").files.values():
        assert Store(library.store.root).path(file.digest).stat().st_size == file.size > 0


def test_a_changed_word_makes_a_new_revision_and_speaks_one_sentence_again(run, statement, library):
    published(run("publish", statement, "--speaker", "Siân Adébáyò", "--json"))
    before = library.reachable()
    statement.write_text(STATEMENT.replace("do better", "do more"), encoding="utf-8")

    second = published(run("publish", statement, "--json"))

    assert second["revision"] == 2
    assert library.statement("visit-to-fenmarch").revision.details.speaker == "Siân Adébáyò"
    made = library.reachable() - before
    speeches = [d for d in made if library.store.path(d).read_bytes().startswith(b'{"rate"')]
    assert len(speeches) == 1


def test_publishing_the_same_again_changes_nothing(run, statement):
    first = published(run("publish", statement, "--json"))
    again = published(run("publish", statement, "--json"))
    assert again["changed"] is False
    assert again["revision"] == 1
    assert again["files"] == first["files"]


def test_a_title_given_by_hand_stays_when_the_text_changes(run, statement, library):
    published(run("publish", statement, "--title", "What we found at Fenmarch", "--json"))
    statement.write_text(STATEMENT + "\nThank you.\n", encoding="utf-8")

    second = published(run("publish", statement, "--json"))

    assert second["slug"] == "what-we-found-at-fenmarch"
    title = library.statement(second["slug"]).revision.details.title
    assert title == "What we found at Fenmarch"


def test_a_mended_title_keeps_the_address(run, statement, library):
    published(run("publish", statement, "--json"))
    statement.write_text(STATEMENT.replace("Visit to", "A visit to"), encoding="utf-8")

    second = published(run("publish", statement, "--json"))

    assert second["slug"] == "visit-to-fenmarch"
    assert library.statement(second["slug"]).revision.details.title == "A visit to Fenmarch"


def test_a_welsh_version_is_linked_as_a_translation(run, statement, tmp_path, library):
    published(run("publish", statement, "--json"))
    welsh = tmp_path / "datganiad.txt"
    welsh.write_text("Ymweliad â Fenmarch\n\nBore da. Diolch yn fawr.\n", encoding="utf-8")

    said = run(
        "publish", welsh, "--language", "cy", "--translation-of", "visit-to-fenmarch", "--json"
    )

    assert published(said)["voice"] == "espeak"
    (translation,) = library.statement("visit-to-fenmarch").translations
    assert translation.language == "cy"


def test_a_translation_of_nothing_is_not_published_alone(run, statement, library):
    said = run("publish", statement, "--translation-of", "visit-to-fenmarsh")
    assert said.exit_code == 2
    assert "No statement is called “visit-to-fenmarsh”" in said.stderr
    assert library.published() == ()


def test_narrating_gives_sound_words_and_captions_and_publishes_nothing(run, statement, tmp_path):
    result = run(
        "narrate", statement, "-o", "speech.mp3", "--words", "words.json", "--captions", "c.srt"
    )

    assert result.exit_code == 0, result.output
    assert (tmp_path / "speech.mp3").stat().st_size > 10_000
    words = json.loads((tmp_path / "words.json").read_text(encoding="utf-8"))
    written = STATEMENT.partition("\n")[2].split()
    assert [w["word"] for w in words] == written
    assert all(w["timing"] == "spoken" for w in words)
    assert all(a["end"] <= b["start"] for a, b in pairwise(words))
    cues = re.sub(r"(?m)^(\d+|.*-->.*)$", "", (tmp_path / "c.srt").read_text(encoding="utf-8"))
    assert cues.split() == written
    assert not (tmp_path / "data" / "plainspoken.sqlite3").exists()


def test_times_from_elsewhere_are_captioned(run, tmp_path):
    (tmp_path / "t.txt").write_text("It cost £13.60 in 2014.")
    times = [("It", 0, 200), ("cost", 200, 600), ("£13.60", 600, 1900), ("in", 1900, 2000),
             ("2014", 2000, 3000)]  # fmt: skip
    entries = [{"word": w, "start": s, "end": e} for w, s, e in times]
    (tmp_path / "words.json").write_text(json.dumps(entries))

    result = run("caption", "t.txt", "--words", "words.json")

    assert result.exit_code == 0
    assert "00:00:00.000 -->" in result.stdout
    assert "It cost £13.60 in 2014." in result.stdout


def test_times_of_another_text_are_refused(run, tmp_path):
    (tmp_path / "t.txt").write_text("Hello there.")
    (tmp_path / "words.json").write_text('[{"word": "Goodbye", "start": 0, "end": 400}]')

    result = run("caption", "t.txt", "--words", "words.json", "-o", "c.vtt")

    assert result.exit_code == 2
    assert "the text says “Hello”, and the times are for “Goodbye”" in result.stderr
    assert not (tmp_path / "c.vtt").exists()


def test_check_finds_nothing_in_what_we_make(run, statement):
    for profile in ("broadcast", "streaming"):
        run("narrate", statement, "-o", "s.mp3", "--captions", "c.vtt", "--profile", profile)
        result = run("check", "c.vtt", "--profile", profile)
        assert (result.exit_code, result.stdout) == (0, "")


def test_check_says_what_is_broken_and_exits_with_1(run, tmp_path):
    (tmp_path / "c.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:01.400\n"
        "This line is far too long for anybody to read it in no time at all\n"
    )
    result = run("check", "c.vtt")
    assert result.exit_code == 1
    facts = json.loads(run("check", "c.vtt", "--json").stdout)
    assert {f["rule"] for f in facts["findings"]} >= {"line length", "shortest", "reading speed"}


def test_the_voices_are_listed_with_where_they_are(run):
    listed = {v["name"]: v for v in json.loads(run("voices", "--json").stdout)["voices"]}
    assert listed["heart"]["here"]
    assert "cy" in listed["espeak"]["languages"]
    assert not listed["gtts"]["local"]
    assert run("voices").stdout.count("\n") == len(listed)


def test_collect_clears_what_a_correction_left_behind(run, statement, library):
    published(run("publish", statement, "--json"))
    statement.write_text(STATEMENT.replace("do better", "do more"), encoding="utf-8")
    published(run("publish", statement, "--json"))

    cleared = json.loads(run("collect", "--older-than", "0", "--json").stdout)

    assert cleared["files"] > 0
    assert all(library.store.path(d).exists() for d in library.reachable())
    assert json.loads(run("collect", "--older-than", "0", "--json").stdout)["files"] == 0


# Bad input: a clear sentence, exit code 2, and nothing half done.

BAD = {
    "empty": ("t.txt", b"", "no words"),
    "blank": ("t.txt", b" \n\n\t\n", "no words"),
    "a picture": ("t.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG picture"),
    "too long": ("t.txt", b"word " * 10_000_000, "too long"),
    "only sounds": ("t.txt", b"[Music]\n\n(Applause)\n", "not a word to say"),
    "a film": ("t.mp4", b"....", "a kind of file that is not read"),
    "Chinese said to be English": ("t.txt", "我们今天发表声明。谢谢大家。".encode(), "--language"),
    "Arabic said to be English": ("t.txt", "مرحبا بكم في هذا البيان.".encode(), "--language"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_input_gets_a_sentence_and_publishes_nothing(run, tmp_path, library, case):
    name, data, said = BAD[case]
    (tmp_path / name).write_bytes(data)

    result = run("publish", name)

    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("Error: ")
    assert said in result.stderr
    assert library.published() == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["publish", "nowhere.txt"], "There is no file nowhere.txt"),
        (["publish", "."], "is a folder"),
        (["publish", "statement.txt", "--language", "tlh-Qaak"], "No voice on this machine speaks"),
        (["publish", "statement.txt", "--voice", "nobody"], "No voice is called “nobody”"),
        (["publish", "statement.txt", "--voice", "heart", "--language", "cy"], "does not speak cy"),
        (["publish", "statement.txt", "--date", "soon"], "--date"),
        (["narrate", "statement.txt", "-o", "s.doc"], ".mp3 or .opus"),
        (["narrate", "statement.txt", "-o", "nowhere/s.mp3"], "cannot be written"),
        (["narrate", "statement.txt", "-o", "s.mp3", "--captions", "c.doc"], ".vtt"),
        (["check", "statement.txt"], ".vtt"),
        (["juggle"], "No such command"),
    ],
)
@pytest.mark.usefixtures("statement")
def test_bad_use_gets_a_sentence(run, tmp_path, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert {p.name for p in tmp_path.iterdir()} <= {"statement.txt", "data"}


@pytest.mark.parametrize(
    ("language", "text"),
    [("ar", "مرحبا بكم في هذا البيان. شكرا لكم."), ("cmn", "我们今天发表声明。谢谢大家。")],
)
def test_other_scripts_are_spoken_in_their_language(run, tmp_path, library, language, text):
    (tmp_path / "t.txt").write_text(text, encoding="utf-8")

    done = published(run("publish", "t.txt", "--language", language, "--title", "Visit", "--json"))

    (paragraph,) = library.statement(done["slug"]).paragraphs
    assert "".join(s.text + s.glue for s in paragraph.sentences).strip() == text


def test_markup_in_a_text_is_text_everywhere(run, tmp_path, library):
    text = "We said <script>alert(1)</script> & then --> this."
    (tmp_path / "t.txt").write_text(text, encoding="utf-8")

    done = published(run("publish", "t.txt", "--title", "Marks", "--json"))

    (paragraph,) = library.statement(done["slug"]).paragraphs
    assert paragraph.sentences[0].text == text


def test_a_sentence_of_five_thousand_words_is_published(run, tmp_path):
    (tmp_path / "t.txt").write_text("a " * 5_000, encoding="utf-8")
    done = published(run("publish", "t.txt", "--title", "Long", "--voice", "espeak", "--json"))
    assert done["duration"] > 5_000 * 50  # ms: espeak says “a” in 56


def test_a_data_folder_that_cannot_be_made_is_named(run, statement, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(statement / "data"))
    result = run("publish", statement)
    assert result.exit_code == 2
    assert "Name a folder that can be written in PLAINSPOKEN_DATA" in result.stderr


def test_a_misspelt_setting_is_named(run, statement, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_DATTA", "x")
    result = run("publish", statement)
    assert result.exit_code == 2
    assert "PLAINSPOKEN_DATTA" in result.stderr


def test_a_disk_that_fills_midway_leaves_the_old_revision_and_says_what_to_do(
    run, statement, library, monkeypatch
):
    published(run("publish", statement, "--json"))
    statement.write_text(STATEMENT.replace("do better", "do more"), encoding="utf-8")
    real = Path.write_bytes

    def full(path, data):
        if path.parent.name == "making" and len(data) > 20_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    result = run("publish", statement)

    assert result.exit_code == 2
    assert "is full" in result.stderr
    assert library.statement("visit-to-fenmarch").revision.number == 1
    monkeypatch.undo()
    assert list((library.store.root / "making").iterdir()) == []


def test_the_help_of_each_command_has_an_example(run):
    for name in main.list_commands(None):
        result = run(name, "--help")
        assert re.search(rf"^    plainspoken {name}", result.stdout, re.MULTILINE), result.stdout
