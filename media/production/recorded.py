"""A text heard in a recording, and the recording made ready for the web.

Each function is a stage that keeps what it makes; asked again it finds that, so stages may be run
one by one, on any machine that has the store, or all at once by `prepare`.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

import numpy as np

from media import ffmpeg
from media.alignment import Aligner, Samples, align
from media.delivery import packed, unpacked
from media.errors import NoSound
from media.levelling import Level, Levels, levels
from media.pictures import poster
from media.progress import Progress, Reporter, silent
from media.realignment import realign
from media.recordings import Picture, Recording, Sound, probe, speech
from media.renditions import Tags
from media.store import Artefact, Recipe, Store, digest_of
from media.timing import Alignment
from media.transcoding import (
    SOUND,
    TRANSCODING,
    Encoding,
    plan,
    runs,
    transcode,
    with_captions,
)
from media.transcript import Transcript

# Each goes up when its stage gives something else for the same input.
EXAMINING = 1
DECODING = 1
ALIGNING = 2
REALIGNING = 1
LEVELLING = 2

_PIECE = 1 << 20  # bytes read at a time

POSTER = "poster.jpg"
CAPTIONED = "video-with-captions.mp4"


@dataclass(frozen=True, slots=True)
class Original:
    """A recording as it was supplied: where it lies, the SHA-256 of its bytes, and what it is.

    `name` is what people call it.
    """

    path: Path
    digest: str
    name: str
    recording: Recording


@dataclass(frozen=True, slots=True)
class Heard:
    """When the words of a text are said in a recording; `steps` are derived files on the way."""

    original: Original
    alignment: Alignment
    steps: tuple[Artefact, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier text of a recording, and where its words were found in it."""

    transcript: Transcript
    alignment: Alignment


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
    return Recipe("examined", EXAMINING, {"recording": digest}, engine=_encoder())


def _packed(recording: Recording) -> bytes:
    return json.dumps(asdict(recording)).encode()


def hear(
    transcript: Transcript,
    original: Original,
    aligners: Sequence[Aligner],
    store: Store,
    report: Reporter = silent,
    *,
    before: Before | None = None,
) -> Heard:
    """Find every word of a text in a recording. RecordingError, AlignmentError or StoreError.

    Where the words of an earlier text were found `before`, only what was changed is looked for.
    """

    def decode(place: Path) -> None:
        def heard(now: Progress) -> None:
            report(replace(now, stage="Reading the sound"))

        speech(original.path, original.recording, place, name=original.name, report=heard)

    samples = store.keep(_recipe("speech samples", original, {"version": DECODING}), decode)

    def listen() -> bytes:
        speech = _samples(store.path(samples.digest))
        if before:
            heard = realign(
                speech, before.transcript, before.alignment, transcript, aligners, report
            )
        else:
            heard = align(speech, transcript, aligners, report)
        return packed(heard, transcript)

    known = {}
    if before:
        known = {"before": digest_of(packed(before.alignment, before.transcript))}
        known |= {"words before": _words_digest(before.transcript)}
    recipe = Recipe(
        "realignment" if before else "alignment",
        REALIGNING if before else ALIGNING,
        {"speech": samples.digest, "words": _words_digest(transcript), **known},
        {"language": transcript.language},
        {f"{a.name} {part}": v for a in aligners for part, v in a.identity.items()},
    )
    kept = store.keep_bytes(recipe, listen)
    return Heard(original, unpacked(store.read(kept), transcript), (samples, kept))


def drafted(heard: Heard, language: str, store: Store) -> tuple[str, ...]:
    """Words for each stretch of speech that is not in the text, to be looked at by a person.

    Empty where the recogniser is not installed.
    """
    from media.engines import recogniser  # noqa: PLC0415 - an extra that few need

    stretches = heard.alignment.unwritten
    if not (stretches and recogniser.is_here()):
        return ()
    return recogniser.recognised(_samples(store.path(heard.steps[0].digest)), stretches, language)


