"""How a recording's sound is brought to the loudness that listeners expect: measured once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import inf
from pathlib import Path

from media import ffmpeg
from media.errors import EncodingFailed
from media.levels import Level, Levels
from media.loudness import CEILING, MOST, PEAK, TARGET, Loudness, found, meter
from media.progress import Reporter, silent
from media.recordings import Recording

AS_IT_IS = 0.9  # LU from TARGET, of the 1 that is allowed: a meter of another make may differ
_STEREO = 2
_RATES = (44_100, 48_000)  # Hz, which every player has
_CLOSE = 0.7  # LU: what is missing by no more is made up by gain, with no other look at it
_PASSES = 5
_SHARP = 20.0  # dB of peaks over the loudness: read speech has 13 to 19, clapping over it 28


def levels(path: Path, recording: Recording, report: Reporter = silent) -> Levels | None:
    """Measure a recording, and find the gain that brings it to TARGET; None where it has no sound.

    One look at every layout, and where the limiter is needed mostly one more, to see what it takes.
    What needs more than 40 dB is silence, and stays as it is. EncodingFailed where it cannot be
    decoded.
    """
    if not recording.sound:
        return None
    measured = partial(_measured, path, recording, report)
    layouts = sorted({1, min(_STEREO, recording.sound.channels)})
    rate = recording.sound.rate if recording.sound.rate in _RATES else _RATES[-1]
    plain = [Level(n, rate, 0.0, limited=False) for n in layouts]
    full, heard = layouts[-1], measured(plain)
    right = abs(TARGET - heard[full].integrated) <= AS_IT_IS
    if right:  # a meter of true peaks takes four times as long
        right = measured(plain[-1:], "true")[full].peak <= PEAK
    raised = {level.channels: _first(level, heard[level.channels]) for level in plain}
    waiting = {n: level for n, level in raised.items() if level.limited}
    off = dict.fromkeys(waiting, inf)
    for _ in range(_PASSES):
        after = measured(list(waiting.values())) if waiting else {}
        for n, loudness in after.items():
            level, missing = waiting.pop(n), TARGET - loudness.integrated
            nearer = replace(level, gain=round(level.gain + missing, 2))
            if abs(missing) <= _CLOSE:
                raised[n] = nearer
            elif abs(missing) < off[n]:  # else no gain brings it nearer: its peaks are all it has
                off[n], raised[n], waiting[n] = abs(missing), level, nearer
    return Levels(raised[full], raised[1], right)


def _first(plain: Level, heard: Loudness) -> Level:
    gain = TARGET - heard.integrated
    if gain > MOST:
        return plain
    limited, sharp = heard.peak + gain > CEILING, heard.peak - heard.integrated > _SHARP
    return replace(plain, gain=round(gain, 2), limited=limited, sharp=sharp)


def _measured(
    path: Path,
    recording: Recording,
    report: Reporter,
    asked: Sequence[Level],
    peaks: str = "sample",
) -> dict[int, Loudness]:
    """The loudness that each of some levels gives, by its channels. Decoded once for all."""
    assert recording.sound  # noqa: S101 - levels has seen to it
    ways = "".join(f"[{level.channels}]" for level in asked)
    each = [f"[{n}]{level.filters},{meter(n, peaks)}" for level in asked if (n := level.channels)]
    # Split before anything is mixed, or all would be mixed as one of them is.
    split = f"[0:{recording.sound.stream}]asplit={len(asked)}{ways}"
    graph = f"{split};{',anullsink;'.join(each)}[heard]"
    said = ffmpeg.run(
        (*ffmpeg.source(path), "-filter_complex", graph, "-map", "[heard]"),
        limits=ffmpeg.within(recording.duration),
        duration=recording.duration,
        report=report,
    )
    told = found(said)
    if len(told) < len(asked):
        raise EncodingFailed(path.name, "its loudness could not be measured")
    return told
