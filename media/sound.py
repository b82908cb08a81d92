"""Plain samples as pydub sees them: mono, signed 16-bit, little-endian."""

import warnings

from media.timeline import Span

with warnings.catch_warnings():
    # On import pydub looks for an ffmpeg on the PATH, and warns. Ours is in a wheel, and all that
    # pydub is given is plain samples.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

__all__ = ["SAMPLE", "AudioSegment", "segment", "silence", "sounding"]

SAMPLE = 2  # bytes
_SILENCE = -50.0  # dBFS: under the quietest consonants, over what voices leave between words
_STEP = 5  # ms


def segment(pcm: bytes, rate: int) -> AudioSegment:
    """Samples at `rate` hertz, to be cut and joined by the millisecond."""
    return AudioSegment(pcm, sample_width=SAMPLE, frame_rate=rate, channels=1)


def silence(milliseconds: int, rate: int) -> bytes:
    """Samples of nothing."""
    quiet: bytes = AudioSegment.silent(milliseconds, rate).raw_data
    return quiet


def sounding(sound: AudioSegment) -> Span:
    """From the first that can be heard to the last, in whole milliseconds; empty where nothing."""
    start = detect_leading_silence(sound, _SILENCE, _STEP)
    end = len(sound) - detect_leading_silence(sound.reverse(), _SILENCE, _STEP)
    return Span(start, max(start, end))
