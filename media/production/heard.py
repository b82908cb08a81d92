"""A text heard in a recording."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from media.alignment import Aligner, Samples, align
from media.delivery import packed, unpacked
from media.production.supplied import Original, encoding_recipe
from media.progress import Progress, Reporter, silent
from media.realignment import realign
from media.recordings import speech
from media.store import Artefact, Recipe, Store, digest_of
from media.timing import Alignment
from media.transcript import Transcript

# Each goes up when its stage gives something else for the same input.
DECODING = 1
ALIGNING = 2
REALIGNING = 1


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

    samples = store.keep(encoding_recipe("speech samples", original, {"version": DECODING}), decode)

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


def _samples(path: Path) -> Samples:
    """Raw speech without reading it all: two hours are 230 MB."""
    return np.memmap(path, dtype="<i2", mode="r")


def _words_digest(transcript: Transcript) -> str:
    """What decides the places of words: the text, and what is a word of which sentence."""
    places = [[(w.start, w.end) for w in s.words] for s in transcript.sentences]
    return digest_of(json.dumps([transcript.text, places]).encode())
