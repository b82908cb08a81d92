"""The processes of a site, started and killed by tests, and the desk at which work is handed in."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from publisher.jobs import Desk
from publisher.library import Library

ROOT = Path(__file__).parents[1]
# A worker that leaves forms to take away unmade: they take longer than most of what is tried.
WORKER = ("worker", "--only", "words", "--only", "hearing", "--only", "films")
PATIENCE = 300  # seconds for what takes some, on a busy machine


class Machine:
    """Starts processes of the command, with settings of its own; none is left at the end."""

    def __init__(self, log, **settings):
        self.log = log
        self.environment = os.environ | {"PLAINSPOKEN_LOG": "json"} | settings
        self._started = []

    def start(self, *arguments, **more):
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                (sys.executable, "-m", "publisher", *map(str, arguments)),
                env=self.environment | more, cwd=ROOT, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        self._started.append(process)
        return process

    def said(self):
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def end(self):
        for process in self._started:
            kill(process)


def kill(process):
    process.kill()
    process.wait()


@contextmanager
def opened(settings):
    """The library and the desk of a site."""
    library = Library.open(settings)
    desk = Desk.open(settings, library)
    try:
        yield library, desk
    finally:
        desk.close()
        library.engine.dispose()


def until(what, patience=PATIENCE):
    """Wait until `what()` is true, and give it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not in {patience} s: {what}")