@dataclass(frozen=True, slots=True)
class Playable:
    """What the web plays of a recording: by name, each with its media type.

    `steps` are files on the way; `picture` is the width and height of the largest video.
    """

    files: dict[str, tuple[Artefact, str]]
    steps: tuple[Artefact, ...]
    picture: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make of a recording, in the `runs` in which it is made."""

    original: Original
    levelled: Artefact
    tags: Tags
    runs: tuple[tuple[Encoding, ...], ...]

    @property
    def films(self) -> list[Encoding]:
        """The videos, the smallest first."""
        return [e for run in self.runs for e in run if e.width]


def planned(original: Original, tags: Tags, store: Store, report: Reporter = silent) -> Plan:
    """Measure how loud a recording is, and plan what the web is given of it."""
    levelled = _kept_levels(original, store, report)
    loudness = _unpacked_levels(store.read(levelled))
    encodings = plan(original.recording, loudness, tags)
    return Plan(original, levelled, tags, runs(encodings, original.recording))


def encoded(
    wanted: Plan, until: int, store: Store, report: Reporter = silent
) -> dict[str, Artefact]:
    """The first `until` runs of a plan, by name. EncodingFailed or StoreError."""
    made: dict[str, Artefact] = {}
    for run in wanted.runs[:until]:
        made |= _run(run, wanted.original, made.get(SOUND), store, report)
    return made


def prepare(
    wanted: Plan,
    captions: Artefact,
    language: str,
    store: Store,
    *,
    poster_at: int | None = None,
    report: Reporter = silent,
) -> Playable:
    """Make what the web plays. EncodingFailed or StoreError.

    `captions` is the WebVTT that the video to take away carries, in `language` (BCP 47);
    `poster_at` is the moment of the still picture in ms.
    """
    original = wanted.original
    recording, source = original.recording, original.path
    made = encoded(wanted, len(wanted.runs), store, report)
    encodings = [e for run in wanted.runs for e in run]
    files = {e.name: (made[e.name], e.media_type) for e in encodings if e.name != SOUND}
    steps = (wanted.levelled, *(made[e.name] for e in encodings if e.name == SOUND))
    if not wanted.films:
        return Playable(files, steps, None)
    largest = wanted.films[-1]

    def still(place: Path) -> None:
        poster(recording, source, place, poster_at)

    def carry(place: Path) -> None:
        whole, text = (store.path(a.digest) for a in (made[largest.name], captions))
        with_captions(whole, text, language, wanted.tags, place)

    inputs = {"video": made[largest.name].digest, "captions": captions.digest}
    carrying = Recipe(
        "video with captions",
        TRANSCODING,
        inputs,
        {"language": language} | asdict(wanted.tags),
        _encoder(),
    )
    showing = _recipe("poster", original, {"at": poster_at})
    files[CAPTIONED] = (store.keep(carrying, carry), "video/mp4")
    files[POSTER] = (store.keep(showing, still), "image/jpeg")
    return Playable(files, steps, (largest.width, largest.height))


def _run(
    run: Sequence[Encoding],
    original: Original,
    sound: Artefact | None,
    store: Store,
    report: Reporter,
) -> dict[str, Artefact]:
    """The encodings of one run, by name: those that are missing are made together."""
    joined = {"sound": sound.digest} if sound else {}
    recipes = [_recipe(e.name, original, {"settings": " ".join(e.settings)}, joined) for e in run]

    def make(missing: Mapping[str, Path]) -> None:
        wanted = [
            (encoding, missing[recipe.key])
            for encoding, recipe in zip(run, recipes, strict=True)
            if recipe.key in missing
        ]
        joins = sound and any(encoding.joins for encoding, _ in wanted)
        transcode(
            original.recording,
            original.path,
            wanted,
            sound=store.path(sound.digest) if sound and joins else None,
            report=report,
        )

    artefacts = store.keep_all(recipes, make)
    return {e.name: artefact for e, artefact in zip(run, artefacts, strict=True)}


def _kept_levels(original: Original, store: Store, report: Reporter) -> Artefact:
    def measure() -> bytes:
        found = levels(original.path, original.recording, report)
        return json.dumps(asdict(found) if found else None).encode()

    return store.keep_bytes(_recipe("levels", original, {"version": LEVELLING}), measure)


def _unpacked_levels(data: bytes) -> Levels | None:
    facts = json.loads(data)
    if facts is None:
        return None
    return Levels(Level(**facts["full"]), Level(**facts["mono"]), facts["right"])


def _recipe(
    stage: str,
    original: Original,
    settings: Mapping[str, str | int | None],
    others: Mapping[str, str] | None = None,
) -> Recipe:
    """The recipe of something that ffmpeg makes of a recording."""
    inputs = {"recording": original.digest, **(others or {})}
    return Recipe(stage, TRANSCODING, inputs, settings, _encoder())


def _samples(path: Path) -> Samples:
    """Raw speech without reading it all: two hours are 230 MB."""
    return np.memmap(path, dtype="<i2", mode="r")


def _encoder() -> dict[str, str]:
    return {"ffmpeg": ffmpeg.identity()}


def _words_digest(transcript: Transcript) -> str:
    """What decides the places of words: the text, and what is a word of which sentence."""
    places = [[(w.start, w.end) for w in s.words] for s in transcript.sentences]
    return digest_of(json.dumps([transcript.text, places]).encode())
