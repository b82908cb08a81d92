"""Whether somebody does what is handed in."""

import fcntl
import time
from collections.abc import Callable

from sqlalchemy import Engine, select

from publisher.jobs.lives import BEAT, DEAD, GONE
from publisher.models import WorkerRow
from publisher.settings import Settings

LOOK = 1.5 * BEAT  # seconds in which a worker that lives counts on


class NobodyAtWork(Exception):
    """No worker lives, as far as can be seen."""


class Workers:
    """Looks for a worker: on SQLite at the lock it holds, on PostgreSQL at what it counts.

    A count says something only at the second look; at first a worker that has not said that it
    ended is taken to be alive. `clock` gives seconds, never backwards.
    """

    def __init__(
        self, settings: Settings, engine: Engine, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}

    def answer(self) -> None:
        """Raises NobodyAtWork, or what the database raises."""
        if not (self._counting() if self._settings.postgresql else self._locked()):
            raise NobodyAtWork

    def _locked(self) -> bool:
        try:
            with (self._settings.data / "worker.lock").open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def _counting(self) -> bool:
        now = self._clock()
        self._seen = {
            worker: before
            if (before := self._seen.get(worker)) and before[0] == beats
            else (beats, now)
            for worker, beats in counts(self._engine).items()
        }
        return any(beats != GONE and now - at < DEAD for beats, at in self._seen.values())


def counts(engine: Engine) -> dict[str, int]:
    """What each worker on PostgreSQL has counted to."""
    with engine.connect() as connection:
        rows = connection.execute(select(WorkerRow.id, WorkerRow.beats))
        return {row.id: row.beats for row in rows}


def seen_at_work(settings: Settings, engine: Engine) -> bool:
    """Look for long enough to be sure; seconds, on PostgreSQL."""
    try:
        Workers(settings, engine).answer()
    except NobodyAtWork:
        return False
    if not settings.postgresql:
        return True
    before = counts(engine)
    time.sleep(LOOK)
    return any(before.get(worker) != beats for worker, beats in counts(engine).items())
