"""Each stage of a job is logged and timed; the times of all machines meet in the database.

So whichever web process is asked for metrics knows of every worker, and a worker that is started
anew counts on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from publisher.operating.logs import kind, log

COUNT = text(
    "INSERT INTO stage_times (stage, outcome, times, ms) VALUES (:stage, :outcome, 1, :ms)"
    " ON CONFLICT (stage, outcome)"
    " DO UPDATE SET times = stage_times.times + 1, ms = stage_times.ms + excluded.ms"
)


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How often a stage ended with this outcome, and what time it took in all, in ms."""

    stage: str
    outcome: str
    times: int
    ms: int


@contextmanager
def stage(name: str, engine: Engine) -> Iterator[None]:
    """Log that a stage begins and how it ends, and count it.

    What is logged carries the facts of `logs.about`: the statement and the job.
    """
    began = perf_counter()
    log("stage begins", stage=name)
    try:
        yield
    except BaseException as trouble:
        ms = round((perf_counter() - began) * 1000)
        log("stage failed", stage=name, ms=ms, error=kind(trouble))
        _count(engine, name, "failed", ms)
        raise
    ms = round((perf_counter() - began) * 1000)
    log("stage ends", stage=name, ms=ms)
    _count(engine, name, "done", ms)


def _count(engine: Engine, name: str, outcome: str, ms: int) -> None:
    """Count a stage; work goes on where it cannot be counted."""
    try:
        with engine.begin() as connection:
            connection.execute(COUNT, {"stage": name, "outcome": outcome, "ms": ms})
    except SQLAlchemyError as trouble:
        log("stage not counted", stage=name, error=kind(trouble))


def stage_times(engine: Engine) -> tuple[StageTimes, ...]:
    """What has been counted so far, since the site was made."""
    query = text("SELECT stage, outcome, times, ms FROM stage_times ORDER BY stage, outcome")
    with engine.connect() as connection:
        return tuple(StageTimes(*row) for row in connection.execute(query))
