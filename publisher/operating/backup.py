"""A whole copy of a site in one file, made while work goes on; and a site made of it again.

First come the rows of the jobs, then those of the statements, each as of one moment, and then the
files. A job that ends in between is done once more by the copy, which publishes nothing twice; in
the other order it would be lost. Files are kept before any row names them, and never changed, so a
later look finds every one that is named. All that could take one away meanwhile is clearing away,
which waits. A restored site gets its files first and its jobs last.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, select, update

from media.errors import BackupDamaged, BackupNewer, SiteNotEmpty
from publisher.database import alone, log_opened, migrate
from publisher.jobs.lives import GONE
from publisher.jobs.system import LOCAL, SCHEMA, prepare, system_url
from publisher.library import Library
from publisher.models import HEAD, SiteRow, StatementRow, WorkerRow
from publisher.operating.archive import parts, verify, writing
from publisher.operating.clearing import clearing
from publisher.operating.kept import KeptFiles, kept_files
from publisher.operating.tables import dumped, filled, tables
from publisher.settings import Settings

FACTS = "backup.json"
JOBS = "jobs.jsonl"
SITE = "site.jsonl"
KEPT = re.compile(r"(?:files|recipes)/([0-9a-f]{2})/\1[0-9a-f]{62}", re.ASCII)
IN_MEMORY = 16_000_000  # bytes of rows; more of them wait on the disk


@dataclass(frozen=True, slots=True)
class Copied:
    """How many files are in a backup, how many bytes they and the rows are, and what is wrong.

    `damaged` names the files that are not what was kept under their names: the disk, or somebody,
    changed them. They are copied as they are.
    """

    files: int
    bytes: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is: its statements, its jobs, and its files.

    `room` is the schema that the jobs' tables have in PostgreSQL.
    """

    site: Engine
    jobs: Engine
    room: str | None
    files: KeptFiles

    @classmethod
    @contextmanager
    def of(cls, settings: Settings) -> Iterator["Place"]:
        """The place that the settings name; what is missing of it is made."""
        library = Library.open(settings)
        prepare(settings)
        jobs = create_engine(system_url(settings))
        room = SCHEMA if settings.postgresql else None
        try:
            yield cls(library.engine, jobs, room, kept_files(library.store))
        finally:
            library.engine.dispose()
            jobs.dispose()


def backup(place: Place, path: Path) -> Copied:
    """Write a backup at `path`. Raises OSError or StoreError; then there is none."""
    with clearing(place.site), writing(path) as archive, ExitStack() as held:
        jobs = held.enter_context(_rows(place.jobs, place.room))
        site = held.enter_context(_rows(place.site))
        facts = {
            "schema": HEAD,
            "made_by": version("plainspoken"),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        archive.add(FACTS, BytesIO(json.dumps(facts).encode()))
        size = archive.add(JOBS, jobs).size + archive.add(SITE, site).size
        files, damaged = 0, []
        for name in filter(KEPT.fullmatch, place.files.names()):
            with place.files.open(name) as file:
                added = archive.add(name, file)
            if name.startswith("files/") and not name.endswith(added.digest):
                damaged.append(name)
            files, size = files + 1, size + added.size
    return Copied(files, size, tuple(damaged))


@contextmanager
def _rows(engine: Engine, room: str | None = None) -> Iterator[IO[bytes]]:
    """The lines of all rows, as of one moment."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as lines:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            else:
                connection.exec_driver_sql("BEGIN")  # else each SELECT has a moment of its own
            lines.writelines(dumped(connection, room))
        yield lines


def restore(place: Place, path: Path, *, overwrite: bool = False) -> Copied:
    """Make the site what it was when the backup at `path` was made.

    Its rows and files take the place of all that are there, if `overwrite` says so. Raises
    BackupDamaged, BackupNewer, or SiteNotEmpty where it does not, before anything is changed; and
    OSError.
    """
    verify(path)
    told = parts(path)
    facts = json.loads(_part(told, FACTS).read())
    if facts["schema"] > HEAD:
        raise BackupNewer(path.name, facts["made_by"])
    with clearing(place.site), ExitStack() as held:
        before = set(place.files.names())
        if not overwrite and (before or _has_statements(place.site)):
            raise SiteNotEmpty(str(place.site.url.database))
        rows = {name: held.enter_context(_aside(_part(told, name))) for name in (JOBS, SITE)}
        now, size = set(), sum(lines.seek(0, os.SEEK_END) for lines in rows.values())
        for name, stream in told:
            if KEPT.fullmatch(name):
                size += place.files.put(name, stream)
                now.add(name)
        for lines in rows.values():
            lines.seek(0)
        with place.site.begin() as connection:
            _put_back(connection, rows[SITE], facts["schema"])
        with place.jobs.begin() as connection:
            filled(connection, rows[JOBS], place.room)
            _leave_to_anybody(connection, place.room)
        place.files.clear(before - now)
        return Copied(len(now), size)


@contextmanager
def _aside(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The bytes of a stream, to be read when it is gone."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
        shutil.copyfileobj(stream, kept)
        yield kept


def _part(told: Iterator[tuple[str, IO[bytes]]], name: str) -> IO[bytes]:
    """The next part, which is to be the one with this name."""
    found, stream = next(told, ("", BytesIO()))
    if found != name:
        raise BackupDamaged("The file", name)
    return stream


def _has_statements(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(select(func.count()).select_from(StatementRow)))


def _put_back(connection: Connection, lines: IO[bytes], schema: str) -> None:
    """Put the rows in place of what is there, in tables as they were; then bring those up to date.

    The workers of then are gone: one row stands for them, so that what they did is taken over. A
    page that was kept before is drawn anew: the site's version goes on from what it was.
    """
    alone(connection)
    seen = connection.scalar(select(SiteRow.version))
    if schema != HEAD:
        migrate(connection, schema)
    with log_opened(connection):
        filled(connection, lines)
    if schema != HEAD:
        migrate(connection, HEAD)
    connection.execute(delete(WorkerRow))
    connection.execute(insert(WorkerRow).values(id=LOCAL, beats=GONE))
    then = connection.scalar(select(SiteRow.version))
    connection.execute(update(SiteRow).values(version=max(seen or 0, then or 0) + 1))


def _leave_to_anybody(connection: Connection, room: str | None) -> None:
    """Let what was under way be taken up by whoever takes over from the workers of then."""
    jobs = tables(connection, room)["workflow_status"]
    connection.execute(update(jobs).where(jobs.c.status == "PENDING").values(executor_id=LOCAL))
