"""When each word is said, and how that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from media.timeline import Span
from media.transcript import Word


class Timing(StrEnum):
    """How a word's time is known."""

    HEARD = "heard"  # found in the audio
    GUESSED = "guessed"  # set between neighbours whose time is known
    SPOKEN = "spoken"  # told by the synthesiser that said it
    CHECKED = "checked"  # a person listened, and left it or set it


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word and when it is said. `score` runs from 0 to 1; None where nothing was measured."""

    word: Word
    span: Span
    timing: Timing
    score: float | None = None

    def __post_init__(self) -> None:
        if self.score is not None and not 0 <= self.score <= 1:
            raise ValueError(f"a score lies between 0 and 1, not {self.score}")


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of a transcript in time, in the order of the text.

    `unsaid` and `unverified` are indices into `Transcript.sentences` of what was not, or perhaps
    not, said: their words, `untimed` of them, are not in `words`. `unwritten` is speech that is not
    in the text. `sureness` has for each of the sentences how well it was found, from 0 to 1; None
    where nothing was measured. `aligner` names who found all this, where somebody listened.
    """

    words: tuple[TimedWord, ...]
    unsaid: tuple[int, ...] = ()
    unverified: tuple[int, ...] = ()
    unwritten: tuple[Span, ...] = ()
    untimed: int = 0
    sureness: tuple[float | None, ...] = ()
    aligner: str | None = None

    def __post_init__(self) -> None:
        for one, other in pairwise(self.words):
            if one.word.end > other.word.start:
                raise ValueError("timed words stand in the order of the text")
            if one.span.start > other.span.start:
                raise ValueError(f"{other.word.text!r} is timed before the word before it")

    @property
    def coverage(self) -> float:
        """The share of the words whose time is known and not guessed, from 0 to 1."""
        known = sum(w.timing is not Timing.GUESSED for w in self.words)
        return known / (len(self.words) + self.untimed) if self.words else 0.0


def shared_out(words: Sequence[Word], span: Span) -> tuple[Span, ...]:
    """Divide a span among words by their length in characters: a guess, for want of better.

    >>> shared_out([Word(0, 1, "a"), Word(2, 5, "cat")], Span(0, 400))
    (Span(start=0, end=100), Span(start=100, end=400))
    """
    total = sum(len(w.text) for w in words)
    edges, said = [span.start], 0
    for word in words:
        said += len(word.text)
        edges.append(span.start + span.duration * said // total)
    return tuple(Span(a, b) for a, b in pairwise(edges))
