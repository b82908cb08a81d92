"""Text, HTML, Word and OpenDocument: every word is there, in order, and nothing else is."""

import re
import unicodedata
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from justhtml import JustHTML
from odf import teletype
from odf.opendocument import load
from odf.text import H, P

from media.paragraphs import ReadParagraph, ReadSentence
from media.takeaway import html, office, text
from media.takeaway.colophon import byline, colophon
from media.takeaway.text import WIDTH
from tests.editions import edition, said

NAMES = ("northamptonshire", "welsh", "hard", "long")


def read_text(made):
    """The words between the title's lines and the colophon."""
    return made.decode()


def read_html(made):
    page = JustHTML(made.decode(), sanitize=False)
    return "\n".join(e.to_text() for e in page.query("main h1, main p, main h2, main h3, footer"))


def read_docx(made):
    return "\n".join(p.text for p in docx.Document(BytesIO(made)).paragraphs)


def read_odt(made):
    """Paragraphs and headings in the order of the document."""
    return "\n".join(teletype.extractText(node) for node in lines(load(BytesIO(made))))


def lines(document):
    kinds = {H(outlinelevel=1).qname, P().qname}
    return [n for n in document.text.childNodes if getattr(n, "qname", None) in kinds]


FORMS = {
    "txt": (text.READING, read_text),
    "html": (html, read_html),
    "docx": (office.DOCX, read_docx),
    "odt": (office.ODT, read_odt),
}


def expected(made_of):
    """All that a form says, as words: head, text with names where they change, colophon."""
    facts = [w for f in colophon(made_of) for w in f"{f.label}: {f.value}".split()]
    head = [w for line in (made_of.title, *byline(made_of)) for w in line.split()]
    return [*head, *labelled(made_of), *made_of.words["colophon"].split(), *facts]


def labelled(made_of):
    found, last = [], None
    for paragraph in made_of.paragraphs:
        if paragraph.speaker and paragraph.speaker != last:
            found += f"{paragraph.speaker}:".split()
        last = paragraph.speaker
        found += paragraph.text.split()
    return found


