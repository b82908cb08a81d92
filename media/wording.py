"""Where the words of captions are no longer those of the text: nothing is lost in silence."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from media.timing import Alignment
from media.tracks import Cue, Line, Track
from media.transcript import Transcript

_SOUND = re.compile(r"\[[^\]]*\]|[♪♫]")


@dataclass(frozen=True, slots=True)
class Reworded:
    """From cue number `cue` on, counted from 1, captions `shown` other words than were `written`.

    Either may be empty: words that are in no caption, or in no text.
    """

    cue: int
    written: str
    shown: str


def reworded(
    track: Track, transcript: Transcript, alignment: Alignment | None = None
) -> tuple[Reworded, ...]:
    """Every difference, in order. Marks, case, sounds and the names of speakers do not count.

    With an alignment, sentences that were not said are not missed.
    """
    unsaid = {*alignment.unsaid, *alignment.unverified} if alignment else set()
    written = [
        word.text
        for n, sentence in enumerate(transcript.sentences)
        if n not in unsaid
        for word in sentence.words
    ]
    shown = [cue_words(cue) for cue in track.cues]
    edges = [*accumulate(map(len, shown))]
    words = [word for cue in shown for word in cue]
    return tuple(
        Reworded(
            min(bisect_right(edges, c) + 1, max(1, len(track.cues))),
            " ".join(written[a:b]),
            " ".join(words[c:d]),
        )
        for kind, a, b, c, d in matched(written, words)
        if kind != "equal"
    )


def matched(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How one run of words becomes another, as difflib tells it; their letters are compared."""
    keys = [[letters(word) for word in words] for words in (one, other)]
    return list(SequenceMatcher(a=keys[0], b=keys[1], autojunk=False).get_opcodes())


def cue_words(cue: Cue) -> list[str]:
    """What a cue shows of what is said: no sounds, no names of speakers, no lone dashes."""
    return [word for line in cue.lines for word in _unlabelled(line).split() if letters(word)]


def letters(text: str) -> str:
    """What is compared of a word: its letters and figures."""
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _unlabelled(line: Line) -> str:
    said = _SOUND.sub(" ", line.text).strip().removeprefix("- ")
    return said.removeprefix(f"{line.speaker.upper()}:") if line.speaker else said
