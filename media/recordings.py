"""What a supplied recording is, and its speech as samples."""

from dataclasses import dataclass
from pathlib import Path

from media import ffmpeg
from media.errors import EncodingFailed, NoSound, RecordingCut, RecordingDamaged
from media.progress import Reporter, silent

RATE = 16_000  # Hz: what models of speech are made for
CLOCK = "aresample=async=1:first_pts=0"  # gaps stay gaps: nothing moves up to fill them


@dataclass(frozen=True, slots=True)
class Picture:
    """The moving picture, as it is shown: turned as the camera was held, with square pixels.

    `stream` counts in the file from 0. `rate` is frames a second as most frames have it;
    `variable` says that others differ. `bit_rate` is in bits a second, and `keyframes` the longest
    way between two, in ms. `colour` is the decoder's own words, such as "tv, bt709, progressive".
    """

    stream: int
    codec: str
    profile: str
    pixels: str
    colour: str
    width: int
    height: int
    square: bool
    rate: float
    variable: bool
    bit_rate: int
    keyframes: int

    def __post_init__(self) -> None:
        if min(self.width, self.height) < 1 or self.rate <= 0:
            raise ValueError(f"no picture is {self.width}×{self.height} at {self.rate} a second")


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound. `stream` counts in the file from 0; `rate` is in hertz, `bit_rate` bits a second.

    `ends` is when the last of it does, in ms.
    """

    stream: int
    codec: str
    profile: str
    channels: int
    rate: int
    bit_rate: int
    ends: int

    def __post_init__(self) -> None:
        if self.channels < 1 or self.rate < 1:
            raise ValueError(f"no sound has {self.channels} channels at {self.rate} Hz")


@dataclass(frozen=True, slots=True)
class Recording:
    """A supplied file: `duration` in ms, and a picture, a sound or both. A cover is no picture."""

    container: str
    duration: int
    picture: Picture | None
    sound: Sound | None

    def __post_init__(self) -> None:
        if self.duration < 1 or not (self.picture or self.sound):
            raise ValueError("a recording lasts, and can be seen or heard")


def speech(
    path: Path,
    recording: Recording,
    output: Path,
    *,
    name: str | None = None,
    report: Reporter = silent,
) -> None:
    """Write the sound as raw samples: RATE hertz, mono, signed 16-bit little-endian.

    The sample at RATE × t is what is heard t seconds into the recording, also where its sound
    begins late or has gaps. Takes little memory, however long it is. Raises NoSound,
    RecordingDamaged, RecordingCut or StoreFull.
    """
    name = name or path.name
    if not recording.sound:
        raise NoSound(name)
    chosen = ("-map", f"0:{recording.sound.stream}", "-af", CLOCK)
    form = ("-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le", "-f", "s16le")
    try:
        ffmpeg.run(
            (*ffmpeg.source(path), *chosen, *form),
            output,
            limits=ffmpeg.within(recording.duration),
            duration=recording.duration,
            report=report,
        )
    except EncodingFailed as failure:
        raise RecordingDamaged(name, failure.reason) from failure
    found, ends = output.stat().st_size // 2 * 1000 // RATE, recording.sound.ends
    if ends - found > max(1_000, ends // 20):
        raise RecordingCut(name, found, ends)
