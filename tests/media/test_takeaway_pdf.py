"""The transcript as PDF, read back by pdfminer in the order of its tags, and checked by pdfua."""

import re
from collections import defaultdict
from dataclasses import replace
from io import BytesIO

import pdfua
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text
from pypdf import PdfReader

from media.errors import FormFailed, Lack
from media.paragraphs import ReadParagraph, ReadSentence
from media.takeaway import pdf
from media.takeaway.pdf import CLEAR, LARGE
from tests.editions import edition, said

FORMS = {"clear": CLEAR, "large": LARGE}
SHORT = ("northamptonshire", "welsh", "hard")
NAMES = (*SHORT, "long")


class Marked(PDFLayoutAnalyzer):
    """The text of each marked content, as a reader has it that obeys what the marks say.

    What stands for the text of glyphs takes their place, reversed characters are turned round, and
    an end of line is a space.
    """

    def __init__(self, manager):
        super().__init__(manager)
        self.text = defaultdict(str)
        self._mark, self._reversed, self._line, self._instead = None, None, None, False

    def begin_tag(self, tag, props=None):
        if isinstance(props, dict) and "ActualText" in props:
            self._add(decode_text(props["ActualText"]))
            self._instead = True
        elif tag.name == "ReversedChars":
            self._reversed = []
        elif isinstance(props, dict) and "MCID" in props:
            self._mark = (self.pageno, props["MCID"])
        elif tag.name == "Artifact":
            self._mark = None

    def end_tag(self):
        self._instead = False
        if self._reversed is not None:
            self._add("".join(reversed(self._reversed)))
            self._reversed = None

    def render_char(self, matrix, font, fontsize, scaling, _rise, cid, *_):
        line = round(matrix[5])
        if self._line is not None and abs(line - self._line) > fontsize * 0.9:
            self._add(" ")
        self._line = line
        letter = "" if self._instead else font.to_unichr(cid)
        if self._reversed is None:
            self._add(letter)
        else:
            self._reversed.append(letter)
        return font.char_width(cid) * fontsize * scaling

    def _add(self, text):
        if self._mark is not None:
            self.text[self._mark] += text


def read(file):
    """Each block in the order of the tags: its role, and what it says."""
    document = PDFDocument(PDFParser(BytesIO(file)))
    manager = PDFResourceManager()
    marked = Marked(manager)
    interpreter = PDFPageInterpreter(manager, marked)
    pages = {}
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        marked.pageno = number
        interpreter.process_page(page)
        pages[page.pageid] = number

    def text(node, page):
        node = resolve1(node)
        if isinstance(node, int):
            return marked.text[page, node]
        if isinstance(node, list):
            return "".join(text(kid, page) for kid in node)
        page = pages[node["Pg"].objid] if "Pg" in node else page
        return text(node.get("K", node.get("MCID", [])), page)

    def blocks(node):
        node = resolve1(node)
        role = node["S"].name if "S" in node else ""
        if re.fullmatch(r"P|H\d", role):
            yield role, " ".join(text(node, None).split())
        else:
            kids = resolve1(node.get("K", []))
            for kid in kids if isinstance(kids, list) else [kids]:
                if isinstance(resolve1(kid), dict):
                    yield from blocks(kid)

    return list(blocks(document.catalog["StructTreeRoot"]))


@pytest.fixture(scope="module")
def made(editions):
    """Each form of each edition, made once."""
    kept = {}

    def make(name, form):
        if (name, form) not in kept:
            kept[name, form] = FORMS[form].write(getattr(editions, name))
        return kept[name, form]

    return make


every = pytest.mark.parametrize(
    ("name", "form"), [*((n, f) for n in SHORT for f in FORMS), ("long", "clear")]
)


@every
def test_a_checker_of_accessible_pdf_finds_nothing(name, form, made, tmp_path):
    path = tmp_path / "transcript.pdf"
    path.write_bytes(made(name, form))
    report = pdfua.validate(path)
    assert report.exit_code == 0
    assert list(report.findings) == []


@every
def test_what_was_said_is_read_in_order_by_the_tags(name, form, made, editions):
    blocks = read(made(name, form))
    texts = [text for _, text in blocks]
    words = " ".join(texts).split()
    wanted = said(getattr(editions, name))
    at = len(words) - len(" ".join(texts[_colophon(blocks) :]).split()) - len(wanted)
    assert words[at : at + len(wanted)] == wanted


def _colophon(blocks):
    return max(i for i, (role, _) in enumerate(blocks) if role == "H2")


