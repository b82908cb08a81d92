"""Caption formats: each module here has `read(text, name) -> Track` and `write(track) -> text`.

To add one, write such a module and list it in FORMATS under its suffix. In every format a text
reads back as it was written, whatever is in it, save white space at the ends of a line.
"""

from pathlib import PurePath
from typing import Protocol

from media.documents.decoding import decoded
from media.errors import UnknownFormat
from media.formats import srt, ttml, webvtt
from media.tracks import Track


class Format(Protocol):
    """A caption format: siblings with one pair of verbs."""

    def read(self, text: str, name: str) -> Track: ...

    def write(self, track: Track) -> str: ...


FORMATS: dict[str, Format] = {".vtt": webvtt, ".srt": srt, ".ttml": ttml}


def format_of(name: str) -> Format:
    """Return the format that a file's suffix names. Raises UnknownFormat."""
    found = FORMATS.get(PurePath(name).suffix.lower())
    if found is None:
        raise UnknownFormat(name, known=tuple(FORMATS))
    return found


def read(name: str, data: bytes) -> Track:
    """Read a caption file: encoding found as for documents, format by the suffix of `name`.

    Raises UnknownFormat, UnreadableCaptions, NotText and TooLong, each with `name`.
    """
    return format_of(name).read(decoded(name, data), name)
