"""How a recording's sound is brought to the loudness that listeners expect: measured once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from media import ffmpeg
from media.errors import EncodingFailed
from media.loudness import CEILING, METER, MOST, PEAK, TARGET, Loudness, found, limiter
from media.progress import Reporter, silent
from media.recordings import CLOCK, Recording

AS_IT_IS = 0.9  # LU from TARGET, of the 1 that is allowed: a meter of another make may differ
_STEREO = 2
_RATES = (44_100, 48_000)  # Hz, which every player has
_CLOSE = 0.7  # LU: what is missing by no more is made up by gain, with no other look at it
_PASSES = 5
_SHARP = 20.0  # dB of peaks over the loudness: read speech has 13 to 19, clapping over it 28
_LOST = 0.3  # LU with each decibel that a ceiling comes down: none to 0.6, as peaks are many


@dataclass(frozen=True, slots=True)
class Level:
    """What is done to a sound: mixed to `channels`, sampled at `rate` hertz, raised by `gain` dB.

    If `limited`, a limiter comes last, which lets through what is under `ceiling` dBFS. What is
    `sharp` has peaks to which encoders may add much: they are to be measured afterwards.
    """

    channels: int
    rate: int
    gain: float
    limited: bool
    ceiling: float = CEILING
    sharp: bool = False

    @property
    def filters(self) -> str:
        """What ffmpeg is told: each moment in its place, the channels mixed, and levelled."""
        layout = "mono" if self.channels == 1 else "stereo"
        chain = [f"{CLOCK}:osr={self.rate}", f"aformat=channel_layouts={layout}"]
        if self.gain:
            chain.append(f"volume={self.gain:.2f}dB")
        if self.limited:
            chain.append(limiter(self.ceiling))
        return ",".join(chain)

    def lower(self, by: float) -> "Level":
        """The same under a ceiling that is `by` dB lower: for an encoder that adds to its peaks."""
        lost = _LOST * by if self.limited else 0.0
        ceiling, gain = round(self.ceiling - by, 2), round(self.gain + lost, 2)
        return replace(self, limited=True, ceiling=ceiling, gain=gain)


@dataclass(frozen=True, slots=True)
class Levels:
    """`full` is for the sound as it is, in stereo at most; `mono` for one channel.

    `right` says that the recording is as loud as it should be already.
    """

    full: Level
    mono: Level
    right: bool


def levels(path: Path, recording: Recording, report: Reporter = silent) -> Levels | None:
    """Measure a recording, and find the gain that brings it to TARGET; None where it has no sound.

    A pass for each layout, and where the limiter is needed mostly one more, to see what it takes.
    What needs more than 40 dB is silence, and stays as it is. EncodingFailed where it cannot be
    decoded.
    """
    if not recording.sound:
        return None

    def measured(asked: list[Level], peaks: str = "sample") -> dict[int, Loudness]:
        # A run each: what two meters say at the end of one run may be written through each other.
        def one(level: Level) -> Loudness:
            heard = report if level is asked[-1] else silent
            return _measured(path, recording, level, peaks, heard)

        with ThreadPoolExecutor(len(asked)) as side_by_side:
            told = side_by_side.map(one, asked)
            return {a.channels: said for a, said in zip(asked, told, strict=True)}

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
    path: Path, recording: Recording, level: Level, peaks: str, report: Reporter
) -> Loudness:
    """The loudness that this gives."""
    assert recording.sound  # noqa: S101 - levels has seen to it
    chain = f"{level.filters},{METER}:peak={peaks}"
    said = ffmpeg.run(
        (*ffmpeg.source(path), "-map", f"0:{recording.sound.stream}", "-af", chain),
        limits=ffmpeg.within(recording.duration),
        duration=recording.duration,
        report=report,
    )
    if not (told := found(said)):
        raise EncodingFailed(path.name, "its loudness could not be measured")
    return told[-1]  # the meter starts anew where the sound changes its form
