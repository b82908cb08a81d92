"""What is done to a recording's sound, so that it is as loud as listeners expect."""

from dataclasses import dataclass, replace

from media.loudness import CEILING, limiter
from media.recordings import CLOCK

_PIECE = 100  # ms that filters hand each other: with what decoders give they take a quarter longer
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
        chain = [f"{CLOCK}:osr={self.rate}", f"asetnsamples={self.rate * _PIECE // 1000}:p=0"]
        chain.append(f"aformat=channel_layouts={layout}")
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
