"""Which sounds are heard, frame by frame, by hama's phone model.

hama 1.7.0 (Apache-2.0) carries a small CTC model in its wheel. Its log-probabilities are behind
names that are not its published interface, so that version is pinned.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import local

import hama
import numpy as np
from numpy.typing import NDArray

from media.alignment import Samples
from media.engines.listening.sounds import NAMES
from media.progress import Progress, Reporter

FRAME = 320  # samples: 20 ms
_WINDOW = 300  # frames: six seconds. The model costs more a second in longer ones.
_MARGIN = 12  # frames on both sides, heard for their context and thrown away
_SHORTEST = 3_200  # samples: the model wants something to convolve
_mine = local()


@cache
def _columns() -> tuple[list[int], list[int]]:
    """Where the model has our sounds, and where it has none: its blank and its word boundary."""
    tokens = _model().decoder_tokens
    return [tokens.index(name) for name in NAMES], [tokens.index("<blank>"), tokens.index("<wb>")]


def _model() -> hama.ASRModel:
    """Each thread's own: nothing is said about sharing one."""
    if not hasattr(_mine, "model"):
        _mine.model = hama.ASRModel()
    return _mine.model


def posteriors(speech: Samples, report: Reporter) -> NDArray[np.float16]:
    """Log-probabilities of the sounds and, last, of no sound: [frames, 41], a frame each 20 ms.

    `speech` is 16 kHz mono. Windows are independent of each other, so every core takes some. An
    hour of speech makes 15 MB.
    """
    total = -(-len(speech) // FRAME)
    out = np.empty((total, len(NAMES) + 1), np.float16)
    starts = range(0, total, _WINDOW)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start, window in zip(
            starts, pool.map(lambda s: _window(speech, s), starts), strict=True
        ):
            out[start : start + _WINDOW] = window[: total - start]
            report(Progress("Listening", min(start + _WINDOW, total), total))
    return out


def _window(speech: Samples, start: int) -> NDArray[np.float16]:
    """Hear one window, which begins at the frame `start`."""
    before = min(start, _MARGIN)
    heard = speech[(start - before) * FRAME : (start + _WINDOW + _MARGIN) * FRAME]
    sample = np.zeros(max(len(heard), _SHORTEST), np.float32)
    sample[: len(heard)] = heard / np.float32(32768)
    model = _model()
    feeds = {"waveform": sample[np.newaxis], "waveform_lengths": np.array([len(sample)])}
    (log_probs,) = model.session.run(["log_probs"], feeds)
    frames = log_probs[0, before : before + _WINDOW]
    ours, silent = _columns()
    nothing = np.logaddexp(frames[:, silent[0]], frames[:, silent[1]])
    return np.column_stack([frames[:, ours], nothing]).astype(np.float16)
