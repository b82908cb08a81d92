"""Clearing away and copying wait for each other: a copy must find every file that it came for."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

NUMBER = 0x436C656172  # the number of this lock in PostgreSQL: any, so long as it is ours


@contextmanager
def clearing(engine: Engine) -> Iterator[None]:
    """Hold the site's files: one process at a time, on any machine; the others wait.

    The lock goes with the process or the connection that holds it, however that ends.
    """
    if engine.dialect.name == "postgresql":
        alone = engine.execution_options(isolation_level="AUTOCOMMIT")
        with alone.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": NUMBER})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": NUMBER})
    else:
        beside = Path(str(engine.url.database)).with_name("clearing.lock")
        with beside.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
