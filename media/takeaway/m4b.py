"""An audiobook: the sound as AAC, with a chapter for each paragraph."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from media import ffmpeg
from media.languages import three_letters
from media.progress import Reporter
from media.takeaway import aac, mp3
from media.takeaway.chapters import chapters
from media.takeaway.colophon import tags
from media.takeaway.edition import Edition

VERSION = 2

_MARKS = re.compile(r"([=;#\\\n])")


def identity() -> Mapping[str, str]:
    """What encodes the sound."""
    return {"ffmpeg": ffmpeg.identity()}


lacks = mp3.lacks


def render(edition: Edition, place: Path, report: Reporter) -> None:
    """Encode the sound. `report` hears milliseconds; EncodingFailed or StoreFull."""
    with tempfile.TemporaryDirectory() as folder:
        narrated = edition.files[mp3.SOUND].path
        sound = aac.encode(narrated, Path(folder, "sound"), edition.duration, report)
        inputs, streams = [*ffmpeg.source(sound)], ["-map", "0:a", "-c:a", "copy"]
        listed = Path(folder, "chapters")
        listed.write_text(listing(edition), encoding="utf-8")
        inputs += ffmpeg.source(listed, "-f", "ffmetadata", formats="ffmetadata")
        if mp3.POSTER in edition.files:
            poster = edition.files[mp3.POSTER].path
            inputs += ffmpeg.source(poster, "-f", "mjpeg", formats="mjpeg")
            streams += ("-map", "2:v", "-c:v", "copy", "-disposition:v", "attached_pic")
        ffmpeg.run(
            (
                *(*inputs, *streams, "-map_chapters", "1", "-map_metadata:g", "-1"),
                *("-metadata:s:a:0", f"language={three_letters(edition.language)}"),
                *("-metadata", "media_type=2"),  # an audiobook, in iTunes' list
                *tags(edition).settings,
                *("-bitexact", "-movflags", "+faststart", "-f", "ipod"),
            ),
            place,
            limits=ffmpeg.within(edition.duration),
        )


def listing(edition: Edition) -> str:
    """The chapters as ffmpeg reads them."""
    lines = [";FFMETADATA1"]
    for chapter in chapters(edition):
        title = _MARKS.sub(r"\\\1", chapter.title)
        lines += ("[CHAPTER]", "TIMEBASE=1/1000")
        lines += (f"START={chapter.span.start}", f"END={chapter.span.end}", f"title={title}")
    return "\n".join(lines) + "\n"