@pytest.mark.parametrize("form", FORMS)
def test_it_says_who_spoke_when_and_where_it_is_from(form, made, editions):
    blocks = read(made("hard", form))
    assert ("H1", "Reeve & Huw on <Ashford Vale>: what was said") in blocks
    text = " ".join(text for _, text in blocks)
    about = editions.hard
    for fact in (about.speaker, about.about, about.day, about.body, about.licence):
        assert fact in text
    for unbroken in (about.digest, about.address, about.licence_url):
        assert unbroken in text.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "language", "page"), [("hard", "en-GB", "Page 1 of"), ("welsh", "cy", "Tudalen 1 o")]
)
def test_it_has_its_language_title_bookmarks_and_page_numbers(name, language, page, made, editions):
    about = getattr(editions, name)
    reader = PdfReader(BytesIO(made(name, "clear")))
    catalogue = reader.root_object
    assert catalogue["/Lang"].lower() == language.lower()
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == about.title
    assert reader.metadata.author == about.speaker
    assert reader.metadata.creation_date.date() == about.date
    assert reader.outline[0].title == about.title
    assert about.words["colophon"] in str(reader.outline)
    assert f"{page} {len(reader.pages)}" in reader.pages[0].extract_text()
    metadata = reader.xmp_metadata.rdf_root.toxml()
    assert "pdfuaid:part" in metadata
    assert "pdfaid:part" in metadata


def test_headings_are_tagged_with_no_rank_left_out():
    paragraphs = (heading("Findings", 2), paragraph("Yes."), heading("Deeper", 5), heading("On", 1))
    blocks = read(CLEAR.write(edition("Title", "en", paragraphs, 0)))
    assert [block for block in blocks if block[0] != "P"] == [
        ("H1", "Title"),
        ("H2", "Findings"),
        ("H3", "Deeper"),
        ("H2", "On"),
        ("H2", "About this document"),
    ]


def test_large_print_is_eighteen_points_and_nothing_in_it_is_smaller(made):
    sizes = set()
    for page in PdfReader(BytesIO(made("hard", "large"))).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size: (
                sizes.add(round(size * abs(tm[3]))) if text.strip() else None
            )
        )
    assert min(sizes) == 18


@pytest.mark.parametrize("form", FORMS)
def test_no_letter_leaves_the_page_however_long_the_word(form):
    text = f"{'a' * 300} https://example.org/{'b' * 200}/{'c-' * 100}"
    file = FORMS[form].write(edition("d" * 200, "en", (paragraph(text),), 0, speaker="e" * 200))
    for page in PdfReader(BytesIO(file)).pages:
        width = float(page.mediabox.width)
        places = []
        page.extract_text(visitor_text=lambda t, _cm, tm, *_, p=places: p.append((tm[4], t)))
        assert all(0 <= x < width for x, text in places if text.strip())
    assert text.replace(" ", "") in "".join(text for _, text in read(file)).replace(" ", "")


def test_right_to_left_is_read_from_its_beginning():
    text = "قال المفتش HMICFRS إن الشرطة تعمل بشكل جيد في عام 2017."
    arabic = edition("بيان المفتش", "ar", (paragraph(text),), 0)
    blocks = read(CLEAR.write(arabic))
    assert ("H1", "بيان المفتش") in blocks
    assert ("P", text) in blocks


def test_the_same_edition_gives_the_same_bytes(editions, made):
    assert CLEAR.write(editions.hard) == made("hard", "clear")


def test_a_text_in_letters_that_no_typeface_has_is_not_offered(monkeypatch):
    monkeypatch.setattr(pdf, "_fonts", lambda **_: WITHOUT_THE_MACHINE)
    thai = edition("Thai", "th", (paragraph("สวัสดี"),), 0)
    assert CLEAR.lacks(thai) is Lack.TYPE
    with pytest.raises(FormFailed, match=r"transcript\.pdf"):
        CLEAR.write(thai)


WITHOUT_THE_MACHINE = pdf._fonts(of_the_machine=False)


def test_every_edition_can_be_set_in_the_type_that_comes_with_it(editions, monkeypatch):
    monkeypatch.setattr(pdf, "_fonts", lambda **_: WITHOUT_THE_MACHINE)
    for name in NAMES:
        assert CLEAR.lacks(getattr(editions, name)) is None


@given(text=st.text(st.characters(max_codepoint=0x17F), min_size=1), title=st.text(max_size=20))
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_is_text_and_never_markup(text, title):
    drawn = edition("A title", "en", (paragraph(f"So {text} it is."),), 0, body=title)
    if LARGE.lacks(drawn) is None:
        blocks = read(LARGE.write(drawn))
        together = "".join("".join(text for _, text in blocks).split())
        assert "".join(shown(f"So {text} it is.").split()) in together


def shown(text):
    """What is to be seen of a text: control characters become one that says so, hyphens hide."""
    return re.sub("[\x00-\x08\x0e-\x1b]", "\ufffd", text).replace("\xad", "")


def paragraph(text):
    return ReadParagraph((ReadSentence(text, None, None, sound=False, glue=""),), None, 0)


def heading(text, rank):
    return replace(paragraph(text), heading=rank)
