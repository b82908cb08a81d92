"""Where DBOS keeps what is handed in and how far it has come, and how it is spoken to."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dbos import DBOS, DBOSClient, DBOSConfig

from publisher.settings import Settings

NAME = "plainspoken"
SCHEMA = "plainspoken_jobs"  # on PostgreSQL, in the site's own database
# Never changes with the code: work under way belongs to whichever version runs. A new stage goes
# after those there are; what is done is found by its content, whoever did it.
VERSION = "1"
LOCAL = "local"  # the one worker there is on SQLite: started again, it takes up what it left
CONNECTIONS = 10


def jobs_file(settings: Settings) -> Path:
    """The SQLite file of the jobs, where there is no PostgreSQL."""
    return settings.data / "jobs.sqlite3"


def system_url(settings: Settings) -> str:
    """The database of the jobs."""
    return settings.database_url if settings.postgresql else f"sqlite:///{jobs_file(settings)}"


def prepare(settings: Settings) -> None:
    """Make the tables, or bring them up to date."""
    if settings.postgresql:
        DBOS.migrate(system_url(settings), schema=SCHEMA)
        return
    with _alone(settings.data / "jobs.lock"):  # two first starts at once: one waits
        DBOS.migrate(system_url(settings))


def client(settings: Settings) -> DBOSClient:
    """Speak to the jobs from outside a worker. Raises where the database is not there."""
    return DBOSClient(
        system_database_url=system_url(settings),
        dbos_system_schema=SCHEMA,
        application_name=NAME,
        retry_connection_errors=False,  # who asks is told, and does not hang
    )


def configured(settings: Settings, executor: str) -> DBOSConfig:
    """What a worker named `executor` launches DBOS with."""
    return DBOSConfig(
        name=NAME,
        system_database_url=system_url(settings),
        dbos_system_schema=SCHEMA,
        application_version=VERSION,
        executor_id=executor,
        sys_db_pool_size=CONNECTIONS,
        log_level="WARNING",
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
