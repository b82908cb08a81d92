"""A recording made ready for the web: planned, encoded in runs, and put together.

Each function is a stage that keeps what it makes; asked again it finds that, so stages may be run
one by one, on any machine that has the store, or all at once by `prepare`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from media.levelling import levels
from media.levels import Level, Levels
from media.pictures import poster
from media.production.supplied import Original, encoder, encoding_recipe
from media.progress import Reporter, silent
from media.renditions import Tags
from media.store import Artefact, Recipe, Store
from media.transcoding import SOUND, TRANSCODING, Encoding, plan, runs, transcode, with_captions

# Goes up when the stage gives something else for the same input.
LEVELLING = 2

POSTER = "poster.jpg"
CAPTIONED = "video-with-captions.mp4"


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
        encoder(),
    )
    showing = encoding_recipe("poster", original, {"at": poster_at})
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
    recipes = [
        encoding_recipe(e.name, original, {"settings": " ".join(e.settings)}, joined) for e in run
    ]

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

    return store.keep_bytes(encoding_recipe("levels", original, {"version": LEVELLING}), measure)


def _unpacked_levels(data: bytes) -> Levels | None:
    facts = json.loads(data)
    if facts is None:
        return None
    return Levels(Level(**facts["full"]), Level(**facts["mono"]), facts["right"])
