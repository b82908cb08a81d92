"""The process that does the work. Killed at any moment it loses nothing: see workflow."""

import fcntl
import os
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from publisher.jobs.errands import Errands
from publisher.jobs.forming import Lookout
from publisher.jobs.lives import BEAT, Lives, Outlived
from publisher.jobs.queues import FORMS, LOOKS, PLACES, WORDS
from publisher.jobs.system import LOCAL, configured, prepare
from publisher.jobs.workflow import Course
from publisher.library import Library
from publisher.operating.logs import kind, log
from publisher.settings import Settings

AGAIN = 75  # sysexits.h EX_TEMPFAIL: ended to be started anew
LOST = 3  # beats: a job that was just begun, or has just ended, is not lost
PATIENCE = 15.0  # seconds for ending


class Taken(Exception):
    """Another worker does the work of this data folder. On SQLite there is but one."""


def work(
    settings: Settings,
    stop: threading.Event,
    ready: Callable[[], None],
    queues: Collection[str] = tuple(PLACES),
) -> NoReturn:
    """Do what waits in `queues` until `stop` is set; then end the process, in mid-stage maybe.

    `ready` is called once work can begin. Raises Taken, or StoreError, before that.
    """
    library = Library.open(settings)
    # Held as long as the process lives; the kernel takes it away with it.
    lock = None if settings.postgresql else _only_one(settings.data / "worker.lock")
    executor = str(uuid4()) if settings.postgresql else LOCAL
    prepare(settings)
    lives = Lives(executor, library.engine) if settings.postgresql else None
    if lives:
        lives.begin()
    course = Course(settings, library)
    DBOS(config=configured(settings, executor))
    course.register()
    DBOS.listen_queues(list(queues))
    DBOS.launch()
    for queue, places in PLACES.items():
        DBOS.register_queue(
            queue,
            worker_concurrency=places,
            polling_interval_sec=LOOKS,
            on_conflict="always_update",
        )
    log("worker begins", worker=executor)
    ready()
    status: list[int] = []
    beating = threading.Thread(
        target=lambda: status.append(_beat(stop, lives, executor, course)), daemon=True
    )
    beating.start()
    if WORDS in queues:
        threading.Thread(
            target=Errands(settings, library).listen, args=(stop,), daemon=True
        ).start()
    if FORMS in queues:
        threading.Thread(target=Lookout(library, settings).watch, args=(stop,), daemon=True).start()
    stop.wait()
    course.ending.set()
    log("worker ends", worker=executor)
    threading.Timer(PATIENCE, os._exit, (AGAIN,)).start()  # a database that is away holds us up
    beating.join()
    # Stages may be in the middle, in threads that nothing can end: they are done again.
    DBOS.destroy(workflow_completion_timeout_sec=0)
    if lives:
        lives.end()
    del lock
    os._exit(status[0])


def _beat(stop: threading.Event, lives: Lives | None, executor: str, course: Course) -> int:
    """See to it that every job is done by somebody, until `stop`; the status to end with.

    What this worker is said to do, and does not, it lost when its last note could not be taken,
    as on a full disk. It ends then, and takes it up when it is started again.
    """
    lost = 0
    while not stop.wait(BEAT):
        try:
            if lives:
                lives.beat()
            lost = lost + 1 if _said_to_do(executor) - course.running else 0
        except SQLAlchemyError as trouble:
            log("no beat", error=kind(trouble))
        except Outlived:
            lost = LOST
        if lost >= LOST:
            log("worker lost its hold", worker=executor)
            stop.set()
            return AGAIN
    return 0


def _said_to_do(executor: str) -> set[str]:
    rows = DBOS.list_workflows(
        executor_id=executor, status="PENDING", load_input=False, load_output=False
    )
    return {row.workflow_id for row in rows}


def _only_one(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as trouble:
        os.close(handle)
        raise Taken from trouble
    return handle
