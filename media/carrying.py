"""Captions that were edited by hand, once the text or its times have changed.

What stands over sentences that are as they were is kept, and moves with its words. The rest is
made anew: there the hand that edited it has not seen the text.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from media.timeline import Span
from media.timing import Alignment
from media.tracks import Cue, Track
from media.transcript import Transcript
from media.wording import cue_words, matched


@dataclass(frozen=True, slots=True)
class Carried:
    """The captions as they are now; how many cues are as edited, and how many edits are gone."""

    track: Track
    kept: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Read:
    """A text, and when its words are said."""

    transcript: Transcript
    alignment: Alignment


def carried(edited: Track, before: Read, fresh: Track, now: Read) -> Carried:
    """Take captions that were edited over `before` to the text as it is `now`.

    `fresh` are the captions as made of it: they fill the places of what cannot be kept.
    """
    old, new = (_begins(t, r) for t, r in ((edited, before), (fresh, now)))
    runs = list(_same(before.transcript, now.transcript))
    moves = _moves(before, now, runs)
    stretches: list[Sequence[Cue]] = []
    kept = 0
    for (a, c), (b, d) in pairwise(_borders(old, new, runs)):
        if _within(old[a], old[b], new[c], new[d], runs):
            stretches.append(list(_moved(edited.cues[a:b], old[a:b], moves)))
            kept += b - a
        else:
            stretches.append(fresh.cues[c:d])
    track = replace(fresh, cues=tuple(_joined(stretches)))
    return Carried(track, kept, len(edited.cues) - kept)


@dataclass(frozen=True, slots=True)
class _Same:
    """Words `start` to `end` of the text before stand in the text now, from word `to` on."""

    start: int
    end: int
    to: int


def _same(before: Transcript, now: Transcript) -> Iterator[_Same]:
    """Runs of sentences that are in both texts, as runs of their words."""
    texts = [[t.text[s.start : s.end] for s in t.sentences] for t in (before, now)]
    firsts = [_first_words(t) for t in (before, now)]
    blocks = SequenceMatcher(a=texts[0], b=texts[1], autojunk=False).get_matching_blocks()
    for old, new, count in blocks:
        if count:
            yield _Same(firsts[0][old], firsts[0][old + count], firsts[1][new])


def _first_words(transcript: Transcript) -> list[int]:
    """The number of each sentence's first word; at the end, of all words."""
    numbers = [0]
    for sentence in transcript.sentences:
        numbers.append(numbers[-1] + len(sentence.words))
    return numbers


def _begins(track: Track, read: Read) -> list[int | None]:
    """The word of the text at which each cue begins, and the last ends; None: none can tell."""
    written = [word.text for word in read.transcript.words]
    shown = [cue_words(cue) for cue in track.cues]
    places: list[int | None] = [None] * (sum(map(len, shown)) + 1)
    for kind, a, b, c, d in matched(written, [word for cue in shown for word in cue]):
        if kind == "equal" or b - a == d - c:
            places[c : d + 1] = range(a, b + 1)
        elif c < d:
            places[c] = a
            places[d] = b
    begins, at = [], 0
    for words in shown:
        begins.append(places[at])
        at += len(words)
    return [*begins, len(written)]


def _borders(
    old: Sequence[int | None], new: Sequence[int | None], runs: Sequence[_Same]
) -> list[tuple[int, int]]:
    """Where both tracks change cues at one place of the text: a number in each, in order."""
    there = {key: n for n, key in enumerate(_keys(new))}
    found = {(0, 0), (len(old) - 1, len(new) - 1)}
    for n, (place, rank) in enumerate(_keys(old)):
        for run in runs:
            if place is not None and run.start <= place <= run.end:
                met = there.get((run.to + place - run.start, rank))
                if met is not None:
                    found.add((n, met))
    rising = [(0, 0)]
    for one in sorted(found):
        if one[1] >= rising[-1][1]:
            rising.append(one)
    return rising


def _keys(begins: Sequence[int | None]) -> Iterator[tuple[int | None, int]]:
    """Where each cue begins, and how many before it do: a sound begins where the next word does."""
    met: Counter[int | None] = Counter()
    for place in begins[:-1]:
        yield place, met[place]
        met[place] += 1


def _within(
    a: int | None, b: int | None, c: int | None, d: int | None, runs: Sequence[_Same]
) -> bool:
    """Whether words `a` to `b` of the text before are words `c` to `d` of the text now."""
    if a is None or b is None or c is None or d is None:
        return False
    return any(
        run.start <= a
        and b <= run.end
        and (c, d) == (a + run.to - run.start, b + run.to - run.start)
        for run in runs
    )


def _moves(before: Read, now: Read, runs: Sequence[_Same]) -> dict[int, int]:
    """By how many ms each word of the text before that is there now has moved."""
    was, this = (_starts(read) for read in (before, now))
    return {
        n: this[run.to + n - run.start] - was[n]
        for run in runs
        for n in range(run.start, run.end)
        if n in was and run.to + n - run.start in this
    }


def _starts(read: Read) -> dict[int, int]:
    numbers = {word.start: n for n, word in enumerate(read.transcript.words)}
    return {numbers[t.word.start]: t.span.start for t in read.alignment.words}


def _moved(
    cues: Sequence[Cue], begins: Sequence[int | None], moves: dict[int, int]
) -> Iterator[Cue]:
    """Each cue as late as the word that it begins with has become, or else the cue before it."""
    by = 0
    for cue, place in zip(cues, begins, strict=False):
        by = by if place is None else moves.get(place, by)
        start = max(0, cue.span.start + by)
        yield replace(cue, span=Span(start, start + cue.span.duration))


def _joined(stretches: Sequence[Sequence[Cue]]) -> Iterator[Cue]:
    """One after the other: where two meet, the first gives way."""
    begun = 0
    for stretch, following in zip_longest(stretches, stretches[1:], fillvalue=()):
        for n, cue in enumerate(stretch):
            begun = max(begun, cue.span.start)
            end = max(begun + 1, cue.span.end)
            if n == len(stretch) - 1 and following:
                end = max(begun + 1, min(end, following[0].span.start))
            yield replace(cue, span=Span(begun, end))
