"""Plain text: wrapped for reading, and once more with the time of every sentence.

Two forms alike: `READING` and `TIMED`. The author's words stand as they are; only the ends of the
lines are ours. Sounds keep the brackets that mark them, and a speaker's name stands where the
speaker changes.
"""

import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from media.paragraphs import ReadParagraph, one_line, speakers_shown
from media.takeaway.colophon import byline, colophon
from media.takeaway.edition import Edition
from media.timeline import clock

WIDTH = 72  # columns: fits every terminal and e-mail, quoted once or twice, and reads well
_HANGING = " " * len("00:00:00  ")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to read: with or without times."""

    timed: bool
    VERSION: int = 1

    def identity(self) -> Mapping[str, str]:
        return {}

    def write(self, edition: Edition) -> bytes:
        """UTF-8 with no byte order mark, lines that end in a line feed."""
        lines = self._timed(edition) if self.timed else _read(edition)
        return "\n".join(chain(_head(edition), lines, _foot(edition), ("",))).encode()

    @staticmethod
    def _timed(edition: Edition) -> Iterator[str]:
        shown = speakers_shown(edition.paragraphs)
        for paragraph, name in zip(edition.paragraphs, shown, strict=True):
            if name:
                yield f"{_HANGING}{one_line(name)}:"
            for sentence in paragraph.sentences:
                heard = sentence.start is not None
                time = f"{clock(sentence.start)[:8]}  " if sentence.start is not None else _HANGING
                silent = heard or sentence.sound or edition.voice
                said = sentence.text if silent else f"{sentence.text} {edition.words['unsaid']}"
                yield from _wrapped(said, time, _HANGING)
            yield ""


READING = Text(timed=False)
TIMED = Text(timed=True)


def _head(edition: Edition) -> Iterator[str]:
    title = _wrapped(edition.title)
    yield from title
    yield "=" * max(map(_columns, title))
    yield ""
    for line in byline(edition):
        yield from _wrapped(line)
    yield ""


def _read(edition: Edition) -> Iterator[str]:
    for paragraph, name in zip(edition.paragraphs, speakers_shown(edition.paragraphs), strict=True):
        lines = _wrapped(_labelled(paragraph, name))
        yield from lines
        if paragraph.heading:
            yield "-" * max(map(_columns, lines))
        yield ""


def _labelled(paragraph: ReadParagraph, name: str | None) -> str:
    return f"{name}: {paragraph.text}" if name else paragraph.text


def _foot(edition: Edition) -> Iterator[str]:
    heading = edition.words["colophon"]
    yield heading
    yield "-" * _columns(heading)
    for fact in colophon(edition):
        yield from _wrapped(f"{fact.label}: {fact.value}", "", "  ")
        if fact.address not in {"", fact.value}:
            yield f"  {fact.address}"


def _wrapped(text: str, first: str = "", others: str = "") -> list[str]:
    """Lines that break at spaces alone, so that addresses and figures can be copied whole."""
    return textwrap.wrap(
        one_line(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _columns(text: str) -> int:
    """How wide a text stands: marks that combine take none, Chinese and its kin take two."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
