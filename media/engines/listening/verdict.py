"""What is to be said of a text and a recording, once its words have been looked for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from math import inf
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from media.engines.listening.placing import FRAME, Placement, heard_between, speech_in
from media.engines.listening.script import Script
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing, shared_out
from media.transcript import Sentence, Transcript

_ROOM = 1 / 3  # of a sentence's sounds: where fewer are heard, it was not said
_UNHEARD = 0.15  # a word that fits less stands between words that were heard, and was not itself
_POOR = 0.25  # the least that a sentence's words must fit, on the whole, to be taken as said

Places = Mapping[int, Placement]  # of a sentence's words, by their place in it


def verdict(
    transcript: Transcript,
    script: Script,
    found: Sequence[Placement | None],
    sounds: NDArray[np.float16],
    aligner: str,
) -> Alignment:
    """Tell what was said, what was not, and what else was.

    A sentence that was not found was not said where too little is heard between its neighbours to
    hold it. Where there is room for it nobody can tell: it is unverified.
    """
    looked_for = _by_sentence(script, found)
    sure = {n: fmean(p.fit for p in its.values()) for n, its in looked_for.items()}
    said = {n: its for n, its in looked_for.items() if sure[n] >= _POOR}
    missing = [n for n, s in enumerate(transcript.sentences) if s.words and n not in said]
    unsaid = _no_room(missing, said, script, sounds)
    return Alignment(
        words=tuple(t for n, its in said.items() for t in _timed(transcript.sentences[n], its)),
        unsaid=tuple(n for n in missing if n in unsaid),
        unverified=tuple(n for n in missing if n not in unsaid),
        unwritten=tuple(_unwritten([p for its in said.values() for p in its.values()], sounds)),
        untimed=sum(len(transcript.sentences[n].words) for n in missing),
        sureness=tuple(sure.get(n) for n in range(len(transcript.sentences))),
        aligner=aligner,
    )


def _by_sentence(
    script: Script, found: Sequence[Placement | None]
) -> dict[int, dict[int, Placement]]:
    """The sentences that were found, in order, and in each the places of its words."""
    its: dict[int, dict[int, Placement]] = {}
    for word, place in zip(script.words, found, strict=True):
        if place:
            its.setdefault(word.sentence, {})[word.place] = place
    return its


def _no_room(
    missing: Sequence[int], said: Mapping[int, Places], script: Script, sounds: NDArray[np.float16]
) -> set[int]:
    """Which of the missing sentences cannot have been said between those that were."""
    need = {words[0].sentence: words[-1].end - words[0].first for words in script.sentences}
    borders = [-1, *said, inf]
    unsaid = set()
    for before, after in pairwise(borders):
        between = [n for n in missing if before < n < after]
        if not between:
            continue
        start = max(p.end for p in said[int(before)].values()) if before >= 0 else 0
        end = (
            min(p.start for p in said[int(after)].values()) if after < inf else len(sounds) * FRAME
        )
        heard = len(heard_between(sounds, start, end))
        unsaid |= {n for n in between if n in need and heard < need[n] * _ROOM}
    return unsaid


def _unwritten(places: Sequence[Placement], sounds: NDArray[np.float16]) -> Iterator[Span]:
    """Speech before, between and after the words that were found."""
    edges = [0, *(t for p in places for t in (p.start, p.end)), len(sounds) * FRAME]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield from speech_in(heard_between(sounds, start, end))


def _timed(sentence: Sentence, places: Places) -> Iterator[TimedWord]:
    """The words of a sentence that was said; those that nobody can say share what is left."""
    last = min(p.start for p in places.values())
    runs = groupby(enumerate(sentence.words), lambda numbered: numbered[0] in places)
    for found, run in runs:
        words = list(run)
        if found:
            for number, word in words:
                place = places[number]
                known = Timing.HEARD if place.fit >= _UNHEARD else Timing.GUESSED
                yield TimedWord(word, Span(place.start, place.end), known, place.fit)
                last = place.end
            continue
        following = words[-1][0] + 1
        until = places[following].start if following in places else last
        unsayable = [word for _, word in words]
        for word, span in zip(
            unsayable, shared_out(unsayable, Span(last, max(last, until))), strict=True
        ):
            yield TimedWord(word, span, Timing.GUESSED)
