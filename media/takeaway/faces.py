"""Which of our typefaces has which letters, so that none is drawn in one that has it not."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from unicodedata import category

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"  # by the build, see hatch_build.py

# In order of preference: the file, and the name by which it is known once it is loaded.
_FACES = {
    "AtkinsonHyperlegibleNext-700Bold.ttf": "Atkinson Hyperlegible Next",
    "NotoSans-700Bold.ttf": "Noto Sans",
    "NotoSansHebrew-700Bold.ttf": "Noto Sans Hebrew",
    "Vazirmatn-700Bold.ttf": "Vazirmatn",
    "NotoEmoji-700Bold.ttf": "Noto Emoji",
}
FIRST = next(iter(_FACES.values()))
_FOLLOWS = ("Cf", "Mn", "Me")  # joiners and accents go with what is before them


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Parts of a text in one face each, with its name; FIRST where none has a letter.

    >>> list(runs("Tŷ \u2013 سلام"))
    [('Atkinson Hyperlegible Next', 'Tŷ \u2013 '), ('Vazirmatn', 'سلام')]
    """
    drawn: list[tuple[str, str]] = []
    for letter in text:
        before = drawn[-1][0] if drawn else FIRST
        follows = category(letter) in _FOLLOWS
        drawn.append((before if follows else _face(letter) or FIRST, letter))
    for face, run in groupby(drawn, key=lambda each: each[0]):
        yield face, "".join(letter for _, letter in run)


def drawable(text: str) -> bool:
    """Whether every letter is in one of the faces."""
    return all(_face(c) or category(c) in _FOLLOWS or c.isspace() for c in set(text))


def _face(letter: str) -> str | None:
    return next((name for file, name in _FACES.items() if ord(letter) in _face_of(file)[0]), None)


def tallness(face: str) -> float:
    """How high a line in this face is, by its size: what libass takes for a font's size."""
    return next(_face_of(file)[1] for file, name in _FACES.items() if name == face)


@cache
def _face_of(file: str) -> tuple[frozenset[int], float]:
    """The letters in a file, and its tallness."""
    with TTFont(FONTS / file, lazy=True) as font:
        line = font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
        return frozenset(font.getBestCmap()), line / font["head"].unitsPerEm
