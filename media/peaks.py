"""A waveform to be drawn: how loud a sound is at its loudest, fifty times a second."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from media.alignment import Samples

EACH = 20  # ms
_AT_ONCE = 1 << 16  # peaks, some 22 minutes: hours are not held in memory


def peaks(parts: Iterable[Samples], rate: int) -> bytes:
    """One byte for each EACH ms of mono samples at `rate` hertz: 0 for silence, 255 for the most.

    Each part follows the one before, and all but the last are multiples of EACH long.

    >>> list(peaks([np.array([0] * 160 + [8192, -16384] * 80, np.int16)], 8_000))
    [0, 255]
    """
    step = rate * EACH // 1000
    found = [
        _loudest(part[start : start + step * _AT_ONCE], step)
        for part in parts
        for start in range(0, len(part), step * _AT_ONCE)
    ]
    loudest = np.concatenate(found) if found else np.zeros(0, np.int32)
    drawn: NDArray[np.uint8] = (loudest * 255 // max(1, loudest.max(initial=0))).astype(np.uint8)
    return drawn.tobytes()


def _loudest(samples: Samples, step: int) -> NDArray[np.int32]:
    high = np.abs(samples.astype(np.int32))
    loudest: NDArray[np.int32] = np.pad(high, (0, -len(high) % step)).reshape(-1, step).max(axis=1)
    return loudest
