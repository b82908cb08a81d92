"""Opening the database: made where there is none, brought up to date where it is older."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

import publisher.accounts.tables
import publisher.drafts.tables
import publisher.sayings
import publisher.uploads.tables  # noqa: F401 - every table is known before any is made
from media.errors import DatabaseNewer, StoreAway, StoreFull, StoreUnwritable
from publisher.models import CLOSE_LOG, HEAD, OPEN_LOG, Base, SiteRow
from publisher.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
LOG_CLOSED = "0008"  # the migration since which the log is only ever added to
CHANGING = 0x506C61696E  # the number of our lock in PostgreSQL: any, so long as it is ours
DISK_FULL = "53100"  # PostgreSQL's documentation, appendix A
PATIENCE = {  # libpq's own names: s, ms; a server that went without a word is noticed
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "tcp_user_timeout": 15_000,
}


def open_database(settings: Settings) -> Engine:
    """Open the database that the settings name, ready for use.

    Raises StoreUnwritable, StoreFull or StoreAway where it cannot be made, written or reached.
    """
    try:
        engine = reach_database(settings)
    except OSError as trouble:
        folder = str(settings.data)
        raise StoreUnwritable(folder, trouble.strerror or str(trouble)) from trouble
    with named(engine.url), engine.begin() as connection:
        bring_up_to_date(connection)
    return engine


def reach_database(settings: Settings) -> Engine:
    """The database that the settings name, as it is; nothing is asked of it yet."""
    if settings.postgresql:
        return create_engine(settings.database_url, pool_pre_ping=True, connect_args=PATIENCE)
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = create_engine(settings.database_url)
    event.listen(engine, "connect", _prepare)
    return engine


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables of a new database; run the migrations that an older one lacks.

    Raises DatabaseNewer where a later version of this program has been at it.
    """
    alone(connection)  # two first starts at once: one waits
    if not inspect(connection).has_table("alembic_version"):
        Base.metadata.create_all(connection)
        connection.execute(SiteRow.__table__.insert().values(id=1, version=1))  # type: ignore[attr-defined]
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    elif (found := version(connection)) > HEAD:
        raise DatabaseNewer(found, HEAD)
    elif found < HEAD:
        migrate(connection, HEAD)


def alone(connection: Connection) -> None:
    """Let nobody else change anything until this transaction ends; wait for whoever does.

    So what is read before it is changed is as it was read, on either database.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHANGING})
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def version(connection: Connection) -> str:
    """Which migration the tables are at, such as 0001; "" before the first."""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def versions() -> tuple[str, ...]:
    """Every version that the tables have had, the first one first."""
    return tuple(sorted(path.name[:4] for path in MIGRATIONS.glob("versions/0*.py")))


def migrate(connection: Connection, to: str) -> None:
    """Run the migrations that lead to the version `to`, up or down."""
    from alembic import command  # noqa: PLC0415 - a quarter of a second that few starts need
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    known = inspect(connection).has_table("alembic_version")
    back = known and to < version(connection)
    (command.downgrade if back else command.upgrade)(config, to)


@contextmanager
def log_opened(connection: Connection) -> Iterator[None]:
    """Let the log of a backup take the place of the one that is there. Nothing else may do so."""
    closed = version(connection) >= LOG_CLOSED
    dialect = connection.dialect.name
    if closed:
        for statement in OPEN_LOG[dialect]:
            connection.exec_driver_sql(statement)
    yield
    if closed:
        for statement in CLOSE_LOG[dialect]:
            connection.exec_driver_sql(statement)


@contextmanager
def named(url: URL) -> Iterator[None]:
    """Say what kind of trouble the database had; what is the program's own stays as it is."""
    try:
        yield
    except DBAPIError as trouble:
        origin = trouble.orig
        if isinstance(origin, sqlite3.Error):
            folder = str(Path(url.database or "").parent)
            if origin.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise StoreFull(folder) from trouble
            raise StoreUnwritable(folder, str(origin)) from trouble
        if getattr(origin, "sqlstate", None) == DISK_FULL:
            raise StoreFull("the database") from trouble
        if isinstance(trouble, OperationalError | InterfaceError):
            said = str(origin).strip().partition("\n")[0]
            raise StoreAway("The database", said) from trouble
        raise


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Let readers read while a writer writes, wait for locks, and hold rows to their keys."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA foreign_keys = ON")
