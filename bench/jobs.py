"""A queue of 1,000 jobs on PostgreSQL: how much more workers do, and how long a short job waits.

All workers share this machine: with as many as it has cores its cores are what bounds them. What is
measured is a stretch of some seconds of each, while the queue is full. Then, while films are made,
how long it takes until a short statement is begun, beside the same with nothing else to do.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.table import Row
from media import ffmpeg
from publisher.jobs import Desk, State
from publisher.library import Library
from publisher.requests import Request
from publisher.settings import Settings
from tests.databases import postgres
from tests.workers import WORKER, Machine, opened, until

JOBS = 1_000
EDITORS = 7
WORKERS = (1, 2, 4)
SETTLING = 5.0  # seconds in which a new worker reads its voice
SECONDS = 40.0  # of each
FILM = 60  # seconds of film, several of which are made while short jobs come
FILMS = 3
SHORT = 5
AIM = "≤ 2 s"


def run() -> list[Row]:
    """Measure all on one server, one after the other."""
    with postgres() as server, tempfile.TemporaryDirectory() as folder:
        done = _throughput(server.empty(), Path(folder) / "many")
        idle, busy = _waits(server.empty(), Path(folder) / "waits")
    one = done[WORKERS[0]]
    return [
        *(
            Row(f"jobs done by {n} workers, {JOBS} queued", done[n], "jobs/s", one, "one worker")
            for n in WORKERS
        ),
        Row("a short job's wait behind films", busy, "s", idle, "nothing else to do", AIM),
    ]


def statement(n: int) -> Request:
    """A short statement, unlike all others."""
    text = f"Statement {n}\n\nGood morning. This is statement {n} of many.\n"
    return Request(f"{n}.txt", text.encode(), slug=f"s{n}", date=date(2024, 5, 1), voice="heart")


@contextmanager
def site(url: str, folder: Path) -> Iterator[tuple[Library, Desk, Machine]]:
    """A site of its own, and a machine for its workers."""
    folder.mkdir()
    settings = Settings(data=folder / "data", postgresql=url)
    machine = Machine(folder / "log", DATABASE_URL=url, PLAINSPOKEN_DATA=str(settings.data))
    with opened(settings) as (library, desk):
        try:
            yield library, desk, machine
        finally:
            machine.end()


def _throughput(url: str, folder: Path) -> dict[int, float]:
    """Jobs a second by how many workers there are, over stretches in which none runs out."""
    done = {}
    with site(url, folder) as (library, desk, machine):
        with ThreadPoolExecutor(EDITORS) as editors:
            list(editors.map(lambda n: desk.submit(statement(n), f"{n % EDITORS}"), range(JOBS)))
        for running, workers in pairwise((0, *WORKERS)):
            for _ in range(workers - running):
                machine.start(*WORKER)
            until(lambda workers=workers: machine.said().count("Ready") == workers)  # type: ignore[misc]
            time.sleep(SETTLING)
            before, began = len(library.published()), time.perf_counter()
            time.sleep(SECONDS)
            done[workers] = (len(library.published()) - before) / (time.perf_counter() - began)
    return done


def _waits(url: str, folder: Path) -> tuple[float, float]:
    """How long it is until a short job is begun: with nothing else to do, and beside films."""
    with site(url, folder) as (_, desk, machine):
        machine.start("worker")
        until(lambda: "Ready" in machine.said())
        idle = [_wait(desk, n) for n in range(SHORT)]
        text, film = _film(folder)
        for n in range(FILMS):
            slug = f"film-{n}"
            desk.submit(Request("film.txt", text, slug=slug, title=slug, recording=film), "bob")
        until(lambda: any(job.stage == "film" for job in desk.jobs()))
        busy = [_wait(desk, SHORT + n) for n in range(SHORT)]
        if not any(job.stage == "film" for job in desk.jobs()):
            raise RuntimeError("the films were done before the short jobs: FILM is too short")
        return median(idle), max(busy)


def _wait(desk: Desk, n: int) -> float:
    """Seconds until a job is begun; it is done before this returns."""
    job = desk.submit(statement(n), "ann")
    began = time.perf_counter()
    until(lambda: _state(desk, job) != State.WAITING)
    waited = time.perf_counter() - began
    until(lambda: _state(desk, job) == State.DONE)
    return waited


def _state(desk: Desk, job: str) -> State:
    found = desk.status(job)
    assert found  # noqa: S101 - it was handed in
    return found.state


def _film(folder: Path) -> tuple[bytes, Path]:
    """A large film with a short text spoken at its beginning."""
    text = folder / "film.txt"
    text.write_text("A film\n\nGood morning. This is what we found.\n", encoding="utf-8")
    speech, film = folder / "speech.mp3", folder / "film.mp4"
    subprocess.run(
        [sys.executable, "-m", "publisher", "narrate", text, "-o", speech],
        env=os.environ | {"PLAINSPOKEN_DATA": str(folder / "speech")},
        check=True,
    )
    picture = f"testsrc2=size=1920x1080:rate=25:duration={FILM}"
    both = ("-f", "lavfi", "-i", picture, "-i", f"file:{speech}", "-af", "apad", "-shortest")
    ffmpeg.run((*both, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"), film)
    return text.read_bytes(), film
