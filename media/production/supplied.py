"""A recording as it was supplied: kept, and looked at once."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from media import ffmpeg
from media.errors import NoSound
from media.probing import probe
from media.recordings import Picture, Recording, Sound
from media.store import Artefact, Recipe, Store
from media.transcoding import TRANSCODING

# Goes up when the stage gives something else for the same input.
EXAMINING = 1

_PIECE = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Original:
    """A recording as it was supplied: where it lies, the SHA-256 of its bytes, and what it is.

    `name` is what people call it.
    """

    path: Path
    digest: str
    name: str
    recording: Recording


def examined(path: Path, name: str) -> Original:
    """Say what a file is. RecordingError where it is no recording that can be used."""
    recording = probe(path, name)
    with path.open("rb") as file:
        return Original(path, file_digest(file, "sha256").hexdigest(), name, recording)


def keep_recording(path: Path, store: Store) -> Artefact:
    """Take a supplied recording into the store. RecordingError where it cannot be used."""
    recording = probe(path)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()

    def copy(place: Path) -> None:
        shutil.copyfile(path, place)

    kept = store.keep(_as_supplied(digest), copy)
    store.keep_bytes(_examining(digest), lambda: _packed(recording))
    return kept


def keep_parts(parts: Sequence[str], name: str, store: Store) -> Artefact:
    """Put a recording together from files of the store, by their digests and in this order.

    RecordingError where it cannot be used, or has no words to be heard; nothing is kept then.
    """

    def pieces() -> Iterator[bytes]:
        for part in parts:
            with store.open(part) as file:
                yield from iter(partial(file.read, _PIECE), b"")

    return _keep_pieces(pieces, name, store)


def keep_stream(stream: IO[bytes], name: str, store: Store) -> Artefact:
    """Keep a recording that can be read more than once. Raises what `keep_parts` does."""

    def pieces() -> Iterator[bytes]:
        stream.seek(0)
        return iter(partial(stream.read, _PIECE), b"")

    return _keep_pieces(pieces, name, store)


def _keep_pieces(pieces: Callable[[], Iterator[bytes]], name: str, store: Store) -> Artefact:
    digest = sha256()
    for piece in pieces():
        digest.update(piece)
    examined: list[bytes] = []

    def join(place: Path) -> None:
        with place.open("wb") as whole:
            whole.writelines(pieces())
        examined.append(_packed(_with_sound(probe(place, name), name)))

    kept = store.keep(_as_supplied(digest.hexdigest()), join)
    if examined:
        store.keep_bytes(_examining(kept.digest), examined.pop)
    _with_sound(kept_original(kept.digest, name, store).recording, name)
    return kept


def _as_supplied(digest: str) -> Recipe:
    return Recipe("original", 1, {"recording": digest})


def _with_sound(recording: Recording, name: str) -> Recording:
    if not recording.sound:
        raise NoSound(name)
    return recording


def kept_original(digest: str, name: str, store: Store) -> Original:
    """Say what a recording in the store is. RecordingError where it cannot be used."""
    path = store.path(digest)
    examined = store.keep_bytes(_examining(digest), lambda: _packed(probe(path, name)))
    facts = json.loads(store.read(examined))
    picture, sound = facts.pop("picture"), facts.pop("sound")
    recording = Recording(
        **facts,
        picture=Picture(**picture) if picture else None,
        sound=Sound(**sound) if sound else None,
    )
    return Original(path, digest, name, recording)


def _examining(digest: str) -> Recipe:
    return Recipe("examined", EXAMINING, {"recording": digest}, engine=encoder())


def _packed(recording: Recording) -> bytes:
    return json.dumps(asdict(recording)).encode()


def encoding_recipe(
    stage: str,
    original: Original,
    settings: Mapping[str, str | int | None],
    others: Mapping[str, str] | None = None,
) -> Recipe:
    """The recipe of something that ffmpeg makes of a recording."""
    inputs = {"recording": original.digest, **(others or {})}
    return Recipe(stage, TRANSCODING, inputs, settings, encoder())


def encoder() -> dict[str, str]:
    """What examines and encodes, for recipes."""
    return {"ffmpeg": ffmpeg.identity()}
