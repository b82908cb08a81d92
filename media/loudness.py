"""How loud speech is, and making it as loud as listeners expect (EBU R 128, ITU-R BS.1770)."""

import re
import tempfile
from dataclasses import dataclass
from math import inf, log10
from pathlib import Path
from statistics import fmean

from media import ffmpeg
from media.sound import AudioSegment, segment

TARGET = -16.0  # LUFS, integrated: what players and podcast hosts level speech to
# Lossy encoders go over the peaks they are given, Opus by some 0.6 dB. With that, and with the
# last step's gain, a true peak stays under -1 dBTP, which is what R 128 s2 asks of streams.
_CEILING = 0.7  # of full scale: -3.1 dBFS
_LAST_STEP = 0.6  # dB: what plain gain may change after the limiter
MOST = 40.0  # dB: what needs more is silence
_PASSES = 4
_OFFSET = 0.4 - 0.691  # dB: what the weighting does to voices, and BS.1770's own constant

LIMITER = f"alimiter=limit={_CEILING}:level=0:attack=5:release=60:latency=1"
METER = "ebur128=framelog=quiet"
_INTEGRATED = re.compile(r"I: +(\S+) LUFS")
_PEAK = re.compile(r"Peak: +(\S+) dBFS")


@dataclass(frozen=True, slots=True)
class Loudness:
    """`integrated` in LUFS, `peak` in dBTP; both may be minus infinity."""

    integrated: float
    peak: float


def measured(path: Path) -> Loudness:
    """Measure a file."""
    log = ffmpeg.run((*ffmpeg.source(path), "-af", f"{METER}:peak=true"))
    return Loudness(_integrated(log), float(_PEAK.findall(log)[-1]))


def mastered(pcm: bytes, rate: int) -> bytes:
    """Bring mono 16-bit samples to TARGET, each sample in its place; silence stays as it is.

    The gain starts from an estimate. What is left after the limiter is made up by plain gain, so
    that one pass is mostly enough.
    """
    estimate = _estimated(segment(pcm, rate))
    if estimate < TARGET - MOST:
        return pcm
    gain = TARGET - estimate
    with tempfile.TemporaryDirectory() as folder:
        raw = ffmpeg.wav(Path(folder, "raw.wav"), pcm, rate)
        levelled = Path(folder, "levelled.raw")
        for _ in range(_PASSES):
            chain = f"volume={gain:.2f}dB,{LIMITER},{METER}"
            log = ffmpeg.run((*ffmpeg.source(raw), "-af", chain, "-f", "s16le"), levelled)
            missing = TARGET - _integrated(log)
            if abs(missing) <= _LAST_STEP:
                break
            gain += missing
        sound = segment(levelled.read_bytes(), rate).apply_gain(min(missing, _LAST_STEP))
    return bytes(sound.raw_data)


def _estimated(sound: AudioSegment) -> float:
    """Loudness to within a decibel: blocks of 0.4 s, the quiet ones left out, as in BS.1770.

    Its weighting of frequencies is not applied; voices gain some 0.4 dB by it.
    """
    levels = [sound[at : at + 400].dBFS for at in range(0, len(sound), 400)]
    power = [10 ** (level / 10) for level in levels]
    heard = [p for p in power if p > fmean(power) / 10]
    return 10 * log10(fmean(heard)) + _OFFSET if heard else -inf


def _integrated(log: str) -> float:
    return float(_INTEGRATED.findall(log)[-1])
