"""The transcript in braille, for an embosser or a braille display: BRF, 40 cells by 25 lines.

liblouis translates; the pages are ours. A BRF is ASCII: a letter a cell, CR LF after a line, a form
feed between pages. The number of the page stands at the right of its first line, headings in the
middle, and a paragraph begins two cells in.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from media import liblouis
from media.errors import FormFailed, Lack
from media.paragraphs import speakers_shown
from media.takeaway.colophon import byline, colophon
from media.takeaway.edition import Edition

CELLS, LINES = 40, 25
_INDENT = 2
_HEADING = CELLS - 2 * 3  # at least three cells stay free on each side of a heading
_BLANK = "\u2800"
_GOES_ON = "\u2810"  # dot 5 where a line ends within what has no space, such as an address
_NUMBER = "\u283c"
_PREFIXES = "\u2808\u2818\u2838\u2810\u2828\u2830\u2820\u283c"  # a sign of two cells begins so

# North American ASCII braille: the letter for each pattern of six dots, from U+2800.
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
_TO_ASCII = {0x2800 + dots: letter for dots, letter in enumerate(_ASCII)}
_DIGITS = str.maketrans(
    "1234567890", "\u2801\u2803\u2809\u2819\u2811\u280b\u281b\u2813\u280a\u281a"
)

# By language, the codes of grade 1, letter by letter, and of grade 2, contracted.
_CODES = {
    "en": ("en-ueb-g1.ctb", "en-ueb-g2.ctb"),  # Unified English Braille
    "cy": ("cy-cy-g1.utb", "cy-cy-g2.ctb"),
}
# Words of another script stand in their own braille, by the first word of their letters' names.
_SCRIPTS = {
    "ARABIC": "ar-ar-g1.utb",
    "HEBREW": "he-IL.utb",
    "GREEK": "el.ctb",
    "CYRILLIC": "ru.ctb",
}
_SILENT = re.compile("VARIATION SELECTOR|EMOJI MODIFIER")


@dataclass(frozen=True, slots=True)
class Braille:
    """Braille of one grade, 1 or 2, in the code of the statement's language."""

    name: str
    grade: int
    VERSION: int = 1

    def identity(self) -> Mapping[str, str]:
        return {"liblouis": liblouis.version() or ""}

    def lacks(self, edition: Edition) -> Lack | None:
        if liblouis.version() is None:
            return Lack.LIBLOUIS
        return None if self._code(edition.language) else Lack.BRAILLE

    def write(self, edition: Edition) -> bytes:
        code = self._code(edition.language)
        if code is None:
            raise FormFailed(self.name, f"no braille code for {edition.language}")
        phrases = self._code(edition.words_language) or code
        pages = _pages(list(_blocks(edition, code, phrases)))
        text = "\f".join("".join(f"{line}\r\n" for line in page) for page in pages)
        return text.translate(_TO_ASCII).encode("ascii")

    def _code(self, language: str) -> str | None:
        codes = _CODES.get(language.partition("-")[0].lower())
        code = codes[self.grade - 1] if codes else None
        return code if code and liblouis.knows(code) else None


GRADE_1 = Braille("transcript-grade-1.brf", 1)
GRADE_2 = Braille("transcript-grade-2.brf", 2)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand together; those of a heading stay with what is below."""

    lines: tuple[str, ...]
    heading: bool = False


def _blocks(edition: Edition, code: str, phrases: str) -> Iterator[_Block]:
    """Everything that is said: `code` is the statement's, `phrases` that of the fixed phrases."""
    yield _heading(edition.title, code)
    for line in byline(edition):
        yield _paragraph(line, phrases)
    yield _Block(("",))
    shown = speakers_shown(edition.paragraphs)
    for paragraph, name in zip(edition.paragraphs, shown, strict=True):
        if paragraph.heading:
            yield _heading(paragraph.text, code)
        else:
            yield _paragraph(f"{name}: {paragraph.text}" if name else paragraph.text, code)
    yield _heading(edition.words["colophon"], phrases)
    for fact in colophon(edition):
        address = fact.address if fact.address != fact.value else ""
        yield _paragraph(f"{fact.label}: {fact.value} {address}", phrases)


