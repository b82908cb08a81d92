"""The transcript on pages: PDF/UA-1 by typst, as clear print and as large print.

`transcript.typ` sets the type; everything that a person wrote reaches it as data, never as markup.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import category

import typst

from media.errors import FormFailed, Lack
from media.paragraphs import ranks, speakers_shown
from media.takeaway.colophon import byline, colophon
from media.takeaway.edition import Edition
from media.xmltext import legal

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"  # by the build, see hatch_build.py
_TAG = re.compile(r"(?i)(?P<lang>[a-z]{2,3})\b(?:-[a-z]{4})?(?:-(?P<region>[a-z]{2}))?\b")


@dataclass(frozen=True, slots=True)
class Pages:
    """A transcript on A4, its text `size` points high and `margin` mm from the sheet's edge."""

    name: str
    size: int
    margin: int
    VERSION: int = 1

    def identity(self) -> Mapping[str, str]:
        return {"typst": version("typst")}

    def lacks(self, edition: Edition) -> Lack | None:
        """Tried on each letter of the text once, which is quick however long it is."""
        written = set(json.dumps(_told(edition), ensure_ascii=False))
        letters = "".join(sorted(c for c in written if category(c) != "Cf"))
        try:
            _compile(b'#set document(title: "x")\n#sys.inputs.edition', letters)
        except typst.TypstError:
            return Lack.TYPE
        return None

    def write(self, edition: Edition) -> bytes:
        told = _told(edition) | {"size": self.size, "margin": self.margin}
        source = (_HERE / "transcript.typ").read_bytes()
        try:
            return _compile(source, json.dumps(told))
        except typst.TypstError as error:
            raise FormFailed(self.name, str(error)) from error


# UKAAF's G003 asks for 12 points at least in clear print, for 16 and ideally 18 in large print.
# The margins leave some 70 letters a line, and as many as large print can have.
CLEAR = Pages("transcript.pdf", size=12, margin=31)
LARGE = Pages("transcript-large-print.pdf", size=18, margin=20)


def _compile(source: bytes, told: str) -> bytes:
    """Fonts of the machine are a last resort: they make pages that differ between machines."""

    def attempt(fonts: typst.Fonts) -> bytes:
        return typst.compile(
            source,
            format="pdf",
            sys_inputs={"edition": told},
            font_paths=fonts,
            pdf_standards=["ua-1", "a-2a"],
        )

    try:
        return attempt(_fonts(of_the_machine=False))
    except typst.TypstError:
        return attempt(_fonts(of_the_machine=True))


@cache
def _fonts(*, of_the_machine: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=of_the_machine, font_paths=[_FONTS])


def _told(edition: Edition) -> dict[str, Any]:
    """All that the template says, as JSON has it."""
    paragraphs = edition.paragraphs
    rows = zip(paragraphs, speakers_shown(paragraphs), ranks(paragraphs, 1), strict=True)
    return {
        "title": legal(edition.title),
        "authors": [legal(edition.speaker)] if edition.speaker else [],
        "date": [edition.date.year, edition.date.month, edition.date.day],
        "language": _language(edition.language),
        "words_language": _language(edition.words_language),
        "body": legal(edition.body),
        "kind": edition.words["kind"],
        "page": edition.words["page"],
        "byline": [legal(line) for line in byline(edition)],
        "paragraphs": [
            {
                "text": legal(p.text),
                "speaker": legal(speaker) if speaker else None,
                "rank": rank if p.heading else 0,
            }
            for p, speaker, rank in rows
        ],
        "colophon": edition.words["colophon"],
        "facts": [asdict(fact) | {"value": legal(fact.value)} for fact in colophon(edition)],
    }


def _language(tag: str) -> dict[str, str | None]:
    """What typst knows of a language: two or three letters, and a region of two.

    >>> _language("en-GB"), _language("zh-Hant-TW")
    ({'lang': 'en', 'region': 'GB'}, {'lang': 'zh', 'region': 'TW'})
    >>> _language("x-own")
    {'lang': 'und', 'region': None}
    """
    found = _TAG.match(tag)
    return found.groupdict() if found else {"lang": "und", "region": None}
