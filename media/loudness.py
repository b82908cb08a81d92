"""How loud speech is, and making it as loud as listeners expect (EBU R 128, ITU-R BS.1770)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import inf, log10
from pathlib import Path
from statistics import fmean

from media import ffmpeg
from media.sound import segment

TARGET = -16.0  # LUFS, integrated: what players and podcast hosts level speech to
PEAK = -1.0  # dBTP, which is what R 128 s2 asks of streams
_MARGIN = 0.2  # dB under it that is aimed at: a meter tells tenths, and another make may differ
# Lossy encoders go over the peaks they are given: Opus by some 0.6 dB in a recording, by 3 dB at
# the onsets of some synthetic voices, which are sharper than any throat's, and by 5 at a click.
CEILING = -3.7  # dBFS: where a limiter begins
MOST = 40.0  # dB: what needs more is silence
_STEP = 1.0  # dB: gain goes by such steps, so that a word put right hardly ever changes it
_OFFSET = 0.4 - 0.691  # dB: what the weighting does to voices, and BS.1770's own constant
_BLOCK = 400  # ms
_GATE = 10.0  # dB: what is quieter than the mean by more is no part of it

_SAID = re.compile(
    r"ebur128@(\d+) @ [^\n]*Summary:.*?I: +(\S+) LUFS.*?Peak: +(\S+) dBFS", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Loudness:
    """`integrated` in LUFS, `peak` in dBTP; both may be minus infinity."""

    integrated: float
    peak: float


def measured(path: Path) -> Loudness:
    """Measure a file."""
    return found(ffmpeg.run((*ffmpeg.source(path), "-af", meter(0))))[0]


def meter(number: int, peaks: str = "true") -> str:
    """The filter that measures, and says so under its number; `peaks` are "true" or "sample".

    A run may have several if all are in one graph, whose filters speak one after the other.
    """
    return f"ebur128@{number}=framelog=quiet:peak={peaks}"


def meters(outputs: Collection[int]) -> tuple[str, ...]:
    """What ffmpeg (7.1 or later) is told after its outputs, to measure some as they are decoded.

    Each is a sound and nothing else, and is named by its place among the outputs. In the same run
    it is decoded as it is written; `found` tells what comes of it, in this order.
    """
    if not outputs:
        return ()
    decoders = (argument for n in outputs for argument in ("-dec", f"{n}:0"))
    graph = ";".join(f"[dec:{n}]{meter(n)}[heard {n}]" for n in outputs)
    nowhere = (a for n in outputs for a in ("-map", f"[heard {n}]", "-f", "null", "-"))
    return (*decoders, "-filter_complex", graph, *nowhere)


def found(log: str) -> dict[int, Loudness]:
    """What meters found, by their numbers and in that order, from what ffmpeg logged.

    They end in any order. One that starts anew, as it does where a sound changes its form, is taken
    by its last word.
    """
    said = {int(n): Loudness(float(whole), float(peak)) for n, whole, peak in _SAID.findall(log)}
    return dict(sorted(said.items()))


def over(heard: Loudness) -> float:
    """By how many dB a ceiling must come down for an encoded sound to keep to PEAK; mostly 0."""
    excess = heard.peak - (PEAK - _MARGIN)
    return excess + _MARGIN if excess > 0 else 0.0


def limiter(ceiling: float) -> str:
    """The filter that keeps each sample, in its place, under `ceiling` dBFS.

    It takes off up to a decibel or two of loudness, as peaks are higher or lower.
    """
    limit = 10 ** (ceiling / 20)
    return f"alimiter=limit={limit:.4f}:level=0:attack=5:release=60:latency=1"


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
