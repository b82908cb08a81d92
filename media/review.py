"""Which sentences to listen to, and why: the least sure first, and every figure and name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from media.timeline import Span
from media.timing import Alignment, Timing
from media.transcript import Sentence, Transcript, Word

LEAST, MOST = 5, 20  # how many of the least sure are to be heard
SURE = 0.6  # a sentence found as well as this is heard only to make up the LEAST
_AROUND = 1_000  # ms before and after a sentence that are heard with it
_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


class Why(StrEnum):
    """What there is to listen for."""

    UNSAID = "unsaid"  # too little is heard there to hold it
    UNVERIFIED = "unverified"  # nobody can tell whether it was said
    UNSURE = "unsure"
    GUESSED = "guessed"  # times of some words were set between their neighbours
    FIGURE = "figure"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Look:
    """A sentence to listen to, by its number from 0, and why.

    `sureness` runs from 0 to 1, None where nothing was measured.
    """

    sentence: int
    why: tuple[Why, ...]
    sureness: float | None


def to_review(transcript: Transcript, found: Alignment) -> tuple[Look, ...]:
    """Choose the sentences to listen to, those most in doubt first.

    What was perhaps not said comes first; then the least sure, as many as are not SURE, but LEAST
    to MOST with those before; then, the least sure first, whatever else has a figure or names
    somebody for the first time. Speech that nobody had to look for has figures and names alone.
    """
    sentences = transcript.sentences
    sureness = found.sureness or (None,) * len(sentences)
    names = set(_first_named(transcript))
    guessed = {t.word.start for t in found.words if t.timing is Timing.GUESSED}
    looks = [
        Look(n, tuple(_why(n, sentence, found, sureness[n], n in names, guessed)), sureness[n])
        for n, sentence in enumerate(sentences)
        if not sentence.sound
    ]

    def doubt(look: Look) -> tuple[bool, bool, float, int]:
        sure = 1.0 if look.sureness is None else look.sureness
        return Why.UNSAID not in look.why, Why.UNVERIFIED not in look.why, sure, look.sentence

    looks.sort(key=doubt)
    missing = sum(bool({Why.UNSAID, Why.UNVERIFIED} & {*look.why}) for look in looks)
    unsure = sum(Why.UNSURE in look.why for look in looks)
    if any(look.sureness is not None for look in looks):
        first = max(missing, min(MOST, max(LEAST, missing + unsure)))
    else:
        first = missing
    return (*looks[:first], *(look for look in looks[first:] if _worth_hearing(look)))


def heard_with(span: Span, end: int) -> Span:
    """A sentence's place with a second around it, in a recording that lasts `end` ms."""
    return Span(max(0, span.start - _AROUND), max(span.end, min(span.end + _AROUND, end)))


def place_of(transcript: Transcript, alignment: Alignment, number: int, end: int) -> Span:
    """When a sentence is said; the gap where it would be, where it has no times."""
    sentence = transcript.sentences[number]
    mine = [t.span for t in alignment.words if sentence.start <= t.word.start < sentence.end]
    if mine:
        return Span(mine[0].start, mine[-1].end)
    before = [t.span.end for t in alignment.words if t.word.end <= sentence.start]
    after = [t.span.start for t in alignment.words if t.word.start >= sentence.end]
    start = before[-1] if before else 0
    return Span(start, max(start, after[0] if after else end))


def _worth_hearing(look: Look) -> bool:
    return bool({Why.FIGURE, Why.NAME} & {*look.why})


def _why(
    number: int,
    sentence: Sentence,
    found: Alignment,
    sureness: float | None,
    named: bool,
    guessed: set[int],
) -> Iterator[Why]:
    if number in found.unsaid:
        yield Why.UNSAID
    elif number in found.unverified:
        yield Why.UNVERIFIED
    elif sureness is not None and sureness < SURE:
        yield Why.UNSURE
    if any(word.start in guessed for word in sentence.words):
        yield Why.GUESSED
    if any(_FIGURE.search(word.text) for word in sentence.words):
        yield Why.FIGURE
    if named:
        yield Why.NAME


def _first_named(transcript: Transcript) -> Iterator[int]:
    """The sentences in which somebody or something is named that was not named before.

    Heard once, a name is known: what a voice or a speaker makes of it the next time is the same.
    """
    met: set[str] = set()
    for number, sentence in enumerate(transcript.sentences):
        names = set(_names(sentence.words))
        if names - met:
            yield number
        met |= names


def _names(words: Sequence[Word]) -> Iterator[str]:
    """What has a capital where none is needed: anywhere but at the start of a sentence."""
    for word in words[1:]:
        found = _NAME.search(word.text)
        name = found[0].partition("’")[0].partition("'")[0] if found else ""
        if name[:1].isupper() and name != "I":
            yield name
