"""Sound encoded a part at a time, and the parts joined with no seam.

A part begins and ends in silence. It is encoded with more of that around it, which is cut away
again by the frame: so neither encoder nor decoder can tell what stood beside it, each sample keeps
its place, and a part that is as it was need not be encoded again.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from media import ffmpeg, ogg
from media.loudness import CEILING, Loudness, found, limiter, meters, over
from media.renditions import RENDITIONS, Rendition, Tags
from media.sound import SAMPLE, silence
from media.tagging import id3, opus_tags

_RATE = 24_000  # hertz of what is encoded: what the voices give, and all that speech needs
_AROUND = 240  # ms of silence on each side: whole frames, and more than an encoder looks ahead

# LAME and the decoder hold the sound back by 1105 samples. With 47 more that is two frames, and
# those are cut away with the silence: no header has to tell players what to leave out.
_FRAME, _FRAME_BYTES, _HELD_BACK = 24, 192, 2  # ms, bytes at 64 kb/s, frames

# What is asked for beside a rendition's own settings: a filter, and options of the encoder.
_FILTER: Mapping[str, str] = {"mp3": "adelay=47S", "opus": "anull"}
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    # Each frame holds its own sound, with no reservoir before it, and there is nothing but frames.
    "mp3": ("-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"),
    "opus": (),
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A part of `duration` ms: its `loudness` in LUFS, and a file by each rendition's suffix."""

    duration: int
    loudness: float
    files: Mapping[str, bytes]

    def pack(self) -> bytes:
        """Everything as bytes: a line of JSON, then the files."""
        sizes = {suffix: len(file) for suffix, file in self.files.items()}
        head = {"duration": self.duration, "loudness": self.loudness, "sizes": sizes}
        return json.dumps(head).encode() + b"\n" + b"".join(self.files.values())

    @classmethod
    def unpack(cls, packed: bytes) -> "Encoded":
        """Undo `pack`."""
        head, _, rest = packed.partition(b"\n")
        facts = json.loads(head)
        files = {}
        for suffix, size in facts["sizes"].items():
            files[suffix], rest = rest[:size], rest[size:]
        return cls(facts["duration"], facts["loudness"], files)


def settings(suffix: str) -> str:
    """All that decides how a part is encoded, beside its samples and the gain."""
    way = RENDITIONS[suffix]
    return " ".join((_FILTER[suffix], f"{way.gain} dB", *way.codec, *_OPTIONS[suffix]))


def encode(pcm: bytes, rate: int, gain: float, suffixes: Iterable[str]) -> Encoded:
    """Raise a part of a Narration by `gain` dB, limit its peaks, and encode it in each way.

    What counts is what will be heard, so each file is measured as it is decoded. Where an encoder
    went over the peak that is allowed, all are made again under a lower ceiling. The same input
    gives the same bytes. EncodingFailed or StoreFull where it cannot be done.
    """
    made = {suffix: RENDITIONS[suffix] for suffix in suffixes}
    ceiling = CEILING
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quiet = silence(_AROUND, rate)
        raw = ffmpeg.wav(folder / "raw.wav", quiet + pcm + quiet, rate)
        while lower := over(heard := _encode(raw, gain, ceiling, made, folder)):
            ceiling -= lower
        files = {suffix: _place(folder, suffix).read_bytes() for suffix in made}
    return Encoded(len(pcm) * 1000 // (SAMPLE * rate), heard.integrated, files)


def _encode(
    raw: Path, gain: float, ceiling: float, made: Mapping[str, Rendition], folder: Path
) -> Loudness:
    """Encode a sound in each way; how loud they came out in the mean, and the highest peak."""
    graph = f"aresample={_RATE},volume={gain:.2f}dB,{limiter(ceiling)},asplit={len(made)}"
    graph += "".join(f"[{suffix}]" for suffix in made)
    for suffix, rendition in made.items():
        graph += f";[{suffix}]{_FILTER[suffix]},volume={rendition.gain}dB[to {suffix}]"
    arguments = [*ffmpeg.source(raw), "-filter_complex", graph]
    for suffix, rendition in made.items():
        way = ("-map", f"[to {suffix}]", "-bitexact", *rendition.codec, *_OPTIONS[suffix])
        arguments += (*way, *ffmpeg.target(_place(folder, suffix)))
    log = ffmpeg.run(arguments[:-1], _place(folder, suffix), meters(range(len(made))))
    heard = found(log).values()
    return Loudness(fmean(h.integrated for h in heard), max(h.peak for h in heard))


def _place(folder: Path, suffix: str) -> Path:
    return folder / f"part.{suffix}"


def joined(suffix: str, parts: Iterable[Encoded], tags: Tags) -> Iterator[bytes]:
    """Yield the pieces of one file, which lasts as long as all the parts together."""
    return (_mp3 if suffix == "mp3" else _opus)(parts, tags)


def _mp3(parts: Iterable[Encoded], tags: Tags) -> Iterator[bytes]:
    yield id3(tags)
    first = (_AROUND // _FRAME + _HELD_BACK) * _FRAME_BYTES
    for part in parts:
        yield part.files["mp3"][first : first + part.duration // _FRAME * _FRAME_BYTES]


def _opus(parts: Iterable[Encoded], tags: Tags) -> Iterator[bytes]:
    packets = _packets(parts)
    yield from ogg.stream(next(packets), opus_tags(tags), packets)


def _packets(parts: Iterable[Encoded]) -> Iterator[bytes]:
    """The head of a stream, its sound, and one packet more that is not heard."""
    first = _AROUND // ogg.PACKET
    for number, part in enumerate(parts):
        head, _, *its = ogg.packets(part.files["opus"])
        if number == 0:
            yield head
        after = first + part.duration // ogg.PACKET
        yield from its[first:after]
    yield its[after]
