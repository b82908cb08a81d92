"""The transcript in braille, read back by liblouis's own program."""

import ctypes.util
import re
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import liblouis
from media.errors import FormFailed, Lack
from media.paragraphs import ReadParagraph, ReadSentence
from media.takeaway.braille import GRADE_1, GRADE_2
from tests.editions import edition, said

installed = pytest.mark.skipif(
    not (liblouis.version() and shutil.which("lou_translate")),
    reason="liblouis is not installed (apt install liblouis-bin), so no braille is made here",
)
CODES = {
    ("en", GRADE_1): "en-ueb-g1.ctb",
    ("en", GRADE_2): "en-ueb-g2.ctb",
    ("cy", GRADE_1): "cy-cy-g1.utb",
    ("cy", GRADE_2): "cy-cy-g2.ctb",
}
every_grade = pytest.mark.parametrize("form", [GRADE_1, GRADE_2], ids=["grade 1", "grade 2"])


def louis(way, code, text):
    """Text in, text out, by the program: --forward or --backward. Escapes are its own."""
    given = text.replace("\\", "\\\\") + "\n"
    command = ["lou_translate", way, f"en-us-brf.dis,{code}"]
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def pages(file):
    return [page.removesuffix("\r\n").split("\r\n") for page in file.decode("ascii").split("\f")]


def unfolded(file):
    """The lines without page numbers, and what was cut at the end of a line put together."""
    lines = "\n".join(line for page in pages(file) for line in page[1:])
    return lines.replace('"\n', "")


# Where liblouis does not read what it wrote itself; a reader does, by the words around.
MISREAD = {
    "en": "enough",
    "i'rather": "i'r",
    "m'r": "mae'r",
    "dyffrindyn": "dyffryn",
    "ydiwedd": "ydw",
    "1bjj": "1200",
}
MISREAD_LETTERS = str.maketrans({"æ": "ae", "¥": "ŷ", "’": "'", "‘": "'"})
ARABIC = "ar-ar-g1.utb"
FOREIGN = re.compile(r"[\u0600-\u06ff]")


def folded(text):
    """Words without what braille has in one shape only: kinds of quotes, dashes and points."""
    for word in text.lower().translate(MISREAD_LETTERS).split():
        letters = re.sub(r"[^\w']", "", word).strip("'")
        letters = re.sub(r"(?<=[^\W\d])\d+$", "", letters)  # Welsh points are read as figures
        if letters:
            yield MISREAD.get(letters, letters)


def described(text):
    """Signs by their names, as a reader of braille is told of them."""
    return re.sub(
        "[\U0001f000-\U0001faff\u200d]+",
        lambda run: ", ".join(unicodedata.name(c) for c in run[0] if c != "\u200d"),
        text,
    )


@installed
@every_grade
@pytest.mark.parametrize("name", ["northamptonshire", "welsh", "hard", "long"])
def test_liblouis_reads_back_every_word_that_was_said(name, form, editions):
    about = getattr(editions, name)
    words = said(about)
    foreign = [louis("--forward", ARABIC, w).strip() for w in words if FOREIGN.search(w)]
    wanted = folded(described(" ".join(w for w in words if not FOREIGN.search(w))))

    braille = unfolded(form.write(about)).split()
    for word in foreign:
        braille.remove(word)
    found = folded(louis("--backward", CODES[about.language[:2], form], "\n".join(braille)))

    assert " ".join(wanted) in " ".join(found)


@installed
@every_grade
def test_pages_hold_forty_cells_by_twenty_five_lines_of_ascii(form, editions):
    for about in (editions.hard, editions.long):
        held(form.write(about))


def held(file):
    assert re.fullmatch(rb"[ -_\r\n\f]*", file)
    for number, page in enumerate(pages(file), start=1):
        assert len(page) <= 25
        assert max(map(len, page)) <= 40
        digits = str(number).translate(str.maketrans("1234567890", "ABCDEFGHIJ"))
        assert page[0] == f"#{digits}".rjust(40)
        assert page[-1].strip()


@installed
@every_grade
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=200), max_size=12))
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_fits_its_page(form, texts):
    held(form.write(edition("A title", "en", tuple(paragraph(t) for t in texts), 0)))


@installed
def test_a_page_looks_as_braille_should():
    told = (
        paragraph("Good morning. " * 4, speaker="Siân Reeve"),
        paragraph("What we found", heading=1),
        paragraph("[Applause]"),
    )
    page = pages(GRADE_1.write(edition("On crime", "en", told, 0)))[0]
    assert page[:13] == [
        "                                      #A",
        "               ,ON CRIME",
        "",
        "  #A ,FEBRUARY #BJAH",
        "",
        "  ,SI^%AN ,REEVE3 ,GOOD MORNING4 ,GOOD",
        "MORNING4 ,GOOD MORNING4 ,GOOD MORNING4",
        "",
        "             ,WHAT WE FOUND",
        "",
        "  .<,APPLAUSE.>",
        "",
        "          ,ABOUT THIS DOCUMENT",
    ]


@installed
def test_a_heading_does_not_end_a_page():
    for lines in range(30):
        told = (*(paragraph("So.") for _ in range(lines)), paragraph("Heading", heading=1))
        for page in pages(GRADE_1.write(edition("T", "en", (*told, paragraph("Then.")), 0))):
            assert page[-1].strip() != ",HEADING"


@installed
def test_what_has_no_space_goes_on_after_dot_5():
    file = GRADE_1.write(edition("T", "en", (paragraph("y" * 100),), 0))
    assert [line for line in pages(file)[0] if "YY" in line] == [
        f'  {"Y" * 37}"',
        f'{"Y" * 39}"',
        "Y" * 24,
    ]


@installed
def test_a_sign_without_braille_is_named_and_its_skin_is_not():
    file = GRADE_1.write(edition("T", "en", (paragraph("Yes 👍🏽!"),), 0))
    assert "  ,YES .<?UMBS UP SIGN.>6".replace("?", "TH") in pages(file)[0]


def test_a_language_without_a_code_has_no_braille():
    polish = edition("Tytuł", "pl", (paragraph("Dzień dobry."),), 0)
    if liblouis.version():
        assert GRADE_1.lacks(polish) is Lack.BRAILLE
    with pytest.raises(FormFailed, match=r"transcript-grade-1\.brf"):
        GRADE_1.write(polish)


def test_where_liblouis_is_not_installed_it_is_said(monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)
    caches = (liblouis._library, liblouis.version, liblouis.knows)
    for cache in caches:
        cache.cache_clear()
    try:
        assert GRADE_2.lacks(edition("T", "en", (paragraph("So."),), 0)) is Lack.LIBLOUIS
        with pytest.raises(ValueError, match="no table"):
            liblouis.translated("So.", "en-ueb-g2.ctb")
    finally:
        for cache in caches:
            cache.cache_clear()


def paragraph(text, speaker=None, heading=0):
    return ReadParagraph((ReadSentence(text, None, None, sound=False, glue=""),), speaker, heading)
