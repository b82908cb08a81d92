"""Publishing the sample from the command, cold; then again with one word changed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.table import Row

ROUNDS = 5
SAMPLE = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"


def run() -> list[Row]:
    """Time whole processes; the median of some rounds, each in a new data folder."""
    rounds = [_round() for _ in range(ROUNDS)]
    first = median(one for one, _ in rounds)
    again = median(other for _, other in rounds)
    return [
        Row("publish the sample, cold start counted", first, "s", aim="≤ 6 s on 2 cores"),
        Row("publish it again, one word changed", again, "s", first, "the first time", "≤ 0.40"),
    ]


def _round() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        transcript = Path(folder) / "statement.txt"
        text = SAMPLE.read_text(encoding="utf-8")
        transcript.write_text(text, encoding="utf-8")
        first = _publish(transcript, Path(folder) / "data")
        transcript.write_text(text.replace("hard work", "good work"), encoding="utf-8")
        return first, _publish(transcript, Path(folder) / "data")


def _publish(transcript: Path, data: Path) -> float:
    command = [Path(sys.executable).parent / "plainspoken", "publish", transcript]
    started = time.perf_counter()
    subprocess.run(
        command, env=os.environ | {"PLAINSPOKEN_DATA": str(data)}, check=True, capture_output=True
    )
    return time.perf_counter() - started
