"""What each kind of file is called on the web, by its suffix."""

from collections.abc import Mapping
from pathlib import PurePath

_TYPES: Mapping[str, str] = {
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".brf": "text/plain; charset=us-ascii",
    ".epub": "application/epub+zip",
    ".zip": "application/zip",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".ttml": "application/ttml+xml",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg; codecs=opus",
    ".m4b": "audio/mp4",
    ".mp4": "video/mp4",
}


def media_type(name: str) -> str:
    """The media type of a file that Plainspoken makes. KeyError: it makes none of that name."""
    return _TYPES[PurePath(name).suffix]
