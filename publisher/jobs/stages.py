"""How a stage of a job is run: noted, watched, and waited for.

A stage begins and ends here and nowhere else.
"""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

from dbos import DBOS
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from media.errors import EncodingFailed, PlainspokenError, StoreAway, StoreError
from media.progress import Progress, Reporter
from publisher.errors import words_for
from publisher.library import Library
from publisher.operating.logs import about, kind, log
from publisher.operating.stages import stage

Result = TypeVar("Result")

PROGRESS = "progress"  # the event that tells how far a job is
EVERY = 2.0  # seconds between two notes of progress
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds

# A disk that is full, a store or a database that is away: that passes, or somebody mends it.
PASSING = (StoreError, OperationalError, InterfaceError, NoConnection)


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one job, run one after the other as steps that DBOS remembers.

    Once `ending` is set the process is about to end, and nothing is a failure any more.
    """

    job: str
    slug: str | None
    library: Library
    ending: threading.Event

    def run(self, name: str, work: Callable[[Reporter], Result]) -> Result:
        """Do a stage, unless it was done before; what comes of it is small, and kept.

        Raises what `work` raises, but for trouble that passes: that is waited for. An encoder that
        fails is tried once more, for it may have been ended with the machine, or for its memory.
        """

        def step() -> Result:
            telling = Telling(name)
            with (
                about(job=self.job, statement=self.slug),
                stage(name, self.library.engine),
                self.library.store.held(),
            ):
                return self._patiently(lambda: work(telling.report), telling)

        return DBOS.run_step({"name": name}, step)

    def _patiently(self, work: Callable[[], Result], telling: "Telling") -> Result:
        wait, encoders = FIRST_WAIT, 1
        while True:
            try:
                return work()
            except PASSING as trouble:
                telling.waiting(trouble)
            except EncodingFailed:
                if not encoders:
                    raise
                encoders -= 1
            except BaseException:
                if self.ending.is_set():
                    threading.Event().wait()  # until the process is gone
                raise
            time.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)


class Telling:
    """Notes how far a stage is where the web can read it; now and then, not at every move.

    To note it fails where the job is no longer ours: cancelled, or taken over. The stage ends then.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._context = copy_context()  # stages report from threads of their own, which have none
        self._lock = threading.Lock()
        self._last = 0.0
        self._note(None, None)

    def report(self, now: Progress) -> None:
        """Note progress, if the last note is some time ago."""
        if time.monotonic() - self._last >= EVERY:
            self._note(now, None)

    def waiting(self, trouble: BaseException) -> None:
        """Note what is waited for."""
        log("stage waits", stage=self._name, error=kind(trouble))
        known = trouble if isinstance(trouble, PlainspokenError) else None
        met = known or StoreAway("The database", type(trouble).__name__)
        self._note(None, words_for(met), words_for(met, studio=True))

    def _note(self, now: Progress | None, waits: str | None, told: str | None = None) -> None:
        if not self._lock.acquire(blocking=False):
            return  # another thread is telling
        try:
            self._last = time.monotonic()
            facts: dict[str, Any] = {"stage": self._name, "waits": waits, "told": told}
            if now:
                facts |= {"part": now.stage, "done": now.done, "total": now.total}
            self._context.run(DBOS.set_event, PROGRESS, facts)
        except SQLAlchemyError as trouble:  # the work does not need it
            log("progress not noted", error=kind(trouble))
        finally:
            self._lock.release()
