"""The log of who did what, and when: read here, and only ever added to."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from publisher.models import EventRow

# What a spreadsheet takes for the start of a formula (OWASP, CSV Injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = ("number", "at (UTC)", "who", "what", "statement", "detail")


@dataclass(frozen=True, slots=True)
class Line:
    """That something was done. `slug` is the statement's address; "" where it was of none."""

    number: int
    at: datetime
    who: str
    what: str
    slug: str
    detail: str


@dataclass(frozen=True, slots=True)
class Log:
    """The log of one database."""

    engine: Engine

    def lines(
        self, *, slug: str = "", who: str = "", before: int | None = None, most: int | None = None
    ) -> tuple[Line, ...]:
        """What was done, newest first: of one statement, by one person, before a line's number."""
        query = select(EventRow).order_by(EventRow.id.desc()).limit(most)
        if slug:
            query = query.where(EventRow.slug == slug)
        if who:
            query = query.where(EventRow.who == who)
        if before is not None:
            query = query.where(EventRow.id < before)
        with Session(self.engine) as session:
            return tuple(map(_line, session.scalars(query)))

    def people(self) -> tuple[str, ...]:
        """Who has done something."""
        with Session(self.engine) as session:
            return tuple(session.scalars(select(EventRow.who).distinct().order_by(EventRow.who)))


def as_csv(lines: tuple[Line, ...]) -> Iterator[str]:
    """The log as RFC 4180 has it, a row at a time; no spreadsheet will calculate with it."""
    yield _row(COLUMNS)
    for line in lines:
        at = line.at.isoformat(" ", "seconds").removesuffix("+00:00")
        yield _row((line.number, at, *map(_plain, (line.who, line.what, line.slug, line.detail))))


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _row(values: tuple[object, ...]) -> str:
    room = io.StringIO()
    csv.writer(room).writerow(values)
    return room.getvalue()


def _line(row: EventRow) -> Line:
    return Line(row.id, row.at, row.who, row.what, row.slug or "", row.detail or "")
