"""How loud speech is, and making it as loud as listeners expect (EBU R 128, ITU-R BS.1770)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log10
from pathlib import Path
from statistics import fmean

from media import ffmpeg
from media.sound import segment

TARGET = -16.0  # LUFS, integrated: what players and podcast hosts level speech to
# Lossy encoders go over the peaks they are given, Opus by some 0.6 dB in a recording; at the onsets
# of some synthetic voices, which are sharper than any throat's, by 3 dB. So a true peak stays under
# -1 dBTP, which is what R 128 s2 asks of streams.
_CEILING = 0.7  # of full scale: -3.1 dBFS
_CEILING_OF_VOICES = 0.65  # -3.7 dBFS
MOST = 40.0  # dB: what needs more is silence
_STEP = 1.0  # dB: gain goes by such steps, so that a word put right hardly ever changes it
_OFFSET = 0.4 - 0.691  # dB: what the weighting does to voices, and BS.1770's own constant
_BLOCK = 400  # ms
_GATE = 10.0  # dB: what is quieter than the mean by more is no part of it

_LIMITER = "alimiter=limit={}:level=0:attack=5:release=60:latency=1"
LIMITER = _LIMITER.format(_CEILING)
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
    return Loudness(integrated(log), float(_PEAK.findall(log)[-1]))


def integrated(log: str) -> float:
    """What METER found, from what ffmpeg logged: LUFS."""
    return float(_INTEGRATED.findall(log)[-1])


def raised(gain: float) -> str:
    """Tell ffmpeg to raise a voice by `gain` dB and to limit its peaks, each sample in its place.

    The limiter takes off up to a decibel or two of loudness, as peaks are higher or lower.
    """
    return f"volume={gain:.2f}dB,{_LIMITER.format(_CEILING_OF_VOICES)}"


def stepped(gain: float) -> float:
    """The nearest whole number of steps."""
    return round(gain / _STEP) * _STEP


def estimated(parts: Iterable[bytes], rate: int) -> float:
    """Loudness of mono 16-bit samples, in LUFS to within a decibel, with no program to run.

    BS.1770's weighting of frequencies is not applied; voices gain some 0.4 dB by it.
    """
    sounds = (segment(part, rate) for part in parts)
    levels = (s[at : at + _BLOCK].dBFS for s in sounds for at in range(0, len(s), _BLOCK))
    return pooled((level, 1) for level in levels) + _OFFSET


def pooled(levels: Iterable[tuple[float, float]]) -> float:
    """The level of the whole, of its pieces' levels and lengths; quiet ones are left out.

    >>> round(pooled([(-16.0, 30), (-18.0, 10), (-70.0, 50)]), 1)
    -16.4
    """
    powers = [(10 ** (level / 10), length) for level, length in levels]
    gate = _mean(powers) / 10 ** (_GATE / 10)
    heard = [(power, length) for power, length in powers if power > gate]
    return 10 * log10(_mean(heard)) if heard else -inf


def _mean(weighed: list[tuple[float, float]]) -> float:
    values, weights = zip(*weighed, strict=True)
    return fmean(values, weights)
