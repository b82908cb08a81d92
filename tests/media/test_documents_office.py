"""Texts as offices send them: Word, OpenDocument, web pages, and captions there already."""

import zipfile
from io import BytesIO

import pypandoc
import pytest

from media import documents
from media.errors import EmptyTranscript, NotText, TooLong

REPORT = """\
# Our visit

**Dr. Hall:** Good *morning*.[^1] “We agree,” she said -- twice. ŵ, £3.2 million & <b>.

## What we found

- One thing
- [Another](https://example.org/) thing

| Force | Grade |
|-------|-------|
| Kent  | Good  |

[^1]: Not said.
"""
READ = [
    "Good morning. “We agree,” she said – twice. ŵ, £3.2 million & <b>.",
    "What we found",
    "One thing",
    "Another thing",
    "Force, Grade",
    "Kent, Good",
]


def office(tmp_path, kind, written=REPORT):
    made = tmp_path / f"report.{kind}"
    markdown = "markdown-raw_html"
    pypandoc.convert_text(written, kind, markdown, outputfile=str(made), extra_args=["-s"])
    return made.read_bytes()


def paragraphs(transcript):
    return [transcript.text[p.start : p.end] for p in transcript.paragraphs]


@pytest.mark.parametrize("kind", ["docx", "odt", "html"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_document_is_read_for_its_words(tmp_path, kind):
    found = documents.read(f"report.{kind}", office(tmp_path, kind), "en-GB")
    assert found.title == "Our visit"
    assert found.speakers == ("Dr.\u00a0Hall",)
    assert paragraphs(found) == READ
    assert [p.heading for p in found.paragraphs] == [0, 2, 0, 0, 0, 0]


def test_word_s_own_title_is_the_title(tmp_path):
    written = "---\ntitle: Our visit\n---\n\nGood morning.\n"
    found = documents.read("a.docx", office(tmp_path, "docx", written), "en")
    assert (found.title, paragraphs(found)) == ("Our visit", ["Good morning."])


def test_what_runs_in_a_web_page_is_not_read():
    head = "<head><title>Visit – A site</title><style>p{}</style></head>"
    body = "<body><script>alert('x')</script><h1>Visit</h1><p>Good &lt;morning.</p></body>"
    page = f"<!DOCTYPE html><html>{head}{body}</html>"
    found = documents.read("a.html", page.encode(), "en")
    assert (found.title, paragraphs(found)) == ("Visit", ["Good <morning."])


def test_a_document_can_name_no_other_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Hidden words.")
    page = f"<p>Good morning.</p><iframe src='{secret}'></iframe><img src='{secret}' alt='A map'>"
    found = documents.read("a.html", page.encode(), "en")
    assert "Hidden" not in found.text


def bomb(size):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * size)
    return made.getvalue()


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_by_what_it_unpacks_to():
    packed = bomb(300_000_000)
    assert len(packed) < 400_000
    with pytest.raises(TooLong) as met:
        documents.read("a.docx", packed, "en")
    assert met.value.unit == "bytes"
    assert met.value.size > met.value.limit


def test_an_archive_that_lies_about_its_size_is_no_document():
    packed = bytearray(bomb(1_000_000))
    at = packed.rindex(b"PK\x01\x02") + 24  # the size it claims, in its table of contents
    packed[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(NotText):
        documents.read("a.docx", bytes(packed), "en")


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"Good morning.", "a damaged Word document"),
        (b"PK\x03\x04 and no more", "a damaged Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or locked Word document"),
        (bomb(10), "a damaged Word document"),
    ],
)
def test_what_is_no_document_is_named_for_what_it_looks_like(data, looks_like):
    with pytest.raises(NotText) as met:
        documents.read("a.docx", data, "en")
    assert met.value.looks_like == looks_like


def test_a_document_without_a_word_is_empty(tmp_path):
    with pytest.raises(EmptyTranscript):
        documents.read("a.docx", office(tmp_path, "docx", "***\n"), "en")


CAPTIONS = """\
WEBVTT

00:01.000 --> 00:03.000
<v Zoë>Good morning,
everybody.

00:03.000 --> 00:04.000
<v Jo>JO: Thank you.

00:04.000 --> 00:05.000
<v Jo>[Applause]

00:08.000 --> 00:09.000
We begin.
"""


def test_captions_are_read_for_their_words():
    found = documents.read("a.vtt", CAPTIONS.encode(), "en")
    assert found.speakers == ("Zoë", "Jo")
    assert [w.text for w in found.words] == [
        "Good",
        "morning,",
        "everybody.",
        "Thank",
        "you.",
        "We",
        "begin.",
    ]
