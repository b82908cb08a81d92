"""Saying what a supplied recording is, or why it is none.

Nothing of the file is read but by the confined child of `media/ffmpeg.py`. It says what the
streams are, and writes down every packet's time and size (its `framecrc` form, made for machines)
without decoding any: so length, rates and bit rates are those of the file and not of its header,
and a file that was cut is known by it.
"""

import re
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from media import ffmpeg
from media.errors import (
    EncodingFailed,
    NotARecording,
    RecordingCut,
    RecordingDamaged,
    RecordingError,
    RecordingLocked,
    RecordingTooLong,
)
from media.packets import Track, tracks_of
from media.recordings import Picture, Recording, Sound

LONGEST = 4 * 3_600_000  # ms
LARGEST = 8192 * 4320  # pixels: 8K, as cinemas have it
KNOWN = ("mp4", "mov", "webm", "mkv", "mp3", "m4a", "wav", "flac", "ogg")

_PROBING = ffmpeg.Limits(cpu=120, wall=300, file=512 << 20)
_CUT = re.compile(r"partial file|ended prematurely|Packet corrupt")
_STREAM = re.compile(r"\[info\]   Stream #0:(\d+)(?:\[\w+\])?(?:\([^)]*\))?: (Video|Audio): (.*)")
_CODEC = re.compile(r"(\w+)(?: \(([A-Z][^)/]*)\))?")  # a decoder's name is in lower case
_PIXELS = re.compile(r", (\w+)(?:\(([^)]*)\))?, \d+x\d+")
_LENGTH = re.compile(r"\[info\]   Duration: (\d+):(\d\d):(\d\d)\.(\d\d)")
_TURN = re.compile(r"rotation of (-?\d+)")
_OBLONG = 4  # times as long as wide: no camera has such pixels
_PROTECTED = re.compile(r"\((?:drm[si]|enc[va]) /")
_SIGNATURES = (
    (b"#EXTM3U", "a playlist, which only names other files"),
    (b"ffconcat", "a playlist, which only names other files"),
    (b"[playlist]", "a playlist, which only names other files"),
    (b"<?xml", "an XML document"),
    (b"<!", "a web page or an XML document"),
    (b"<html", "a web page"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or a document"),
    (b"0&\xb2u", "a Windows Media recording"),
    (b"FLV", "a Flash video"),
    (b"FORM", "an AIFF recording"),
    (b"#!AMR", "an AMR recording"),
    (b"\x00\x00\x01\xba", "an MPEG programme stream, as DVDs have"),
    (b"G@", "an MPEG transport stream, as television has"),
)


def probe(path: Path, name: str | None = None) -> Recording:
    """Say what a file is. `name` is what people call it, where that is not the path's own.

    Reads all of the file, decodes none of it. Raises NotARecording, RecordingCut,
    RecordingDamaged, RecordingLocked or RecordingTooLong.
    """
    name = name or path.name
    everything = ("-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "framecrc")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "packets")
        try:
            said = ffmpeg.run((*ffmpeg.source(path), *everything), table, limits=_PROBING)
        except EncodingFailed as failure:
            raise _refused(path, name, failure.reason) from failure
        tracks = tracks_of(table)
    about = said.partition("[info] Output #0")[0]
    streams = _streams(about)
    if any(t.locked for t in tracks) or any(_PROTECTED.search(s.about) for s in streams):
        raise RecordingLocked(name)
    if len(streams) != len(tracks):
        raise RecordingDamaged(name, "its streams are not what its header says")
    seen = [(s, t) for s, t in zip(streams, tracks, strict=True) if s.video and t.moving]
    heard = [(s, t) for s, t in zip(streams, tracks, strict=True) if not s.video and t.packets]
    found = max((t.end for _, t in seen + heard), default=0)
    if not found:
        raise RecordingDamaged(name, "nothing in it can be played")
    declared = _declared(about)
    missing = (declared or 0) - found
    if _CUT.search(said) or missing > max(1_000, found // 20):
        raise RecordingCut(name, found, declared)
    if found > LONGEST:
        raise RecordingTooLong(name, found, LONGEST)
    try:
        recording = Recording(
            container=about.partition("Input #0, ")[2].partition(", from")[0],
            duration=found,
            picture=_picture(*seen[0]) if seen else None,
            sound=_sound(*heard[0]) if heard else None,
        )
    except ValueError as trouble:
        raise RecordingDamaged(name, str(trouble)) from trouble
    picture = recording.picture
    if picture and picture.width * picture.height > LARGEST:
        size = f"{picture.width} × {picture.height}"
        raise NotARecording(name, f"a picture of {size} pixels, more than any camera's", KNOWN)
    return recording


@dataclass(frozen=True, slots=True)
class _Stream:
    number: int
    video: bool
    about: str
    turn: int


def _streams(about: str) -> list[_Stream]:
    """The streams that were copied, in the order in which they were: pictures, then sounds."""
    found = list(_STREAM.finditer(about))
    ends = [*(match.start() for match in found[1:]), len(about)]
    streams = []
    for match, end in zip(found, ends, strict=True):
        turn = _TURN.search(about, match.end(), end)
        streams.append(
            _Stream(int(match[1]), match[2] == "Video", match[3], int(turn[1]) if turn else 0)
        )
    return sorted(streams, key=lambda stream: not stream.video)


def _declared(about: str) -> int | None:
    """The length that the header gives, in ms; None where it gives none, or only a guess."""
    match = _LENGTH.search(about)
    if not match or "Estimating duration" in about:
        return None
    hours, minutes, seconds, hundredths = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10


def _picture(stream: _Stream, track: Track) -> Picture:
    codec = _CODEC.match(stream.about)
    pixels = _PIXELS.search(stream.about)
    width, height = map(int, track.facts["dimensions"].split("x"))
    aspect = _aspect(track.facts.get("sar", "0/1"))
    if aspect > 1:
        width = round(width * aspect)
    else:
        height = round(height / aspect)
    if stream.turn % 180:
        width, height = height, width
    return Picture(
        stream=stream.number,
        codec=codec[1] if codec else "",
        profile=(codec[2] or "") if codec else "",
        pixels=pixels[1] if pixels else "",
        colour=(pixels[2] or "") if pixels else "",
        width=width,
        height=height,
        square=aspect == 1,
        rate=track.rate,
        variable=track.variable,
        bit_rate=track.bit_rate,
        keyframes=track.between_keyframes,
    )


def _sound(stream: _Stream, track: Track) -> Sound:
    codec = _CODEC.match(stream.about)
    return Sound(
        stream=stream.number,
        codec=codec[1] if codec else "",
        profile=(codec[2] or "") if codec else "",
        channels=_channels(track.facts.get("channel_layout_name", "")),
        rate=int(track.facts.get("sample_rate", 0)),
        bit_rate=track.bit_rate,
        ends=track.end,
    )


def _aspect(ratio: str) -> Fraction:
    """How wide a pixel is for its height; 1 where nothing is said, or nonsense."""
    wide, _, high = ratio.partition("/")
    aspect = Fraction(int(wide), int(high)) if int(high) else Fraction(0)
    return aspect if 1 / _OBLONG <= aspect <= _OBLONG else Fraction(1)


def _channels(layout: str) -> int:
    """How many there are in a layout: "stereo", "5.1(side)", "3 channels"."""
    named = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "hexagonal": 6, "octagonal": 8}
    if many := re.match(r"(\d+) channels|(\d+)\.(\d+)(?:\.(\d+))?", layout):
        return sum(int(count) for count in many.groups() if count)
    return named.get(layout.partition("(")[0], 2)


def _refused(path: Path, name: str, reason: str) -> RecordingError:
    """Why ffmpeg would not open it, from how it begins."""
    with path.open("rb") as file:
        head = file.read(16)
    if head[4:8] in {b"ftyp", b"mdat", b"wide"}:
        return RecordingCut(name, None, None)  # what says where everything is comes last
    if head.startswith((b"OggS", b"fLaC", b"ID3", b"\x1aE\xdf\xa3")) or head[8:12] == b"WAVE":
        return RecordingDamaged(name, reason)
    return NotARecording(name, _looks_like(head), KNOWN)


def _looks_like(head: bytes) -> str:
    if head[8:12] == b"AVI ":
        return "an AVI video"
    if not head:
        return "an empty file"
    return next((kind for mark, kind in _SIGNATURES if head.startswith(mark)), "")
