"""Opening the database: made where there is none, brought up to date where it is older."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from media.errors import StoreFull, StoreUnwritable
from publisher.models import HEAD, Base, SiteRow

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(path: Path) -> Engine:
    """Open the SQLite database at `path`, ready for use.

    Raises StoreUnwritable or StoreFull where it cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{path}")
        event.listen(engine, "connect", _prepare)
        with engine.begin() as connection:
            bring_up_to_date(connection)
    except OSError as trouble:
        raise StoreUnwritable(str(path.parent), trouble.strerror or str(trouble)) from trouble
    except DatabaseError as trouble:
        raise named(trouble, path.parent) from trouble
    return engine


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables of a new database; run the migrations that an older one lacks."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # two first starts at once: one waits
    if not inspect(connection).has_table("alembic_version"):
        Base.metadata.create_all(connection)
        connection.execute(SiteRow.__table__.insert().values(id=1, version=1))  # type: ignore[attr-defined]
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    elif connection.scalar(text("SELECT version_num FROM alembic_version")) != HEAD:
        migrate(connection, HEAD)


def migrate(connection: Connection, to: str) -> None:
    """Run the migrations up to the version `to`."""
    from alembic import command  # noqa: PLC0415 - a quarter of a second that few starts need
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, to)


def named(trouble: DatabaseError, folder: Path) -> StoreFull | StoreUnwritable:
    """Say what kind of trouble with the disk SQLite had."""
    origin = trouble.orig
    if isinstance(origin, sqlite3.Error) and origin.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return StoreFull(str(folder))
    return StoreUnwritable(str(folder), str(origin))


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Let readers read while a writer writes, wait for locks, and hold rows to their keys."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA foreign_keys = ON")
