"""The waveform of a sound or a film that is in the store."""

from media import ffmpeg
from media.peaks import PEAKS, peaks_of
from media.store import Artefact, Recipe, Store


def waveform(digest: str, store: Store) -> Artefact:
    """Keep the peaks of what lies under this digest. EncodingFailed or StoreError."""
    recipe = Recipe("peaks", PEAKS, {"sound": digest}, engine={"ffmpeg": ffmpeg.identity()})
    return store.keep_bytes(recipe, lambda: peaks_of(store.path(digest)))
