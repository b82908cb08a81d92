"""The waveform of what is heard, kept so that a page need not listen: a byte for each 20 ms."""

from collections.abc import Iterable

import numpy as np

from media.alignment import RATE, Samples
from media.peaks import peaks
from media.production.narrated import Spoken
from media.store import Artefact, Recipe, Store, digest_of


def recording_drawn(samples: Artefact, store: Store) -> Artefact:
    """Keep the waveform of a recording, from its speech as 16 kHz mono. Raises StoreError."""
    return _kept([np.memmap(store.path(samples.digest), dtype="<i2", mode="r")], RATE, store)


def narration_drawn(spoken: Spoken, store: Store) -> Artefact:
    """Keep the waveform of what a voice spoke. Raises StoreError."""
    narration = spoken.narration
    parts = (np.frombuffer(spoken.samples(part, store), "<i2") for part in narration.parts)
    return _kept(parts, narration.rate, store)


def _kept(parts: Iterable[Samples], rate: int, store: Store) -> Artefact:
    drawn = peaks(parts, rate)
    return store.keep_bytes(Recipe("waveform", 1, {"is": digest_of(drawn)}), lambda: drawn)
