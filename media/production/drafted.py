"""Words for speech that is not in the text, kept so that a page need not listen again."""

import json
from collections.abc import Sequence

import numpy as np

from media.alignment import Samples
from media.engines import recogniser
from media.store import Artefact, Recipe, Store
from media.timeline import Span

DRAFTING = 2  # goes up when the same speech gives other words


def draft_words(
    samples: Artefact, stretches: Sequence[Span], recording: str, language: str, store: Store
) -> Artefact | None:
    """Keep what a recogniser hears in each stretch of a recording, a digest; StoreError.

    `samples` are its speech, 16 kHz mono. None where there is nothing to hear, or nobody to.
    """
    if not stretches or not recogniser.is_here():
        return None

    def listen() -> bytes:
        speech: Samples = np.memmap(store.path(samples.digest), dtype="<i2", mode="r")
        return json.dumps(recogniser.recognised(speech, stretches, language)).encode()

    return store.keep_bytes(recipe(stretches, recording, language), listen)


def drafted_words(
    stretches: Sequence[Span], recording: str, language: str, store: Store
) -> tuple[str, ...]:
    """What was heard in each stretch when the words were placed; "" where nobody listened."""
    kept = store.find(recipe(stretches, recording, language)) if stretches else None
    return tuple(json.loads(store.read(kept))) if kept else ("",) * len(stretches)


def recipe(stretches: Sequence[Span], recording: str, language: str) -> Recipe:
    """What is heard in these stretches of a recording, a digest."""
    places = " ".join(f"{span.start}-{span.end}" for span in stretches)
    return Recipe(
        "words drafted", DRAFTING, {"recording": recording}, {"at": places, "language": language}
    )
