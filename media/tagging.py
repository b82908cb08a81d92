"""What a sound file tells of itself, in the two forms that players read."""

import struct

from media.renditions import Tags

_VERSION = b"ID3\x04\x00\x00"  # ID3v2.4.0, no flags
_UTF_8 = b"\x03"
_FRAMES = {"title": b"TIT2", "artist": b"TPE1", "date": b"TDRC", "language": b"TLAN"}


def id3(tags: Tags) -> bytes:
    """For MP3: an ID3v2.4 tag, which stands before the sound."""
    frames = b"".join(
        _frame(_FRAMES[name], value.encode())
        if name in _FRAMES
        else _frame(b"TXXX", name.encode() + b"\0" + value.encode())
        for name, value in tags.given.items()
    )
    return _VERSION + _seven_bits(len(frames)) + frames


def opus_tags(tags: Tags) -> bytes:
    """For Opus: the packet after the head (RFC 7845, 5.2), where a comment is a "description"."""
    texts = [
        f"{'description' if name == 'comment' else name}={value}"
        for name, value in tags.given.items()
    ]
    comments = b"".join(map(_counted, texts))
    return b"OpusTags" + _counted("Plainspoken") + struct.pack("<I", len(texts)) + comments


def _frame(kind: bytes, text: bytes) -> bytes:
    return kind + _seven_bits(len(text) + 1) + b"\0\0" + _UTF_8 + text


def _seven_bits(number: int) -> bytes:
    """Four bytes that no player takes for the start of sound: the top bit of each is 0."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _counted(text: str) -> bytes:
    return struct.pack("<I", len(text.encode())) + text.encode()
