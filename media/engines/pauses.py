"""Where speech stops and starts again, which durations tell less well than the sound itself."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from media.timeline import Span

_STEP = 5  # ms
_SILENCE = 1e-5  # of full power: -50 dB
_PAUSE = 100  # ms: longer than the stop inside a word such as "attacks" is silent
_NEAR = 100  # ms: how far a word's start is out at most


def at_pauses(spans: Sequence[Span], sound: NDArray[np.float32], rate: int) -> tuple[Span, ...]:
    """Put the ends and starts of words that stand at a pause where the sound ends and starts.

    `sound` holds samples from -1 to 1. A word that is itself silent keeps its span.
    """
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    for quiet, loud in _pauses(sound, rate):
        middles = [start + end for start, end in zip(starts, ends, strict=True)]
        after = bisect_right(middles, quiet + loud)
        before = after - 1
        while after < len(spans) and ends[after] <= loud:
            after += 1  # silent itself
        if any(s < quiet - _NEAR and loud + _NEAR < e for s, e in zip(starts, ends, strict=True)):
            continue  # a hesitation inside a word
        if before >= 0:
            ends[before] = min(ends[before], quiet if starts[before] < quiet else loud)
        if after < len(spans) and starts[after] <= loud + _NEAR:
            starts[after] = loud
    return tuple(map(Span, starts, ends))


def _pauses(sound: NDArray[np.float32], rate: int) -> list[tuple[int, int]]:
    """When the sound stops and when it starts again, in ms, its two ends among them."""
    size = rate * _STEP // 1000
    steps = sound[: len(sound) // size * size].reshape(-1, size)
    heard = np.flatnonzero((steps**2).mean(axis=1) > _SILENCE)
    quiet = (np.concatenate(([-1], heard)) + 1) * _STEP
    loud = np.concatenate((heard, [len(steps)])) * _STEP
    found = zip(quiet.tolist(), loud.tolist(), strict=True)
    return [(stops, starts) for stops, starts in found if starts - stops >= _PAUSE]
