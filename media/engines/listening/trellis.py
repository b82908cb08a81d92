"""The best way through a text in time: Viterbi over sounds, with pauses, stars and skips.

A *rest* stands before each sound and after the last one. Inside a word it is CTC's blank. Between
words it may also be a *star*: anything at all, at a price a frame, which soaks up music and speech
that is not in the text. From the rest before a sentence an arc leads to the rest after it, at a
price a sound: a sentence that was never said.
"""

import numpy as np
from numpy.typing import NDArray

from media.engines.listening.script import Script
from media.engines.listening.sounds import NAMES

# Columns of what is heard: the sounds, then the rest inside a word, between words, and between
# sentences.
INSIDE, BETWEEN, APART = range(len(NAMES), len(NAMES) + 3)

# What a rest may cost in log-probability a frame, where it is a star, and a sound that is skipped.
INNER_STAR, STAR, SKIP = 2.0, 1.2, 1.6

States = NDArray[np.int32]

_STAY, _NEXT, _OVER, _ARC = range(4)  # where the best way into a state came from
_HELD = 50_000_000  # cells of the lattice whose ways are held at once, at two bytes each


def heard(posteriors: NDArray[np.floating], kinship: NDArray[np.float32]) -> NDArray[np.float32]:
    """Score every column above at every frame, from log-probabilities of sounds and of no sound.

    `posteriors` is [frames, 41]; the answer is [frames, 43].
    """
    lp = posteriors.astype(np.float32)
    best = lp.max(axis=1, keepdims=True)
    sounds = np.log(np.exp(lp[:, :-1]) @ kinship.T + 1e-4)  # what cannot be heard costs 9
    rest = lp[:, -1:]
    return np.hstack(
        [sounds, rest, np.maximum(rest, best - INNER_STAR), np.maximum(rest, best - STAR)]
    )


class Lattice:
    """A stretch of a script, `sounds[first:end]`, against a stretch of speech."""

    def __init__(self, script: Script, first: int = 0, end: int | None = None) -> None:
        self._sounds = np.array(script.sounds[first:end])
        n = len(self._sounds)
        heads = [h - first for h in script.heads if 0 <= h - first < n]
        self._heads = np.array([*heads, n])
        self._toll = (self._heads * SKIP).astype(np.float32)
        self._rests = np.full(n + 1, INSIDE)
        self._rests[[o - first for o in script.opens if 0 <= o - first < n]] = BETWEEN
        self._rests[self._heads] = APART
        # A sound that follows its like needs a rest in between, or the two would be one.
        self._over = np.where(self._sounds[1:] == self._sounds[:-1], -np.inf, 0).astype(np.float32)

    def path(self, scores: NDArray[np.float32], *, first: int, last: int | None) -> States:
        """Find the best state at each frame: 2i for the rest before sound i, 2i + 1 for sound i.

        It starts in the state `first` and ends in `last`; with None it ends in the last rest or
        the last sound. Time is frames × sounds; memory is bounded: of a large lattice some columns
        are kept, and the ways between them are found again on the way back.
        """
        frames, n = len(scores), len(self._sounds)
        at = np.full(2 * n + 1, -np.inf, np.float32)
        at[first] = 0
        block = max(1, min(frames, _HELD // (2 * n + 1)))
        starts = range(0, frames, block)
        columns = []
        for start in starts:
            columns.append(at)
            at, ways = self._forward(scores[start : start + block], at, entering=start == 0)
        state = 2 * n if last is None else last
        if last is None and n and at[2 * n - 1] > at[2 * n]:
            state = 2 * n - 1
        states = np.empty(frames, np.int32)
        for start, column in zip(reversed(starts), reversed(columns), strict=True):
            if start != starts[-1]:
                _, ways = self._forward(scores[start : start + block], column, entering=start == 0)
            for t in range(len(ways) - 1, -1, -1):
                while ways[t, state] == _ARC:
                    state = 2 * int(self._heads[np.searchsorted(self._heads, state // 2) - 1])
                states[start + t] = state
                if start or t:
                    state -= int(ways[t, state])
        return states

    def _forward(
        self, scores: NDArray[np.float32], at: NDArray[np.float32], *, entering: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Go through some frames from the column `at`: the column after them, and the ways."""
        rest, sound = at[::2].copy(), at[1::2].copy()
        ways = np.zeros((len(scores), len(at)), np.uint8)
        heads, toll = self._heads, self._toll
        through = np.empty_like(sound)
        for t, row in enumerate(scores):
            if not (entering and t == 0):
                # Rests: from the sound before. Sounds: from the rest, or from the sound, before.
                from_rest = rest[:-1] > sound
                np.maximum(sound, rest[:-1], out=through)
                from_sound = rest[1:] < sound
                np.maximum(rest[1:], sound, out=rest[1:])
                ways[t, 2::2] = from_sound
                ways[t, 1::2] = from_rest
                over = sound[:-1] + self._over
                past = over > through[1:]
                np.maximum(through[1:], over, out=through[1:])
                ways[t, 3::2][past] = _OVER
                sound, through = through, sound
            sound += row[self._sounds]
            rest += row[self._rests]
            at_heads = rest[heads] + toll
            furthest = np.maximum.accumulate(at_heads)
            skipped = heads[furthest > at_heads]
            if len(skipped):
                ways[t, 2 * skipped] = _ARC
                rest[heads] = furthest - toll
        column = np.empty_like(at)
        column[::2], column[1::2] = rest, sound
        return column, ways
