"""When the words of a transcript are said in a recording, by the first aligner that can tell."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from media.errors import AlignmentFailed
from media.progress import Reporter, silent
from media.timing import Alignment
from media.transcript import Transcript

RATE = 16_000  # hertz, mono: what every aligner listens to
TRUSTED = 0.6  # the coverage under which the recording is, most likely, of another text

Samples = NDArray[np.int16]


class Aligner(Protocol):
    """A way to find a text in speech."""

    @property
    def name(self) -> str: ...

    @property
    def identity(self) -> Mapping[str, str]:
        """All that decides its answer, as a recipe names it."""

    def align(self, speech: Samples, transcript: Transcript, report: Reporter) -> Alignment:
        """Find every word of the text in speech of 16 kHz. AlignmentFailed where it cannot."""


def align(
    speech: Samples,
    transcript: Transcript,
    aligners: Sequence[Aligner],
    report: Reporter = silent,
) -> Alignment:
    """Align by the first of `aligners` that does not fail; the answer names it.

    `speech` is 16 kHz mono, and may be mapped from a file. AlignmentFailed where all of them fail,
    with the first one's reason.
    """
    failures = []
    for aligner in aligners:
        try:
            return aligner.align(speech, transcript, report)
        except AlignmentFailed as failure:
            failures.append(failure)
    raise failures[0]
