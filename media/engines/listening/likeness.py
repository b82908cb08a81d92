"""The last resort: the text is spoken by espeak-ng, and laid over the recording like for like.

Both are seen as the shape of their spectra, frame by frame, and the way that stretches one over the
other at the least cost is found (dynamic time warping, in a band around the straight line). It
knows no pause that is long, no music and no sentence left out, so its times are GUESSED, all of
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from media.alignment import RATE, Samples
from media.engines.espeak import Espeak
from media.errors import AlignmentFailed, NoVoiceFor, VoiceFailed
from media.narration import Utterance
from media.progress import Progress, Reporter
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.transcript import Transcript, Word

_STEP = 20  # ms from frame to frame, and more in long recordings, which have
_MOST = 15_000  # frames at most: that many squared, and a fifth of it, are compared
_WINDOW = 64  # ms
_BANDS, _SHAPE = 24, 8  # mel bands, and how many cosines of them are kept
_QUIET = 1e-4  # of the mean energy: under it is silence
_AWAY = 0.1  # of the recording: how far from the straight line the way may lead, and at least
_LEAST = 500  # so many frames

Shapes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Approximate, for when no phones can be heard."""

    name: str = "likeness"

    @property
    def identity(self) -> Mapping[str, str]:
        return {"aligner": self.name, "espeakng-loader": version("espeakng-loader")}

    def align(self, speech: Samples, transcript: Transcript, report: Reporter) -> Alignment:
        spoken, rate, words = self._spoken(transcript)
        if not words or not len(speech):
            every = range(len(transcript.sentences))
            missing = tuple(n for n in every if transcript.sentences[n].words)
            return Alignment((), unverified=missing, untimed=len(words), aligner=self.name)
        report(Progress("comparing", 0, 1))
        step = max(_STEP, len(speech) * 1000 // RATE // _MOST)
        there = _warped(_shapes(spoken, rate, step), _shapes(speech, RATE, step))
        last = len(there) - 1
        spans = [
            (
                step * int(there[min(last, s.start // step)]),
                step * int(there[min(last, s.end // step)]),
            )
            for _, s in words
        ]
        report(Progress("comparing", 1, 1))
        return Alignment(
            tuple(
                TimedWord(word, Span(start, max(start, end)), Timing.GUESSED)
                for (word, _), (start, end) in zip(words, spans, strict=True)
            ),
            aligner=self.name,
        )

    def _spoken(self, transcript: Transcript) -> tuple[Samples, int, list[tuple[Word, Span]]]:
        """The text as espeak-ng says it, without pauses of ours, and when it says each word."""
        pcm, rate = bytearray(), RATE
        words: list[tuple[Word, Span]] = []
        try:
            for sentence in transcript.sentences:
                if sentence.words:
                    said = Espeak().speak(Utterance.of(transcript, sentence))
                    at = len(pcm) // 2 * 1000 // said.rate
                    spans = (span.moved(at) for span in said.spans)
                    words += zip(sentence.words, spans, strict=True)
                    pcm += said.pcm
                    rate = said.rate
        except (NoVoiceFor, VoiceFailed) as trouble:
            raise AlignmentFailed(self.name, str(trouble)) from trouble
        return np.frombuffer(pcm, "<i2"), rate, words


def _shapes(sound: Samples, rate: int, step: int) -> Shapes:
    """The shape of the spectrum around every `step` ms, as cosines of mel bands."""
    window = rate * _WINDOW // 1000
    edges = 700 * (10 ** np.linspace(0, np.log10(1 + RATE / 2 / 700), _BANDS + 2) - 1)
    hertz = np.fft.rfftfreq(window, 1 / rate)[:, np.newaxis]
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    mel = np.clip(np.minimum(rising, falling), 0, None)
    cosines = np.cos(np.pi * np.outer(np.arange(_BANDS) + 0.5, np.arange(_SHAPE)) / _BANDS)
    taper = np.hanning(window)
    windows = sliding_window_view(np.pad(sound, window // 2), window)[:: rate * step // 1000]
    parts = np.array_split(windows, -(-len(windows) // 1_000))  # spectra of all would fill memory
    energies = np.concatenate([np.abs(np.fft.rfft(part * taper)) ** 2 @ mel for part in parts])
    shapes = np.log(energies + energies.mean() * _QUIET + 1) @ cosines
    even: Shapes = ((shapes - shapes.mean(axis=0)) / (shapes.std(axis=0) + 1e-6)).astype(np.float32)
    return even


def _warped(one: Shapes, other: Shapes) -> NDArray[np.int64]:
    """For each frame of `one`, the first frame of `other` that it lies on."""
    rows, columns = len(one), len(other)
    reach = min(columns, max(_LEAST, int(columns * _AWAY)))
    width = min(columns, 2 * reach)
    lows = np.clip(np.arange(rows) * columns // rows - reach, 0, columns - width)
    cost = np.full(width, np.inf)
    cost[0] = 0
    entered = np.zeros((rows, width), np.int32)
    for i, low in enumerate(lows):
        moved = low - lows[max(0, i - 1)]
        came = np.concatenate([cost[moved:], np.full(moved, np.inf)])
        away = np.abs(other[low : low + width] - one[i]).mean(axis=1)
        passed = np.cumsum(away) - away  # what it costs to come to each frame from the first
        least = np.minimum.accumulate(came - passed)
        entered[i] = np.maximum.accumulate(np.where(came - passed == least, np.arange(width), 0))
        cost = least + passed + away
    there = np.empty(rows, np.int64)
    at = columns - 1
    for i in range(rows - 1, -1, -1):
        at = there[i] = lows[i] + entered[i, min(at - lows[i], width - 1)]
    return there
