"""Recordings that are broken in every way, offered as strangers would. `scripts/fuzz` runs this.

Each is probed, and what passes is decoded, measured and made into the files of the web. It must be
done or refused with an error that has a name, in time, and nothing may be left behind.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from media.errors import EncodingFailed, RecordingError
from media.levelling import levels
from media.pictures import poster
from media.probing import KNOWN, probe
from media.recordings import speech
from media.renditions import Tags
from media.store import Recipe, Store
from media.transcoding import SOUND, plan, runs, transcode
from tests.videos import KINDS, kind

SHARED = Path(__file__).parents[2] / "shared" / "recordings"
HEAD = 4_096  # bytes: enough for the head of any of the forms
MOST = 400_000  # bytes of a real recording that are used


@dataclass(slots=True)
class Tally:
    """How many came to which end; the slowest, in seconds; and what should not have been."""

    ends: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    wrong: list[str] = field(default_factory=list)


def fuzz(count: int, seed: int, folder: Path, limit: float) -> Tally:
    """Offer `count` broken recordings; none may take longer than `limit` seconds."""
    tally = Tally()
    scratch, store = folder / "scratch", Store(folder / "store")
    scratch.mkdir()
    tempfile.tempdir = str(scratch)
    try:
        for name, data in broken(seeds(folder), count, random.Random(seed)):  # noqa: S311
            path = folder / "offered"
            path.write_bytes(data)
            started = time.monotonic()
            try:
                end = offer(path, store)
            except Exception as trouble:  # noqa: BLE001 - what is looked for
                end = f"NOT NAMED: {type(trouble).__name__}"
                tally.wrong.append(f"{name}: {trouble!r}")
            took = time.monotonic() - started
            tally.ends[end] += 1
            tally.slowest = max(tally.slowest, (took, name))
            if took > limit:
                tally.wrong.append(f"{name}: {took:.1f} s")
            left = [*scratch.iterdir(), *(store.root / "making").glob("*")]
            if left:
                tally.wrong.append(f"{name}: left {left}")
                for file in left:
                    file.unlink()
    finally:
        tempfile.tempdir = None
    return tally


def offer(path: Path, store: Store) -> str:
    """What comes of a file."""
    try:
        recording = probe(path)
    except RecordingError as refusal:
        return f"refused: {type(refusal).__name__}"
    try:
        store.keep(recipe(path, "speech"), lambda output: speech(path, recording, output))
    except RecordingError as refusal:
        return f"probed, then refused: {type(refusal).__name__}"
    try:
        level = levels(path, recording)
        with tempfile.TemporaryDirectory() as folder:
            sound = Path(folder, SOUND)
            for run in runs(plan(recording, level, Tags("Fuzzed")), recording):
                outputs = [(encoding, Path(folder, encoding.name)) for encoding in run]
                transcode(recording, path, outputs, sound=sound if run[0].joins else None)
            if recording.picture:
                poster(recording, path, Path(folder, "poster.jpg"))
    except EncodingFailed:
        return "decoded, then refused: EncodingFailed"
    return "made"


def recipe(path: Path, stage: str) -> Recipe:
    """A recipe for this content alone."""
    return Recipe(stage, 1, {"recording": str(hash(path.read_bytes()))})


def seeds(folder: Path) -> dict[str, bytes]:
    """Small recordings of every kind, and the beginnings of the real ones where they are here."""
    found = {name: kind(folder, name).read_bytes() for name in KINDS}
    real = (path for path in sorted(SHARED.glob("*")) if path.suffix[1:] in KNOWN)
    return found | {path.name: path.read_bytes()[:MOST] for path in real}


def broken(
    whole: dict[str, bytes], count: int, chance: random.Random
) -> Iterator[tuple[str, bytes]]:
    """So many broken recordings: flipped, cut, grafted, scrambled, holed or repeated."""
    names = sorted(whole)
    ways = (flipped, head_flipped, cut, grafted, scrambled, holed, repeated)
    for number in range(count):
        name, way = names[number % len(names)], ways[number // len(names) % len(ways)]
        other = whole[chance.choice(names)]
        yield f"{number} {way.__name__} {name}", bytes(way(bytearray(whole[name]), other, chance))


def flipped(data: bytearray, _: bytes, chance: random.Random) -> bytearray:
    """Some bits anywhere."""
    for _flip in range(chance.choice([1, 10, 100, 1_000])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def head_flipped(data: bytearray, _: bytes, chance: random.Random) -> bytearray:
    """Some bytes where the form keeps its tables: near the start or the end."""
    for _flip in range(chance.choice([1, 4, 16, 64])):
        at = chance.randrange(min(HEAD, len(data)))
        data[at if chance.random() < 0.5 else -at - 1] = chance.choice([0, 0x7F, 0x80, 0xFF])
    return data


def cut(data: bytearray, _: bytes, chance: random.Random) -> bytearray:
    """Anywhere."""
    return data[: chance.randrange(len(data))]


def grafted(data: bytearray, other: bytes, chance: random.Random) -> bytearray:
    """The head of one form on the body of another."""
    at = chance.randrange(16, HEAD)
    return data[:at] + other[at:]


def scrambled(data: bytearray, _: bytes, chance: random.Random) -> bytearray:
    """Noise from somewhere on."""
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(len(data) - at)


def holed(data: bytearray, _: bytes, chance: random.Random) -> bytearray:
    """A stretch taken out, or made zero."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 20_000)
    filling = bytes(size) if chance.random() < 0.5 else b""
    return data[:at] + filling + data[at + size :]


def repeated(data: bytearray, other: bytes, chance: random.Random) -> bytearray:
    """A stretch of another put in."""
    at = chance.randrange(len(data))
    begin = chance.randrange(len(other))
    return data[:at] + other[begin : begin + chance.randrange(1, 20_000)] + data[at:]


def main() -> None:
    """Fuzz, and print what came of it."""
    count, seed = map(int, (sys.argv[1:] + ["600", "1"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder:
        tally = fuzz(count, seed, Path(folder), limit=60)
    told = [f"{times:5} {end}" for end, times in tally.ends.most_common()]
    told.append(f"slowest: {tally.slowest[0]:.1f} s, {tally.slowest[1]}")
    told += tally.wrong or ["nothing unnamed, nothing left behind, nothing over the limit"]
    sys.stdout.write("\n".join(told) + "\n")
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
