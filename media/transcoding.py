"""Which files the web is given of a recording, and how they are made.

Nothing is encoded again that browsers play as it is, at a bit rate that suits: a picture by
`pictures.suits`, a sound where it is as loud as it should be too. What is made in one run is
decoded once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from media import ffmpeg
from media.languages import three_letters
from media.levels import Level, Levels
from media.loudness import found, meters, over
from media.pictures import encoded, fitted, suits
from media.progress import Reporter, silent
from media.recordings import Picture, Recording, Sound
from media.renditions import RENDITIONS, Tags

SOUND = "sound.m4a"
TRANSCODING = 1  # goes up when the same settings give other files

_SIDES = (1080, 720, 360)  # pixels of the shorter side
_NEAR = 0.8  # of the next larger: what is closer to it is not worth a file
_SOUND_SUITS = 200_000  # bits a second
_LOW = 100_000  # bits a second of the sound by itself
_STEREO = 2
_SHORT = 600_000  # ms of a recording: what a run that was cut may have to do again
NICE = 10  # of 19: words that are made beside go first
_PLAIN = ("-map_metadata", "-1", "-map_chapters", "-1", "-bitexact")  # nor where it was filmed
_MP4 = ("-movflags", "+faststart", "-f", "mp4")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A file to be made of a recording: a sound, or a video `width` × `height` pixels as shown.

    `way` is what ffmpeg is told of it, beside how its sound is brought to its `level` and raised
    by `gain` dB more. `copied` says that a video's picture is the recording's own; a video that
    `joins` takes the sound that was levelled (`SOUND`), which is made first.
    """

    name: str
    media_type: str
    way: tuple[str, ...]
    level: Level | None = None
    gain: float = 0.0
    width: int = 0
    height: int = 0
    copied: bool = False
    joins: bool = False

    @property
    def settings(self) -> tuple[str, ...]:
        """All that ffmpeg is told."""
        if self.level is None:
            return self.way
        more = (f"volume={self.gain}dB",) if self.gain else ()
        return (*self.way, "-af", ",".join((self.level.filters, *more)))


def plan(recording: Recording, levels: Levels | None, tags: Tags) -> tuple[Encoding, ...]:
    """What to make of a recording: sounds first, then videos, the smallest first.

    `levels` are those of `levelling.levels`. No video is larger than the recording's own picture.
    """
    sound, picture = recording.sound, recording.picture
    made: list[Encoding] = []
    kept = sound and levels and levels.right and _plays(sound)
    if sound and levels:
        made += _sounds(sound, levels, tags, alone=not picture)
        if picture and not kept:
            made.append(_levelled(sound, levels))
    if picture:
        made += _videos(picture, sound if kept else None, joins=bool(sound and not kept))
    return tuple(made)


def runs(encodings: Sequence[Encoding], recording: Recording) -> tuple[tuple[Encoding, ...], ...]:
    """Which of a plan to make together: what is made together is decoded once, and lost together.

    The sounds; then the videos, all at once where the recording is short, else one by one.
    """
    sounds = tuple(e for e in encodings if not e.width)
    videos = tuple(e for e in encodings if e.width)
    if recording.duration > _SHORT:
        return tuple(run for run in (sounds, *((video,) for video in videos)) if run)
    return tuple(run for run in (sounds, videos) if run)


