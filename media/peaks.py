"""A waveform to be drawn: how loud a sound is at its loudest, fifty times a second."""

import tempfile
from pathlib import Path

import numpy as np

from media import ffmpeg
from media.alignment import Samples

PEAKS = 1  # goes up when the same sound gives other peaks
EACH = 20  # ms
_RATE = 8_000  # hertz: speech is below 4 kHz, and a picture of it needs no more
_AT_ONCE = 1 << 16  # peaks, some 22 minutes: hours are not held in memory


def peaks(samples: Samples, rate: int) -> bytes:
    """One byte for each EACH ms of mono samples at `rate` hertz: 0 for silence, 255 for all.

    >>> list(peaks(np.array([0] * 160 + [16384, -32768] * 80, np.int16), 8_000))
    [0, 255]
    """
    step = rate * EACH // 1000
    parts = []
    for start in range(0, len(samples), step * _AT_ONCE):
        part = np.abs(samples[start : start + step * _AT_ONCE].astype(np.int32))
        part = np.pad(part, (0, -len(part) % step))
        loudest = part.reshape(-1, step).max(axis=1)
        parts.append((loudest * 255 // 32_768).astype(np.uint8).tobytes())
    return b"".join(parts)


def peaks_of(path: Path) -> bytes:
    """The peaks of a sound or a film. EncodingFailed where it has no sound that can be read."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "plain.raw")
        wanted = ("-map", "0:a:0", "-ac", "1", "-ar", str(_RATE), "-f", "s16le")
        ffmpeg.run((*ffmpeg.source(path), *wanted), plain)
        if not plain.stat().st_size:
            return b""
        return peaks(np.memmap(plain, dtype="<i2", mode="r"), _RATE)
