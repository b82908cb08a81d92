"""The chapters of a sound: a paragraph each, by which a listener finds the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from media.paragraphs import ReadParagraph, speakers_shown
from media.takeaway.edition import Edition
from media.timeline import Span

_OPENING = 60  # characters of a title: what the display of a player shows, and a voice says soon


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the sound, and what it is called."""

    span: Span
    title: str


def chapters(edition: Edition) -> tuple[Chapter, ...]:
    """A chapter for each paragraph that is heard; together they are all of the sound."""
    titles = headed(edition.paragraphs)
    begun = [
        (start, title)
        for paragraph, title in zip(edition.paragraphs, titles, strict=True)
        if (start := _start(paragraph)) is not None
    ]
    edges = [0, *(start for start, _ in begun[1:]), edition.duration]
    return tuple(
        Chapter(Span(start, end), title)
        for (start, end), (_, title) in zip(pairwise(edges), begun, strict=False)
        if start < end
    )


def headed(paragraphs: Sequence[ReadParagraph]) -> Iterator[str]:
    """What to call each paragraph: who begins to speak, and the first words."""
    for paragraph, speaker in zip(paragraphs, speakers_shown(paragraphs), strict=True):
        words = _opening(paragraph.text)
        yield f"{speaker}: {words}" if speaker else words


def _start(paragraph: ReadParagraph) -> int | None:
    return next((s.start for s in paragraph.sentences if s.start is not None), None)


def _opening(text: str) -> str:
    """The first words, as many as there is room for.

    >>> _opening("A word.")
    'A word.'
    >>> _opening("I am satisfied with some aspects of the performance of Northamptonshire Police")
    'I am satisfied with some aspects of the performance of…'
    """
    if len(text) <= _OPENING:
        return text
    cut = text[:_OPENING]
    return (cut.rpartition(" ")[0] or cut).rstrip(",;:–— ") + "…"
