"""What each kind of file is called on the web, by its suffix."""

from collections.abc import Mapping
from mimetypes import guess_type
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


def played_as(name: str) -> str:
    """The media type of a recording as it was given, whatever its owner called it.

    It comes from the site itself, which lets its own scripts run: so it is sound or film, or bytes.
    A file may be a recording to one program and a script to another.

    >>> played_as("talk.MOV"), played_as("talk.js"), played_as("talk")
    ('video/quicktime', 'application/octet-stream', 'application/octet-stream')
    """
    kind = guess_type(name)[0] or ""
    return kind if kind.startswith(("audio/", "video/")) else "application/octet-stream"
