"""Publishing the sample with the command, then again with one word changed.

Beside a worker that has just begun, as on a machine where the site runs, and where nothing runs
but the command. It starts anew each time, and what a start costs is in every figure.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.table import Row
from tests.workers import WORKER, Machine, until

ROUNDS = 5
SAMPLE = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"
AIM = "≤ 0.40"


def run() -> list[Row]:
    """The median of some rounds of each, each in a new data folder."""
    first, again = (median(times) for times in zip(*map(_beside, range(ROUNDS)), strict=True))
    alone, anew = (median(times) for times in zip(*map(_alone, range(ROUNDS)), strict=True))
    return [
        Row("publish the sample beside a running site", first, "s", aim="≤ 6 s on 2 cores"),
        Row("publish it again, one word changed", again, "s", first, "the first time", AIM),
        Row("publish the sample where nothing runs", alone, "s", aim="≤ 6 s on 2 cores"),
        Row("publish it again, one word changed", anew, "s", alone, "the first time"),
    ]


def _alone(_: int) -> tuple[float, ...]:
    with tempfile.TemporaryDirectory() as folder:
        return _both(Path(folder))


def _beside(_: int) -> tuple[float, ...]:
    with tempfile.TemporaryDirectory() as folder, _worker(Path(folder)) as machine:
        taken = _both(Path(folder))
        if machine.said().count("errand done") != len(taken):
            raise RuntimeError("the worker did not do the work")
        return taken


@contextmanager
def _worker(folder: Path) -> Iterator[Machine]:
    machine = Machine(folder / "log", PLAINSPOKEN_DATA=str(folder / "data"))
    machine.start(*WORKER)
    try:
        until(lambda: "Ready" in machine.said())
        yield machine
    finally:
        machine.end()


def _both(folder: Path) -> tuple[float, ...]:
    """Seconds of the whole process, the first time and with a word changed."""
    text = SAMPLE.read_text(encoding="utf-8")
    return tuple(_publish(t, folder) for t in (text, text.replace("hard work", "good work")))


def _publish(text: str, folder: Path) -> float:
    transcript = folder / "statement.txt"
    transcript.write_text(text, encoding="utf-8")
    command = [Path(sys.executable).parent / "plainspoken", "publish", transcript]
    settings = os.environ | {"PLAINSPOKEN_DATA": str(folder / "data")}
    started = time.perf_counter()
    subprocess.run(command, env=settings, check=True, capture_output=True)
    return time.perf_counter() - started
