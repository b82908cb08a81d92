"""All rows of a database as lines of JSON, and back, whichever database it is.

The lines tell SQLite and PostgreSQL alike, so a site may be restored into the other kind: that is
how one that has outgrown its machine moves.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, select, text, update

# What says which version the tables have; whoever makes the tables writes it.
VERSIONS = frozenset({"alembic_version", "dbos_migrations"})
AT_ONCE = 500  # rows sent to the database together

READ: dict[type, Callable[[Any], Any]] = {  # what JSON has not, from what it has instead
    bool: bool,
    bytes: b64decode,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def tables(connection: Connection, schema: str | None = None) -> dict[str, Table]:
    """The tables there are, by name; each after those that it refers to."""
    found = MetaData(schema=schema)
    found.reflect(connection)
    return {t.name: t for t in found.sorted_tables if t.name not in VERSIONS}


def dumped(connection: Connection, schema: str | None = None) -> Iterator[bytes]:
    """Every row: a line each, its table first. The caller's transaction says as of when."""
    for name, table in tables(connection, schema).items():
        order = list(table.primary_key.columns)
        for row in connection.execute(select(table).order_by(*order)).mappings():
            facts = {key: _plain(value) for key, value in row.items()}
            yield json.dumps([name, facts], ensure_ascii=False).encode() + b"\n"


def filled(connection: Connection, lines: Iterable[bytes], schema: str | None = None) -> None:
    """Put rows in place of all that are there: `lines` are as `dumped` gives them."""
    there = tables(connection, schema)
    _empty(connection, there.values())
    for name, told in groupby(map(json.loads, lines), key=lambda line: str(line[0])):
        table = there[name]
        read = {column.name: _reader(column) for column in table.columns}
        rows = [{k: read[k](v) for k, v in facts.items()} for _, facts in told]
        # A row may refer to a later one of its own table: that is put in when all are there.
        later = _to_itself(table)
        for start in range(0, len(rows), AT_ONCE):
            some = [row | dict.fromkeys(later) for row in rows[start : start + AT_ONCE]]
            connection.execute(table.insert(), some)
        for row in rows:
            if facts := {column: row[column] for column in later if row[column] is not None}:
                same = [column == row[column.name] for column in table.primary_key.columns]
                connection.execute(update(table).where(*same).values(facts))
        _count_on(connection, table)


def _empty(connection: Connection, there: Collection[Table]) -> None:
    for table in reversed([*there]):
        for column in _to_itself(table):
            connection.execute(update(table).values({column: None}))
        connection.execute(table.delete())


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