def words(read):
    """Words, without the rules that plain text draws, and the colons that lists do without."""
    return [w.rstrip(":") for w in read.split() if not re.fullmatch("[=-]{3,}", w)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_the_words_are_all_there_in_order_and_no_others(editions, form, name):
    made_of = getattr(editions, name)
    module, read = FORMS[form]

    found = words(read(module.write(made_of)))

    if form == "txt":  # an address stands there to be copied
        found = [w for w in found if w != made_of.licence_url]
    assert found == [w.rstrip(":") for w in expected(made_of)]


@pytest.mark.parametrize("name", NAMES)
def test_the_text_with_times_says_when_each_sentence_is_said(editions, name):
    made_of = getattr(editions, name)

    lines = text.TIMED.write(made_of).decode().splitlines()

    times = [line[:8] for line in lines if re.match(r"\d\d:\d\d:\d\d  \S", line)]
    starts = [s.start for p in made_of.paragraphs for s in p.sentences if s.start is not None]
    assert [sum(60**n * int(p) for n, p in enumerate(reversed(t.split(":")))) for t in times] == [
        start // 1000 for start in starts
    ]
    untimed = " ".join(re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in lines).split()
    start = len(words(" ".join([made_of.title, *byline(made_of)])))
    wanted = [w.rstrip(":") for w in said(made_of)]
    assert words(" ".join(untimed))[start : start + len(wanted)] == wanted


def test_what_was_not_said_in_a_recording_is_marked_where_times_are():
    said_and_not = ReadParagraph(
        (
            ReadSentence("Good morning.", 500, 1_200, sound=False, glue=" "),
            ReadSentence("[Music]", None, None, sound=True, glue=" "),
            ReadSentence("Left out.", None, None, sound=False, glue=""),
        ),
        "Ann Hall",
        0,
    )
    recorded = edition("A talk", "en-GB", (said_and_not,), 2_000, voice="")

    made = text.TIMED.write(recorded).decode()

    assert (
        "          Ann Hall:\n00:00:00  Good morning.\n          [Music]\n"
        "          Left out. (not in the recording)\n" in made
    )
    assert "The speaker’s own recording." in made


@pytest.mark.parametrize("name", NAMES)
def test_lines_of_text_fit_and_break_at_spaces_alone(editions, name):
    made = text.READING.write(getattr(editions, name)).decode()

    assert made.endswith("\n")
    for line in made.splitlines():
        assert len(line) <= WIDTH or " " not in line.strip()
        assert line == line.rstrip()
    assert "\r" not in made
    assert "\n\n\n" not in made


def test_what_binds_words_stays_bound_and_addresses_stay_whole():
    words = "It cost £3.2\u00a0million. See https://example.org/" + "x" * 90 + " for more."
    paragraph = ReadParagraph((ReadSentence(words, 0, 9, sound=False, glue=""),), None, 0)

    made = text.READING.write(edition("Costs", "en", (paragraph,), 10)).decode()

    assert "£3.2\u00a0million" in made
    assert "\nhttps://example.org/" + "x" * 90 + "\n" in made


def test_html_asks_for_nothing_and_runs_nothing(editions):
    page = JustHTML(html.write(editions.hard).decode(), sanitize=False)

    assert not page.query("script, img, iframe, object, embed, video, audio, form")
    assert {link.attrs["rel"] for link in page.query("link")} == {"canonical", "license"}
    assert "url(" not in page.query("style")[0].to_text()
    (policy,) = page.query("meta[http-equiv]")
    assert policy.attrs["content"].startswith("default-src 'none'")


def test_html_is_in_the_language_of_the_text_and_runs_its_way():
    arabic = ReadParagraph((ReadSentence("السلام عليكم.", 0, 900, sound=False, glue=""),), None, 0)

    page = JustHTML(html.write(edition("سلام", "ar", (arabic,), 1_000)).decode(), sanitize=False)

    assert page.query("html")[0].attrs == {"lang": "ar", "dir": "rtl"}
    assert page.query("footer")[0].attrs == {"lang": "en", "dir": "ltr"}


@pytest.mark.parametrize("name", NAMES)
def test_word_has_real_headings_a_title_a_language_and_no_trick(editions, name):
    made_of = getattr(editions, name)

    document = docx.Document(BytesIO(office.DOCX.write(made_of)))

    assert headings(made_of) == [
        (int(p.style.name.removeprefix("Heading ")), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]
    properties = document.core_properties
    assert properties.title == made_of.title
    assert properties.author == made_of.speaker
    assert properties.language == made_of.language
    assert properties.created.date() == properties.modified.date() == made_of.date
    (language,) = document.styles.element.iter(qn("w:lang"))
    assert language.get(qn("w:val")) == made_of.language
    assert all(p.text.strip() for p in document.paragraphs), "no paragraph stands for space"
    tags = {element.tag for element in document.element.iter()}
    for trick in ("w:txbxContent", "w:drawing", "w:pict", "w:tbl", "w:br", "w:tab"):
        assert qn(trick) not in tags
    assert not document.tables
    used = {p.style.name for p in document.paragraphs}
    assert used <= {
        "Body Text", "First Paragraph", "Byline", "Dateline", "Facts",
        *(f"Heading {rank}" for rank in range(1, 7)),
    }  # fmt: skip


def test_word_carries_its_digest_and_its_licence_where_programs_look(editions):
    with ZipFile(BytesIO(office.DOCX.write(editions.welsh))) as document:
        custom = document.read("docProps/custom.xml").decode()

    assert f'name="sha256-of-text"><vt:lpwstr>{editions.welsh.digest}<' in custom
    assert "Open Government Licence v3.0 https://www.nationalarchives.gov.uk/" in custom
    assert 'name="revision-of-statement"><vt:lpwstr>2<' in custom


def headings(made_of):
    """Title, the author's headings under it, colophon."""
    own = [(min(p.heading + 1, 6), p.text) for p in made_of.paragraphs if p.heading]
    return [(1, made_of.title), *own, (2, made_of.words["colophon"])]


@pytest.mark.parametrize("name", NAMES)
def test_opendocument_has_the_same(editions, name):
    made_of = getattr(editions, name)
    made = office.ODT.write(made_of)

    document = load(BytesIO(made))

    assert headings(made_of) == [
        (int(h.getAttribute("outlinelevel")), teletype.extractText(h))
        for h in document.getElementsByType(H)
    ]
    with ZipFile(BytesIO(made)) as parts:
        meta, styles = (parts.read(n).decode() for n in ("meta.xml", "styles.xml"))
        listed = parts.read("META-INF/manifest.xml").decode()
        assert parts.namelist()[0] == "mimetype"
        assert all(
            f'full-path="{name}"' in listed for name in parts.namelist()[1:] if "/" not in name
        )
    language, _, country = made_of.language.partition("-")
    assert f"<dc:language>{made_of.language}</dc:language>" in meta
    assert made_of.date.isoformat() in meta
    assert f'fo:language="{language}"' in styles
    assert not country or f'fo:country="{country}"' in styles
    assert f'meta:name="sha256-of-text" meta:value-type="string">{made_of.digest}<' in meta
    assert all(teletype.extractText(line).strip() for line in lines(document))


def test_a_paragraph_that_runs_against_its_document_says_so(editions):
    word = docx.Document(BytesIO(office.DOCX.write(editions.hard)))
    (turned,) = (p for p in word.paragraphs if p._p.pPr.find(qn("w:bidi")) is not None)
    assert turned.text.startswith("السلام")
    assert turned.style.name == "Body Text"

    with ZipFile(BytesIO(office.ODT.write(editions.hard))) as parts:
        content = parts.read("content.xml").decode()
    assert '<text:p text:style-name="Right-to-left">السلام' in content


def test_a_document_from_right_to_left_runs_that_way_and_keeps_its_styles():
    said = ("صباح الخير.", "This is English.")
    paragraphs = tuple(
        ReadParagraph((ReadSentence(text, 0, 9, sound=False, glue=""),), None, 0) for text in said
    )
    arabic = edition("تقييم", "ar", paragraphs, 10)

    word = docx.Document(BytesIO(office.DOCX.write(arabic)))
    ways = {p.text: p._p.pPr.find(qn("w:bidi")) is not None for p in word.paragraphs}
    assert (ways["تقييم"], ways["صباح الخير."], ways["This is English."]) == (True, True, False)
    assert {p.style.name for p in word.paragraphs if p.text in said} == {"Body Text"}

    with ZipFile(BytesIO(office.ODT.write(arabic))) as parts:
        styles, content = (parts.read(n).decode() for n in ("styles.xml", "content.xml"))
    assert re.search(r'<style:default-style.*?style:writing-mode="rl-tb"', styles, re.DOTALL)
    assert '"Left-to-right">This is English.' in content
    assert "$" not in styles


@pytest.mark.parametrize("form", FORMS)
def test_the_same_edition_gives_the_same_bytes(editions, form):
    module, _ = FORMS[form]
    assert module.write(editions.welsh) == module.write(editions.welsh)


@pytest.mark.parametrize("form", ["html", "docx", "odt"])
def test_every_letter_and_every_picture_stands_in_every_form(form):
    """All of Unicode's first plane, and its emoji, parted by spaces, a thousand a sentence."""
    codes = (*range(0x10000), *range(0x1F000, 0x20000))
    every = [chr(code) for code in codes if not chr(code).isspace()]
    sentences = (" ".join(every[i : i + 1000]) for i in range(0, len(every), 1000))
    said = tuple(ReadSentence(s, None, None, sound=False, glue=" ") for s in sentences)
    module, read = FORMS[form]

    made = module.write(edition("Letters", "en", (ReadParagraph(said, None, 0),), 1))

    found = {plain(word) for word in read(made).split()}
    assert {plain(c) for c in every} - found <= {""}


# Words that mean something to a format, among letters of every kind.
MARKS = [
    "<b>",
    "&amp;",
    "]]>",
    "--",
    "**x**",
    "$x$",
    "\\n",
    "{=html}",
    "[x](y)",
    "# x",
    "1. x",
    "'",
    '"',
]
anything = st.lists(st.sampled_from(MARKS) | st.text(min_size=1, max_size=20), min_size=1)


@limits(max_examples=8, deadline=None)
@given(anything, st.sampled_from(MARKS))
def test_whatever_is_said_stands_in_every_form_as_it_is(pieces, name):
    spoken = "".join(pieces) or "x"
    paragraph = ReadParagraph(
        (ReadSentence(spoken, None, None, sound=False, glue=""),), f"{name}a", 0
    )
    made_of = edition("Anything", "en", (paragraph,), 1)

    for form in ("html", "docx", "odt"):
        module, read = FORMS[form]
        assert plain(f"{name}a:{spoken}") in plain(read(module.write(made_of))), form


def plain(said):
    """A text without white space, and what XML cannot hold as the replacement it gets there.

    A soft hyphen is an element in Word, and python-docx reads none of it.
    """
    letters = "".join(c for c in said if not c.isspace())
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", letters)
    return "".join(c for c in shown if unicodedata.category(c) != "Cc" and c != "\xad")
