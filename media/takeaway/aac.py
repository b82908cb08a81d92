"""A narration's sound as AAC, for what takes no other: audiobooks and films."""

from dataclasses import replace
from pathlib import Path

from media import ffmpeg
from media.loudness import PEAK, Loudness, found, limiter, meters, over
from media.progress import Reporter
from media.transcoding import NICE

_CODEC = ("-c:a", "aac", "-b:a", "80k")  # in mono: what it is made from has 64k as MP3
_PLAIN = ("-map_metadata", "-1", "-map_chapters", "-1", "-bitexact", "-f", "mp4")


def encode(sound: Path, place: Path, duration: int, report: Reporter) -> Path:
    """Encode the sound of a file, which lasts `duration` ms, as an MP4 at `place`; gives `place`.

    It stays as loud as it is, and keeps to the peak that is allowed. `report` hears ms.
    EncodingFailed or StoreFull where it cannot be done.
    """
    ceiling = PEAK
    while lower := over(_encode(sound, ceiling, place, duration, report)):
        ceiling -= lower
    return place


def _encode(sound: Path, ceiling: float, place: Path, duration: int, report: Reporter) -> Loudness:
    log = ffmpeg.run(
        (*ffmpeg.source(sound), "-map", "0:a", "-af", limiter(ceiling), *_CODEC, *_PLAIN),
        place,
        meters([0]),
        limits=replace(ffmpeg.within(duration), nice=NICE),
        duration=duration,
        report=report,
    )
    return found(log)[0]