def _heading(text: str, code: str) -> _Block:
    lines = _wrapped(_cells(text, code), _HEADING, 0)
    centred = (_BLANK * ((CELLS - len(line)) // 2) + line for line in lines)
    return _Block(("", *centred, ""), heading=True)


def _paragraph(text: str, code: str) -> _Block:
    return _Block(tuple(_wrapped(_cells(text, code), CELLS, _INDENT)))


def _wrapped(cells: str, width: int, indent: int) -> list[str]:
    """Lines of `width` cells at most, broken at blanks; what is wider goes on after dot 5."""
    lines, line = [], _BLANK * indent
    for whole in filter(None, cells.split(_BLANK)):
        word, gap = whole, _BLANK if line.strip(_BLANK) else ""
        if len(line) + len(gap) + len(word) > width and gap:
            lines.append(line)
            line, gap = "", ""
        while len(line) + len(word) > width:
            room = width - len(line) - 1
            while word[room - 1] in _PREFIXES and room > 1:
                room -= 1
            lines.append(line + word[:room] + _GOES_ON)
            line, word = "", word[room:]
        line += gap + word
    return [*lines, line] if line.strip(_BLANK) else lines


def _pages(blocks: Sequence[_Block]) -> Iterator[list[str]]:
    """The blocks on pages; blank lines do not begin a page, nor does a heading end one."""
    pages: list[list[str]] = [[]]
    for block, below in zip_longest(blocks, blocks[1:], fillvalue=_Block(())):
        stays = (*block.lines, *below.lines[:2]) if block.heading else ()
        if pages[-1] and len(pages[-1]) + len(stays) > LINES - 1:
            pages.append([])
        for line in block.lines:
            if len(pages[-1]) == LINES - 1:
                pages.append([])
            if line or (pages[-1] and pages[-1][-1]):
                pages[-1].append(line)
    for number, page in enumerate(pages, start=1):
        yield [_page_number(number), *page]


def _page_number(number: int) -> str:
    return (_NUMBER + str(number).translate(_DIGITS)).rjust(CELLS, _BLANK)


def _cells(text: str, code: str) -> str:
    """A text in braille: each part of it in the code that has its letters, the rest by name."""
    return "".join(
        liblouis.translated(part, table) if table else liblouis.translated(_by_name(part), code)
        for part, table in _parts(unicodedata.normalize("NFC", text), code)
    )


def _parts(text: str, code: str) -> Iterator[tuple[str, str]]:
    """Runs of a text with the table of each; "" where no table has the letters."""
    part, table = "", code
    for letter in text:
        now = _table(letter, code)
        if now != table:
            if part:
                yield part, table
            part, table = "", now
        part += letter
    yield part, table


@lru_cache(maxsize=4096)
def _table(letter: str, code: str) -> str:
    if letter.isspace() or liblouis.translated(letter, code):
        return code
    own = _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")
    return own if own and liblouis.knows(own) and liblouis.translated(letter, own) else ""


def _by_name(letters: str) -> str:
    r"""The names of signs, in English, as Unicode has them; joiners and the like have none.

    >>> _by_name("\N{GRINNING FACE}\N{WAVING HAND SIGN}")
    '[grinning face, waving hand sign]'
    >>> _by_name("\N{ZERO WIDTH JOINER}")
    ''
    """
    heard = (c for c in letters if unicodedata.category(c) not in {"Cf", "Cc"})
    names = (unicodedata.name(c, f"U+{ord(c):04X}") for c in heard)
    said = ", ".join(name.lower() for name in names if not _SILENT.match(name))
    return f"[{said}]" if said else ""
