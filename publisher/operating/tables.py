"""All rows of a database as lines of JSON, and back, whichever database it is.

The lines tell SQLite and PostgreSQL alike, so a site may be restored into the other kind: that is
how one that has outgrown its machine moves.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, select, text, update

JOBS = "dbos"  # where DBOS keeps its tables in PostgreSQL; in SQLite there is one room for all
# What says which version the tables have; whoever makes the tables writes it.
VERSIONS = frozenset({"alembic_version", "dbos_migrations"})
AT_ONCE = 500  # rows sent to the database together

READ: dict[type, Callable[[Any], Any]] = {  # what JSON has not, from what it has instead
    bool: bool,
    bytes: b64decode,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def tables(connection: Connection) -> dict[str, Table]:
    """The tables there are, by name; each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    if connection.dialect.name == "postgresql":
        found.reflect(connection, schema=JOBS)
    return {t.name: t for t in found.sorted_tables if t.name not in VERSIONS}


def dumped(connection: Connection) -> Iterator[bytes]:
    """Every row: a line each, its table first. The caller's transaction says as of when."""
    for name, table in tables(connection).items():
        order = list(table.primary_key.columns)
        for row in connection.execute(select(table).order_by(*order)).mappings():
            facts = {key: _plain(value) for key, value in row.items()}
            yield json.dumps([name, facts], ensure_ascii=False).encode() + b"\n"


def emptied(connection: Connection) -> None:
    """Delete every row."""
    there = tables(connection)
    for table in reversed(there.values()):
        for column in _to_itself(table):
            connection.execute(update(table).values({column: None}))
        connection.execute(table.delete())


def filled(connection: Connection, lines: Iterable[bytes]) -> None:
    """Put rows in place: the lines of one table stand together, in the order of `dumped`."""
    there = tables(connection)
    for name, told in groupby(map(json.loads, lines), key=lambda line: str(line[0])):
        table = there[name]
        read = {column.name: _reader(column) for column in table.columns}
        rows = [{k: read[k](v) for k, v in facts.items()} for _, facts in told]
        # A row may refer to a later one of its own table: that is put in when all are there.
        later = [column for column in _to_itself(table) if column in rows[0]]
        for start in range(0, len(rows), AT_ONCE):
            some = [row | dict.fromkeys(later) for row in rows[start : start + AT_ONCE]]
            connection.execute(table.insert(), some)
        key = list(table.primary_key.columns)
        for row in rows:
            if any(row[column] is not None for column in later):
                same = [column == row[column.name] for column in key]
                connection.execute(update(table).where(*same).values({c: row[c] for c in later}))
        _count_on(connection, table)


def _to_itself(table: Table) -> list[str]:
    """The columns in which a row refers to another of the same table."""
    return [c.name for c in table.columns if any(f.column.table is table for f in c.foreign_keys)]


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that are there."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.columns:
        where = table.fullname
        named = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.scalar(named, {"table": where, "column": column.name})
        last = sequence and connection.scalar(select(func.max(column)))
        if last:
            connection.execute(select(func.setval(sequence, last)))


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    """What makes a column's value of what JSON has."""
    try:
        kind = column.type.python_type
    except NotImplementedError:  # a type that is the database's own takes what it gave
        kind = object
    make = READ.get(kind)
    return (lambda value: value if value is None else make(value)) if make else lambda value: value
