"""The tag before an MP3 (ID3v2.3, which old players know) with chapters in it.

Written here, because mutagen puts a tag's frames in order of their size: a player that takes
chapters as they stand in the file, as many do, would read them shuffled.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from media.takeaway.chapters import Chapter

_UTF_16, _LATIN_1 = b"\x01", b"\x00"
_HEADER = 10  # bytes
_NO_PLACE = 0xFFFFFFFF  # times count, and not bytes
_TOP, _ORDERED = 2, 1
_MOST = 255  # entries of a table: they are counted in a byte
_COVER = b"\x03"


def tag(frames: Iterable[bytes]) -> bytes:
    """The whole tag."""
    body = b"".join(frames)
    size = len(body)
    sevens = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + sevens + body


def skip(file: BinaryIO) -> None:
    """Go to where the sound begins, behind a tag of any version that stands before it."""
    header = file.read(_HEADER)
    size = 0
    if header[:3] == b"ID3":
        for byte in header[6:]:
            size = size << 7 | byte
        size += _HEADER
    file.seek(size)


def text(name: str, value: str) -> bytes:
    """A frame of one text."""
    return _frame(name, _UTF_16 + _wide(value))


def link(name: str, address: str) -> bytes:
    """A frame of a web address, which is ASCII."""
    return _frame(name, address.encode("latin-1", "replace"))


def comment(language: str, value: str) -> bytes:
    """A remark in a language of three letters."""
    return _frame("COMM", _UTF_16 + language.encode() + _wide("") + b"\0\0" + _wide(value))


def cover(jpeg: bytes) -> bytes:
    """The picture on the front."""
    return _frame("APIC", _LATIN_1 + b"image/jpeg\0" + _COVER + b"\0" + jpeg)


def contents(found: Sequence[Chapter]) -> list[bytes]:
    """The chapters, and a table of them; where they are many, a table of tables.

    From the ID3v2 Chapter Frame Addendum.
    """
    names = [f"chapter{number}" for number in range(1, len(found) + 1)]
    parts = [names[start : start + _MOST] for start in range(0, len(names), _MOST)]
    if len(parts) == 1:
        tables = [_table("contents", names, _TOP | _ORDERED)]
    else:
        inner = [f"contents{number}" for number in range(1, len(parts) + 1)]
        tables = [
            _table("contents", inner, _TOP | _ORDERED),
            *(_table(name, part, _ORDERED) for name, part in zip(inner, parts, strict=True)),
        ]
    return tables + [_chapter(*each) for each in zip(names, found, strict=True)]


def _table(name: str, children: Sequence[str], flags: int) -> bytes:
    listed = b"".join(_identifier(child) for child in children)
    return _frame("CTOC", _identifier(name) + bytes((flags, len(children))) + listed)


def _chapter(name: str, chapter: Chapter) -> bytes:
    places = (chapter.span.start, chapter.span.end, _NO_PLACE, _NO_PLACE)
    times = struct.pack(">4I", *places)
    return _frame("CHAP", _identifier(name) + times + text("TIT2", chapter.title))


def _identifier(name: str) -> bytes:
    return name.encode() + b"\0"


def _wide(value: str) -> bytes:
    return b"\xff\xfe" + value.replace("\0", "").encode("utf-16-le", "replace")


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + struct.pack(">IH", len(body), 0) + body
