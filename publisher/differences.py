"""Two texts side by side, and the words in which they differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `changed`: the other text does not have them here."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph of each text, either of them perhaps empty: they stand for each other."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether they differ."""
        return any(piece.changed for piece in (*self.old, *self.new))


def paragraphs(text: str) -> list[str]:
    """What blank lines divide."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def compared(old: str, new: str) -> Iterator[Pair]:
    """The paragraphs of two texts in pairs."""
    ours, theirs = paragraphs(old), paragraphs(new)
    for what, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for one, other in zip_longest(ours[a:b], theirs[c:d], fillvalue=""):
            yield pair(one, other) if what != "equal" else Pair(_whole(one), _whole(other))


def pair(old: str, new: str) -> Pair:
    """Two passages, word by word.

    >>> [(piece.text, piece.changed) for piece in pair("It was good.", "It is good.").new]
    [('It ', False), ('is', True), (' good.', False)]
    """
    ours, theirs = _words(old), _words(new)
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return Pair(
        _pieces(ours, [(what, a, b) for what, a, b, _, _ in codes]),
        _pieces(theirs, [(what, c, d) for what, _, _, c, d in codes]),
    )


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, changed=False),) if text else ()


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _pieces(words: Sequence[str], codes: list[tuple[str, int, int]]) -> tuple[Piece, ...]:
    return tuple(
        Piece("".join(words[start:end]), what != "equal")
        for what, start, end in codes
        if end > start
    )
