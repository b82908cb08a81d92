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

from publisher.database import migrate
from publisher.models import HEAD
from publisher.operating.archive import ArchiveDamaged, parts, verified, writing
from publisher.operating.clearing import clearing
from publisher.operating.kept import KeptFiles
from publisher.operating.tables import dumped, emptied, filled

FACTS = "backup.json"
ROWS = "rows.jsonl"
KEPT = re.compile(r"(?:files|recipes)/([0-9a-f]{2})/\1[0-9a-f]{62}", re.ASCII)
IN_MEMORY = 16_000_000  # bytes of rows; more of them wait on the disk


class SiteInUse(Exception):
    """There are statements or files where a backup would be restored."""


class BackupNewer(Exception):
    """A backup of tables that this version does not know; `made_by` is the version that does."""

    def __init__(self, made_by: str) -> None:
        super().__init__(made_by)
        self.made_by = made_by


class FileChanged(Exception):
    """A file that is not what was kept under this `name`: the disk, or somebody, changed it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Copied:
    """How many files are in a backup, and how many bytes they and the rows are."""

    files: int
    bytes: int


def backup(engine: Engine, kept: KeptFiles, path: Path) -> Copied:
    """Write a backup at `path`. Raises OSError, StoreError, or FileChanged.

    A file that cannot be kept under its name is none of ours, and is left out.
    """
    with clearing(engine), writing(path) as archive, _rows(engine) as (rows, schema):
        facts = {
            "schema": schema,
            "made_by": version("plainspoken"),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        about = json.dumps(facts).encode()
        archive.add(FACTS, len(about), BytesIO(about))
        size = rows.seek(0, 2)
        rows.seek(0)
        archive.add(ROWS, size, rows)
        files = 0
        for name in filter(KEPT.fullmatch, kept.names()):
            with kept.open(name) as file:
                length = file.seek(0, 2)
                file.seek(0)
                digest = archive.add(name, length, file)
            if name.startswith("files/") and not name.endswith(digest):
                raise FileChanged(name)
            files, size = files + 1, size + length
    return Copied(files, size)


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

    Raises ArchiveDamaged or BackupNewer before anything is changed, SiteInUse where there is a
    site already and it is not to be overwritten, and OSError.
    """
    verified(path)
    told = parts(path)
    facts = json.loads(_part(told, FACTS).read())
    if facts["schema"] > HEAD:
        raise BackupNewer(facts["made_by"])
    with clearing(engine), tempfile.SpooledTemporaryFile(IN_MEMORY) as lines:
        before = set(kept.names())
        if not overwrite and (before or _in_use(engine)):
            raise SiteInUse
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
        raise ArchiveDamaged(name)
    return stream


def _in_use(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM statements")))


def _put_back(connection: Connection, lines: IO[bytes], schema: str) -> None:
    """Put the rows in place of what is there, in tables as they were; then bring those up to date.

    A page that was kept before is drawn anew: the site's version goes on from what it was.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    seen = connection.scalar(text("SELECT version FROM site"))
    emptied(connection)
    if schema != HEAD:
        migrate(connection, schema)
    filled(connection, lines)
    if schema != HEAD:
        migrate(connection, HEAD)
    later = text("UPDATE site SET version = 1 + CASE WHEN version > :v THEN version ELSE :v END")
    connection.execute(later, {"v": seen})
