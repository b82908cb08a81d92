"""Workers that live, and the jobs of those that died; on PostgreSQL, where there may be many.

Each worker counts in a row of its own. Whoever sees a row stand still for long enough, on a clock
that only goes forward and while it could look all the time, knows its worker to be dead. What
the wall's clock says counts for nothing, and a database that was away makes nobody look dead.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dbos import DBOS
from sqlalchemy import Engine, delete, func, insert, select, update

from publisher.models import WorkerRow
from publisher.operating.logs import log

BEAT = 3.0  # seconds
DEAD = 15.0  # seconds without a beat
GONE = -1  # the count of a worker that has ended, and has left nothing running
RECOVERING = 5_208_431_917  # the advisory lock of the one that recovers, of this program's choice


class Outlived(Exception):
    """This worker was taken for dead, and its jobs are done by others."""


@dataclass(slots=True)
class Watch:
    """Which workers stand still, as one of them sees it; `clock` gives seconds, never backwards."""

    dead_after: float = DEAD
    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict)
    _looked: float = float("-inf")

    def dead(self, beats: Mapping[str, int]) -> set[str]:
        """Look at the counts of all; those that have stood still for `dead_after` seconds."""
        now = self.clock()
        if now - self._looked > self.dead_after / 2:
            self._seen.clear()  # it could not look for a while, nor perhaps could they beat
        self._looked = now
        self._seen = {
            worker: before
            if (before := self._seen.get(worker)) and before[0] == count
            else (count, now)
            for worker, count in beats.items()
        }
        return {
            worker
            for worker, (count, since) in self._seen.items()
            if count == GONE or now - since >= self.dead_after
        }


class Lives:
    """The beating of one worker, and its watch over the others."""

    def __init__(self, worker: str, engine: Engine, watch: Watch | None = None) -> None:
        self._worker = worker
        self._engine = engine
        self._watch = watch or Watch()

    def begin(self) -> None:
        """Be alive."""
        with self._engine.begin() as connection:
            connection.execute(insert(WorkerRow).values(id=self._worker, beats=0))

    def beat(self) -> None:
        """Count on, and take over what the dead have left.

        Raises Outlived, or SQLAlchemyError where the database is away: the next beat comes soon.
        """
        with self._engine.begin() as connection:
            counted = connection.execute(
                update(WorkerRow)
                .where(WorkerRow.id == self._worker)
                .values(beats=WorkerRow.beats + 1)
            )
        if not counted.rowcount:
            raise Outlived
        self._recover()

    def end(self) -> None:
        """Leave everything to the others, at once."""
        with self._engine.begin() as connection:
            connection.execute(
                update(WorkerRow).where(WorkerRow.id == self._worker).values(beats=GONE)
            )

    def _recover(self) -> None:
        """Hand the jobs of the dead back to their queues; only then forget the dead."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(WorkerRow.id, WorkerRow.beats)).all()
            dead = self._watch.dead({row.id: row.beats for row in rows}) - {self._worker}
            if not dead or not connection.scalar(
                select(func.pg_try_advisory_xact_lock(RECOVERING))
            ):
                return
            for worker in sorted(dead):
                # Private, and the only way there is: the minor version of DBOS is pinned, and
                # tests/durability holds this to what it should do.
                DBOS._recover_pending_workflows([worker])  # noqa: SLF001
                if DBOS.list_workflows(executor_id=worker, status="PENDING", load_input=False):
                    continue  # some could not be handed back: the next beat tries again
                connection.execute(delete(WorkerRow).where(WorkerRow.id == worker))
                log("worker died", worker=worker)