def transcode(
    recording: Recording,
    source: Path,
    outputs: Sequence[tuple[Encoding, Path]],
    *,
    sound: Path | None = None,
    report: Reporter = silent,
) -> None:
    """Make files of a recording in one run, each at the path beside it.

    `sound` is the file that SOUND was made into, for videos that join it. A sharp sound is measured
    as it is decoded, and made again with lower peaks where the encoder added too much to them.
    `report` hears ms. Raises EncodingFailed or StoreFull.
    """
    arguments = [*ffmpeg.source(source)]
    if sound:
        arguments += ffmpeg.source(sound)
    for encoding, path in outputs[:-1]:
        arguments += (*encoding.settings, *ffmpeg.target(path))
    last, path = outputs[-1]
    sharp = {n: e.level for n, (e, _) in enumerate(outputs) if e.level and e.level.sharp}
    said = ffmpeg.run(
        (*arguments, *last.settings),
        path,
        meters(sharp),
        limits=replace(ffmpeg.within(recording.duration), nice=NICE),
        duration=recording.duration,
        report=report,
    )
    heard = found(said)
    again = [
        (replace(outputs[n][0], level=level.lower(by)), outputs[n][1])
        for n, level in sharp.items()
        if (by := over(heard[n]))
    ]
    if again:
        transcode(recording, source, again, report=report)


def with_captions(video: Path, webvtt: Path, language: str, tags: Tags, output: Path) -> None:
    """Write the video that is taken away: captions in it (3GPP timed text, shown by default).

    `language` is BCP 47. Nothing is encoded again. Raises EncodingFailed or StoreFull.
    """
    ffmpeg.run(
        (
            *ffmpeg.source(video),
            *ffmpeg.source(webvtt, "-f", "webvtt", formats="webvtt"),
            *("-map", "0", "-map", "1", "-c", "copy", "-c:s", "mov_text"),
            *("-metadata:s:s:0", f"language={three_letters(language)}"),
            *("-disposition:s:0", "default", *_PLAIN, *_MP4, *tags.settings),
        ),
        output,
        limits=ffmpeg.Limits(file=16 << 30),
    )


def _sounds(sound: Sound, levels: Levels, tags: Tags, *, alone: bool) -> Iterator[Encoding]:
    """The sound by itself, for narrow lines: in one channel, as narrations are."""
    for rendition in RENDITIONS.values():
        narrow = sound.codec == rendition.suffix and sound.bit_rate <= _LOW
        kept = alone and narrow and levels.right
        codec = ("-c:a", "copy") if kept else rendition.codec
        yield Encoding(
            f"speech.{rendition.suffix}",
            rendition.media_type,
            (*_from(sound), *codec, *_PLAIN, *tags.settings, "-f", rendition.suffix),
            None if kept else levels.mono,
            rendition.gain,
        )


def _levelled(sound: Sound, levels: Levels) -> Encoding:
    """The sound of videos."""
    bits = "96k" if levels.full.channels == 1 else "128k"
    way = (*_from(sound), "-c:a", "aac", "-b:a", bits, *_PLAIN, *_MP4)
    return Encoding(SOUND, "audio/mp4", way, levels.full)


def _videos(picture: Picture, kept: Sound | None, *, joins: bool) -> Iterator[Encoding]:
    """The smallest first. The largest is the recording's own picture, copied where that suits."""
    sound = ("-map", "1:a", "-c:a", "copy") if joins else ()
    if kept:
        sound = (*_from(kept), "-c:a", "copy")
    largest = min(_SIDES[0], picture.width, picture.height)
    sides = [side for side in _SIDES if side <= _NEAR * largest]
    for side in (*sorted(sides), largest):
        copied = side == largest == min(picture.width, picture.height) and suits(picture)
        shape = (picture.width, picture.height) if copied else fitted(picture, side)
        how = ("-c:v", "copy") if copied else encoded(picture, *shape)
        yield Encoding(
            f"video-{side}.mp4",
            "video/mp4",
            (*_from(picture), *how, *sound, *_PLAIN, *_MP4),
            width=shape[0],
            height=shape[1],
            copied=copied,
            joins=joins,
        )


def _plays(sound: Sound) -> bool:
    return (
        sound.codec == "aac"
        and sound.profile in {"LC", "HE-AAC"}
        and sound.channels <= _STEREO
        and sound.bit_rate <= _SOUND_SUITS
    )


def _from(stream: Picture | Sound) -> tuple[str, str]:
    return "-map", f"0:{stream.stream}"
