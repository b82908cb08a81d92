"""Opus in Ogg: a stream's packets, and packets as a stream (RFC 3533 and RFC 7845).

mutagen could do it, and is GPL, so it only reads in tests what is written here.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice

PACKET = 20  # ms of sound in each, as the encoder makes them
_TICKS = 960  # of Ogg's clock for Opus, 48 kHz, in a packet
_PRE_SKIP = struct.Struct("<10xH")  # in the head packet: ticks of the encoder's delay

_PAGE = struct.Struct("<4sBBqIIIB")  # mark, version, flags, position, serial, number, CRC, segments
_CRC_AT = 22
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_NOWHERE = -1  # the position of a page on which no packet ends
_SERIAL = 1  # there is one stream in a file
_SEGMENT = 255  # bytes; also, how many segments a page has at most
_ON_A_PAGE = 40  # packets, 0.8 s: each has 6 segments at most, so that they fit
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def packets(stream: bytes) -> list[bytes]:
    """All packets of the one stream in a file: its head, its tags, then the sound."""
    found: list[bytes] = []
    at, begun = 0, b""
    while at < len(stream):
        mark, *_, segments = _PAGE.unpack_from(stream, at)
        if mark != b"OggS":
            raise ValueError(f"no page of Ogg at byte {at}")
        at += _PAGE.size
        sizes = stream[at : at + segments]
        at += segments
        for size in sizes:
            begun += stream[at : at + size]
            at += size
            if size < _SEGMENT:
                found.append(begun)
                begun = b""
    return found


def stream(head: bytes, tags: bytes, sound: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pages of a file, in which the last packet of `sound` is not heard.

    A decoder holds some of a packet's sound back until it is given another.
    """
    (delay,) = _PRE_SKIP.unpack_from(head)
    yield _page(_FIRST, 0, 0, _segments(head), head)
    number, segments = 1, _segments(tags)
    while segments:  # a page takes 64 KiB of tags
        sizes, segments = segments[:_SEGMENT], segments[_SEGMENT:]
        body, tags = tags[: sum(sizes)], tags[sum(sizes) :]
        flags = _CONTINUED if number > 1 else 0
        yield _page(flags, _NOWHERE if segments else 0, number, sizes, body)
        number += 1
    following, ticks = iter(sound), 0
    here = list(islice(following, _ON_A_PAGE))
    while here:
        after = list(islice(following, _ON_A_PAGE))
        ticks += len(here) * _TICKS
        position = ticks if after else ticks - _TICKS + delay
        lacing = b"".join(map(_segments, here))
        yield _page(0 if after else _LAST, position, number, lacing, b"".join(here))
        here, number = after, number + 1


def _segments(packet: bytes) -> bytes:
    """The sizes of a packet's segments; one that is not full ends it."""
    full, rest = divmod(len(packet), _SEGMENT)
    return bytes([_SEGMENT] * full + [rest])


def _page(flags: int, position: int, number: int, segments: bytes, body: bytes) -> bytes:
    start = _PAGE.pack(b"OggS", 0, flags, position, _SERIAL, number, 0, len(segments))
    page = start + segments + body
    return page[:_CRC_AT] + _crc(page) + page[_CRC_AT + 4 :]


def _crc(page: bytes) -> bytes:
    """Ogg's checksum, by zlib's: the same polynomial with its bits mirrored, from 0 and plain."""
    plain = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return plain.to_bytes(4, "big").translate(_MIRRORED)
