"""Captioning a ten-minute text, beside dealing the same words out greedily."""

import time
from pathlib import Path
from statistics import median

from bench.table import Row
from media import documents
from media.captioning import PROFILES, caption
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.transcript import Transcript

SAMPLE = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"
WORD = 375  # ms: 160 words a minute, the pace the BBC's guidelines call comfortable
TEN_MINUTES = 600_000


def run() -> list[Row]:
    """Time captioning alone: the text is read and the words have their times already."""
    text = SAMPLE.read_text(encoding="utf-8")
    once = documents.read("sample.txt", text.encode(), "en-GB")
    times = -(-TEN_MINUTES // (WORD * len(once.words)))
    transcript = documents.read("sample.txt", (text * times).encode(), "en-GB")
    alignment = Alignment(
        tuple(
            TimedWord(word, Span(i * WORD, (i + 1) * WORD), Timing.SPOKEN)
            for i, word in enumerate(transcript.words)
        )
    )
    ours = median(_timed(lambda: caption(transcript, alignment, PROFILES["broadcast"])))
    greedy = median(_timed(lambda: _dealt_out(transcript)))
    return [
        Row("caption a ten-minute text", ours, "s", greedy, "a greedy fill of the lines", "≤ 1 s")
    ]


def _timed(work: object) -> list[float]:
    took = []
    for _ in range(5):
        started = time.perf_counter()
        work()  # type: ignore[operator]
        took.append(time.perf_counter() - started)
    return took


def _dealt_out(transcript: Transcript) -> list[str]:
    lines = [""]
    for word in transcript.words:
        if len(lines[-1]) + 1 + len(word.text) > PROFILES["broadcast"].line_length:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word.text}".strip()
    return lines
