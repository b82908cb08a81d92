"""Publishing the sample, then again with one word changed: by the command, cold, and by a worker.

The command starts anew each time, and what a start costs is in both of its figures. Editors hand
in to a worker that runs already: there it is from handing in until the public sees it.
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
from publisher.jobs import Desk
from publisher.library import Library
from publisher.requests import Request
from publisher.settings import Settings
from tests.workers import WORKER, Machine, opened, until

ROUNDS = 5
SAMPLE = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"
AIM = "≤ 0.40"
LOOKS = 0.02  # seconds between two looks at what is public


def run() -> list[Row]:
    """The median of some rounds of each, each in a new data folder."""
    first, again = (median(times) for times in zip(*map(_by_command, range(ROUNDS)), strict=True))
    begun, mended = (median(times) for times in zip(*map(_by_worker, range(ROUNDS)), strict=True))
    return [
        Row("publish the sample, cold start counted", first, "s", aim="≤ 6 s on 2 cores"),
        Row("publish it again, one word changed", again, "s", first, "the first time", AIM),
        Row("a running worker publishes the sample", begun, "s", first, "the command"),
        Row("it publishes it again, one word changed", mended, "s", begun, "the first time", AIM),
    ]


def _texts() -> tuple[str, str]:
    text = SAMPLE.read_text(encoding="utf-8")
    return text, text.replace("hard work", "good work")


def _by_command(_: int) -> tuple[float, ...]:
    """Seconds of whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(_publish(text, Path(folder)) for text in _texts())


def _publish(text: str, folder: Path) -> float:
    transcript = folder / "statement.txt"
    transcript.write_text(text, encoding="utf-8")
    command = [Path(sys.executable).parent / "plainspoken", "publish", transcript]
    settings = os.environ | {"PLAINSPOKEN_DATA": str(folder / "data")}
    started = time.perf_counter()
    subprocess.run(command, env=settings, check=True, capture_output=True)
    return time.perf_counter() - started


def _by_worker(_: int) -> tuple[float, ...]:
    """Seconds from handing in until it is public, by a worker that has spoken before."""
    with _worker() as (library, desk):
        _hand_in(library, desk, "Good afternoon. This is another statement.", "another")
        return tuple(_hand_in(library, desk, text, "sample") for text in _texts())


@contextmanager
def _worker() -> Iterator[tuple[Library, Desk]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        machine = Machine(Path(folder) / "log", PLAINSPOKEN_DATA=str(settings.data))
        with opened(settings) as (library, desk):
            machine.start(*WORKER)
            try:
                until(lambda: "Ready" in machine.said())
                yield library, desk
            finally:
                machine.end()


def _hand_in(library: Library, desk: Desk, text: str, slug: str) -> float:
    started = time.perf_counter()
    desk.submit(Request("statement.txt", text.encode(), slug=slug, title=slug), "ann")
    while not ((seen := library.statement(slug)) and seen.revision.text == text):
        time.sleep(LOOKS)
    return time.perf_counter() - started
