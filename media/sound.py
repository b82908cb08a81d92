"""Plain samples as pydub sees them: mono, signed 16-bit, little-endian."""

import warnings

from media.timeline import Span

with warnings.catch_warnings():
    # On import pydub looks for an ffmpeg on the PATH, and warns. Ours is in a wheel, and all that
    # pydub is given is plain samples.
    warnings.simplefilter("ignore")
    import audioop  # what pydub itself measures with; it warns that its place will change

    from pydub import AudioSegment

__all__ = ["SAMPLE", "AudioSegment", "cut", "segment", "silence", "size", "sounding"]

SAMPLE = 2  # bytes
_SILENCE = -50.0  # dBFS: under the quietest consonants, over what voices leave between words
_LEAST = 2**15 * 10 ** (_SILENCE / 20)
_STEP = 5  # ms


def segment(pcm: bytes, rate: int) -> AudioSegment:
    """Samples at `rate` hertz, to be cut and joined by the millisecond."""
    return AudioSegment(pcm, sample_width=SAMPLE, frame_rate=rate, channels=1)


def size(milliseconds: int, rate: int) -> int:
    """How many bytes there are of so many milliseconds, in whole samples."""
    return milliseconds * rate // 1000 * SAMPLE


def silence(milliseconds: int, rate: int) -> bytes:
    """Samples of nothing."""
    return bytes(size(milliseconds, rate))


def cut(pcm: bytes, rate: int, span: Span) -> bytes:
    r"""The samples of a span; silence stands for those after the last, as a length is rounded.

    >>> cut(b"\1\0\2\0", 1_000, Span(1, 3))
    b'\x02\x00\x00\x00'
    """
    start, end = size(span.start, rate), size(span.end, rate)
    return pcm[start:end].ljust(end - start, b"\0")


def sounding(sound: AudioSegment) -> Span:
    """From the first that can be heard to the last, in whole milliseconds; empty where nothing.

    `sound` is mono. It is looked at in steps from either end, as pydub's own search for silence
    does, which cuts each step out as a sound of its own: a quarter of a second for a statement.
    """
    pcm, step = sound.raw_data, sound.frame_rate * _STEP // 1000 * SAMPLE
    starts, ends = range(0, len(pcm), step), range(len(pcm), 0, -step)
    before = next((n for n, at in enumerate(starts) if _heard(pcm[at : at + step])), len(starts))
    after = next((n for n, at in enumerate(ends) if _heard(pcm[max(0, at - step) : at])), 0)
    start = min(before * _STEP, len(sound))
    return Span(start, max(start, len(sound) - after * _STEP))


def _heard(pcm: bytes) -> bool:
    return audioop.rms(pcm, SAMPLE) >= _LEAST
