"""Where statements are kept: the disk, the database and the store."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import inspect

from media.store import Recipe
from publisher.database import reach_database, version
from publisher.library import Library
from publisher.models import HEAD
from publisher.operating.doctor.finding import Parts, State, Unwell
from publisher.operating.kept import kept_files
from publisher.settings import Settings
from publisher.storing import open_store

GB = 1_000_000_000
ENOUGH = 5 * GB  # bytes of disk: a recording of an hour, and what is made of it
LITTLE = 1 * GB


def _folder(settings: Settings) -> str:
    settings.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.data) as folder:
        tried = Path(folder) / "tried"
        tried.write_bytes(b"well")
        tried.replace(tried.with_name("moved"))
    return f"{settings.data} can be written."


def _room(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data).free
    if free < ENOUGH:
        raise Unwell(
            f"{free / GB:.1f} GB are free where {settings.data} is.",
            "Make room: `plainspoken collect` clears what no statement needs.",
            State.ILL if free < LITTLE else State.UNUSUAL,
        )
    return f"{free / GB:.0f} GB are free."


def _database(settings: Settings) -> str:
    what = "PostgreSQL" if settings.postgresql else str(settings.database)
    engine = reach_database(settings)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                said = connection.exec_driver_sql("PRAGMA quick_check").scalar()
                if said != "ok":
                    raise Unwell(f"{what} is damaged: {said}", "Restore the last backup.")
            if not inspect(connection).has_table("alembic_version"):
                return f"{what} is empty; the first start makes the tables."
            at = version(connection)
    finally:
        engine.dispose()
    if at > HEAD:
        raise Unwell(
            f"{what} is of a later version: its tables are at {at}, this knows up to {HEAD}.",
            f"Install the later version, or run `plainspoken migrate {HEAD}` with it.",
        )
    if at < HEAD:
        return f"{what} is at {at}; the next start brings it to {HEAD}."
    return f"{what} is at {at}."


def _store(settings: Settings) -> str:
    store = open_store(settings)
    said = datetime.now(UTC).isoformat().encode()
    recipe = Recipe("doctor", 1, {}, {"at": said.decode()})
    digest = store.keep_bytes(recipe, lambda: said).digest
    files, place = kept_files(store), f"files/{digest[:2]}/{digest}"
    with files.open(place) as file:
        came = file.read()
    files.clear([f"recipes/{recipe.key[:2]}/{recipe.key}", place])
    if came != said:
        raise Unwell(
            "What was kept came back as something else.", "Look after the disk, or the bucket."
        )
    return f"{settings.store or settings.store_folder}: a file was kept, read again and deleted."


def _files(settings: Settings) -> str:
    library = Library.open(settings)
    try:
        needed = library.reachable()
        there = {Path(name).name for name in kept_files(library.store).names()}
    finally:
        library.engine.dispose()
    if missing := needed - there:
        raise Unwell(
            f"{len(missing)} of {len(needed)} files that statements need are gone.",
            "Restore the last backup, or publish each statement again: that makes them anew.",
        )
    return f"All {len(needed)} that statements need are there."


PARTS: Parts = {
    "data folder": _folder,
    "disk": _room,
    "database": _database,
    "store": _store,
    "files": _files,
}
