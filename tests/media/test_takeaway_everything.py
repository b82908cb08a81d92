"""Everything in one zip: whole, the same each time, its front page in order by the Nu checker."""

import json
import re
import subprocess
import tracemalloc
from base64 import b64decode
from dataclasses import replace
from datetime import date
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from justhtml import JustHTML

from media.progress import silent
from media.takeaway import everything, html
from media.takeaway.edition import Made
from tests.checkers import JAVA, from_npm
from tests.editions import said
from tests.reading import front_words

NAMES = ("northamptonshire", "welsh", "hard", "long")


def gathered(edition, place):
    everything.render(edition, place, silent)
    return ZipFile(place)


def checked(*paths):
    """What the Nu HTML Checker says of these pages, warnings too."""
    java, *options = JAVA
    deep = "-Xss4m"  # it asks for more room on the stack than Java gives by itself
    jar = from_npm("vnu-jar") / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [java, deep, *options, jar, "--stdout", "--format", "json", *paths],
        capture_output=True,
        check=False,
        text=True,
    )
    messages = json.loads(done.stdout)["messages"]
    return [f"{m['url']}:{m.get('lastLine')}: {m['message']}" for m in messages]


def test_every_page_in_one_file_is_in_order_by_the_nu_checker(editions, tmp_path):
    pages = []
    for name in NAMES:
        edition = getattr(editions, name)
        pages += [tmp_path / f"{name}.html", tmp_path / f"{name}-front.html"]
        pages[-2].write_bytes(html.write(edition))
        with gathered(edition, tmp_path / "all.zip") as zipped:
            pages[-1].write_bytes(zipped.read("index.html"))

    assert checked(*pages) == []


def test_the_nu_checker_finds_fault_with_what_is_wrong(tmp_path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!DOCTYPE html><html lang=en><title>a</title><p><div></p>", encoding="utf-8")

    assert any("No “p” element in scope" in message for message in checked(wrong))


def test_every_file_is_in_it_just_as_it_is(editions, tmp_path):
    edition = editions.hard

    with gathered(edition, tmp_path / "all.zip") as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == ["index.html", *edition.files]
        for name, made in edition.files.items():
            assert zipped.read(name) == made.path.read_bytes()
        how = {i.filename: i.compress_type for i in zipped.infolist()}
    assert how["speech.mp3"] == ZIP_STORED
    assert how["captions.vtt"] == ZIP_DEFLATED


def test_the_front_page_leads_to_every_file_and_to_nothing_else(editions, tmp_path):
    edition = editions.northamptonshire

    with gathered(edition, tmp_path / "all.zip") as zipped:
        page = JustHTML(zipped.read("index.html").decode(), sanitize=False)

    assert [a.attrs["href"] for a in page.query("nav a")] == list(edition.files)
    assert "Captions, SRT" in [a.to_text() for a in page.query("nav a")]
    assert [s.attrs["src"] for s in page.query("video source")] == ["speech.opus", "speech.mp3"]
    (track,) = page.query("track")
    kind, _, captions = track.attrs["src"].partition(",")
    assert kind == "data:text/vtt;base64"
    assert b64decode(captions) == edition.files["captions.vtt"].path.read_bytes()
    assert not page.query("script, link[rel=stylesheet], img, iframe")


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_on_the_front_page_in_order(editions, name, tmp_path):
    edition = editions.all[name]
    gathered(edition, tmp_path / "all.zip").close()

    found = [word.rstrip(":") for word in front_words(tmp_path / "all.zip")]

    assert found == [word.rstrip(":") for word in said(edition)]


def test_a_film_is_what_plays_where_there_is_one(editions, tmp_path):
    film = tmp_path / "film"
    film.write_bytes(b"film")
    edition = editions.welsh
    filmed = replace(
        edition, files=edition.files | {"video-with-captions.mp4": Made("f1", lambda: film)}
    )

    with gathered(filmed, tmp_path / "all.zip") as zipped:
        page = JustHTML(zipped.read("index.html").decode(), sanitize=False)

    assert [s.attrs["src"] for s in page.query("video source")] == ["video-with-captions.mp4"]
    assert [h.to_text() for h in page.query("h2")][:3] == ["Gwylio", "Pob ffeil", "Trawsgrifiad"]


def test_without_sound_it_is_the_words(editions, tmp_path):
    with gathered(editions.long, tmp_path / "all.zip") as zipped:
        page = zipped.read("index.html").decode()

    assert "<video" not in page
    assert len(re.findall(r"\bcalls\b", page)) > 400


def test_the_same_files_give_the_same_zip_even_of_a_day_before_zips(editions, tmp_path):
    old = replace(editions.welsh, date=date(1969, 7, 20))
    for name in ("one.zip", "two.zip"):
        gathered(old, tmp_path / name).close()

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_film_is_copied_through_without_being_held(editions, tmp_path):
    film = tmp_path / "film"
    with film.open("wb") as hole:
        hole.truncate(300_000_000)
    filmed = replace(editions.long, files={"video-with-captions.mp4": Made("f1", lambda: film)})

    tracemalloc.start()
    gathered(filmed, tmp_path / "all.zip").close()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (tmp_path / "all.zip").stat().st_size > 300_000_000
    assert peak < 20_000_000
