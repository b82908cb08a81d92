"""A whole copy of a site in one file, made while work goes on; and a site made of it again.

The rows are read first, as of one moment, and the files after them. Files are kept before any row
names them, and are never changed, so a later look finds every one that a row names. All that could
take one away meanwhile is clearing away, which waits (`clearing.py`). A restored site gets its
files first and its rows last, in one transaction: nobody sees half of it.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, text

from media.errors import BackupDamaged, BackupNewer, SiteNotEmpty
from publisher.database import alone, migrate
from publisher.models import HEAD
from publisher.operating.archive import parts, verified, writing
from publisher.operating.clearing import clearing
from publisher.operating.kept import KeptFiles
from publisher.operating.tables import dumped, emptied, filled

FACTS = "backup.json"
ROWS = "rows.jsonl"
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


def backup(engine: Engine, kept: KeptFiles, path: Path) -> Copied:
    """Write a backup at `path`. Raises OSError or StoreError; then there is none."""
    with clearing(engine), writing(path) as archive, _rows(engine) as (rows, schema):
        facts = {
            "schema": schema,
            "made_by": version("plainspoken"),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        archive.add(FACTS, BytesIO(json.dumps(facts).encode()))
        size, files, damaged = archive.add(ROWS, rows).size, 0, []
        for name in filter(KEPT.fullmatch, kept.names()):
            with kept.open(name) as file:
                added = archive.add(name, file)
            if name.startswith("files/") and not name.endswith(added.digest):
                damaged.append(name)
            files, size = files + 1, size + added.size
    return Copied(files, size, tuple(damaged))


@contextmanager
def _rows(engine: Engine) -> Iterator[tuple[IO[bytes], str]]:
    """All rows as of one moment: their lines, and the version of their tables."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as lines:
        with _one_moment(engine) as connection:
            schema = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
            lines.writelines(dumped(connection))
        yield lines, schema


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees everything as it was at one moment, and holds nobody up."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            connection.exec_driver_sql("BEGIN")
        yield connection


def restore(engine: Engine, kept: KeptFiles, path: Path, *, overwrite: bool = False) -> Copied:
    """Make the site what it was when the backup at `path` was made.

    Its rows and files take the place of all that are there, if `overwrite` says so.

    Raises BackupDamaged, BackupNewer, or SiteNotEmpty where it is not to be overwritten, before
    anything is changed; and OSError.
    """
    verified(path)
    told = parts(path)
    facts = json.loads(_part(told, FACTS).read())
    if facts["schema"] > HEAD:
        raise BackupNewer(path.name, facts["made_by"])
    with clearing(engine), tempfile.SpooledTemporaryFile(IN_MEMORY) as lines:
        before = set(kept.names())
        if not overwrite and (before or _has_statements(engine)):
            raise SiteNotEmpty(str(engine.url.database))
        shutil.copyfileobj(_part(told, ROWS), lines)
        size, now = lines.tell(), set()
        for name, stream in told:
            if KEPT.fullmatch(name):
                size += kept.put(name, stream)
                now.add(name)
        lines.seek(0)
        with engine.begin() as connection:
            _put_back(connection, lines, facts["schema"])
        kept.clear(before - now)
        return Copied(len(now), size)


def _part(told: Iterator[tuple[str, IO[bytes]]], name: str) -> IO[bytes]:
    """The next part, which is to be the one with this name."""
    found, stream = next(told, ("", BytesIO()))
    if found != name:
        raise BackupDamaged("The file", name)
    return stream


def _has_statements(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM statements")))


def _put_back(connection: Connection, lines: IO[bytes], schema: str) -> None:
    """Put the rows in place of what is there, in tables as they were; then bring those up to date.

    A page that was kept before is drawn anew: the site's version goes on from what it was.
    """
    alone(connection)
    seen = connection.scalar(text("SELECT version FROM site"))
    emptied(connection)
    if schema != HEAD:
        migrate(connection, schema)
    filled(connection, lines)
    if schema != HEAD:
        migrate(connection, HEAD)
    later = text("UPDATE site SET version = 1 + CASE WHEN version > :v THEN version ELSE :v END")
    connection.execute(later, {"v": seen})
