"""What the public sees of the statements in the database, at this moment."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import BinaryIO, Self

from sqlalchemy import Engine, SQLColumnExpression, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from media.paragraphs import READING, ReadParagraph, read_paragraphs
from media.store import Store
from publisher.database import named, open_database
from publisher.library.selecting import NEWEST, PUBLIC, TICK, statement_at
from publisher.models import RevisionFileRow, RevisionPersonRow, RevisionRow, StatementRow
from publisher.rows import embargoed, family, file, newest, public, revision, shown, summary
from publisher.settings import Settings
from publisher.statements import File, Statement, Summary, Translation, Withdrawal, folded
from publisher.storing import open_store

VERSION = "SELECT version, (SELECT max(published) FROM revisions WHERE published <= {}) FROM site"
PLACE = {"sqlite": "?", "postgresql": "%s"}  # where a driver puts a fact
# What a text has, and what a keyboard writes for it.
TYPED = str.maketrans("‘’“”\u2010–—", "''\"\"---")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """What moment it is by this machine's clock."""
    return datetime.now(UTC)


class Catalogue:
    """The statements of one data folder, for reading; `clock` tells what moment it is.

    What is public is told by the clock: a revision is, from its moment on, unless the statement
    was withdrawn since. So nothing has to be done when an embargo ends.
    """

    def __init__(
        self, engine: Engine, store: Store, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.engine = engine
        self.store = store
        self.clock = clock

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the data folder the settings name; it is made where there is none."""
        return cls(open_database(settings), open_store(settings))

    def version(self) -> int:
        """A number that grows with every change the public can see, the end of an embargo too."""
        now = self.clock().replace(tzinfo=None).isoformat(" ", "microseconds")  # as SQLite keeps it
        query = VERSION.format(PLACE[self.engine.name])
        try:  # each page asks, so it is the driver that is asked: half the time of SQLAlchemy
            with closing(self.engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute(query, (now,))
                ((version, latest),) = cursor.fetchall()
        except self.engine.dialect.loaded_dbapi.Error:  # asked again, the trouble has a name
            with named(self.engine.url), self.engine.connect() as named_connection:
                version, latest = named_connection.exec_driver_sql(query, (now,)).one()
        if latest is None:
            return int(version)
        moment = datetime.fromisoformat(latest) if isinstance(latest, str) else latest
        return int(version) + (moment.replace(tzinfo=UTC) - BEGINNING) // TICK

    def published(self, search: str | None = None) -> tuple[Summary, ...]:
        """What is public, newest first; with `search`, what has every word of it somewhere."""
        query = (
            select(RevisionRow)
            .join(StatementRow)
            .where(PUBLIC, NEWEST)
            .order_by(RevisionRow.day.desc(), RevisionRow.id.desc())
            .options(
                joinedload(RevisionRow.statement).selectinload(StatementRow.translations),
                selectinload(RevisionRow.people).joinedload(RevisionPersonRow.person),
            )
        )
        sought: SQLColumnExpression[str] = RevisionRow.sought
        asked = folded(search or "").translate(TYPED)
        for printed, typed in TYPED.items():
            if chr(typed) in asked:
                sought = func.replace(sought, chr(printed), chr(typed))
        for word in asked.split():
            query = query.where(sought.contains(word, autoescape=True))
        now = self.clock()
        with self._reading() as session:
            return tuple(summary(row, now) for row in session.scalars(query, {"now": now}))

    def statement(self, slug: str) -> Statement | None:
        """The public statement at this address, if there is one."""
        with self._reading() as session:
            row = session.scalar(statement_at(slug))
            now = self.clock()
            found = shown(row, now) if row else None
            return self._statement(found, now) if found else None

    def withdrawal(self, slug: str) -> Withdrawal | None:
        """That the statement at this address was withdrawn, and is not public again."""
        with self._reading() as session:
            row = session.scalar(statement_at(slug))
            return withdrawal(row, self.clock()) if row else None

    def public_file(self, digest: str, name: str) -> File | None:
        """The file with this digest and name, if a published statement has it."""
        query = (
            select(RevisionFileRow)
            .join(RevisionRow, RevisionFileRow.revision_id == RevisionRow.id)
            .join(StatementRow)
            .where(RevisionFileRow.digest == digest, RevisionFileRow.name == name, PUBLIC)
        )
        with self._reading() as session:
            row = session.scalar(query.limit(1), {"now": self.clock()})
            return file(row) if row else None

    def open_file(self, digest: str) -> BinaryIO:
        """The bytes with this digest."""
        return self.store.open(digest)

    def preview(self, secret: str, editor: Callable[[], bool] = lambda: False) -> Statement | None:
        """The draft with this secret, as the public will see it; None where there is none.

        What is confidential, or under embargo, is for an editor alone: whether it is one who asks
        is found out where that matters.
        """
        now = self.clock()
        with self._reading() as session:
            row = session.scalar(select(RevisionRow).where(RevisionRow.preview == secret))
            if row is None or (row.published and row.published <= now):
                return None
            found = self._statement(row, now)
            return found if not found.confidential or editor() else None

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """What is there now."""
        with named(self.engine.url), Session(self.engine) as session:
            yield session

    def _paragraphs(self, reading: File) -> tuple[ReadParagraph, ...]:
        with self.open_file(reading.digest) as kept:
            return read_paragraphs(json.load(kept))

    def _statement(self, chosen: RevisionRow, now: datetime) -> Statement:
        row = chosen.statement
        files = {f.name: f for f in map(file, (f for f in chosen.files if f.name))}
        return Statement(
            slug=row.slug,
            revision=revision(chosen),
            paragraphs=self._paragraphs(files[READING]),
            files=files,
            duration=chosen.duration,
            translations=tuple(
                Translation(theirs.language, other.slug, theirs.title)
                for other in family(row)
                if other is not row
                for theirs in (shown(other, now),)
                if theirs
            ),
            history=tuple(map(revision, public(row, now))),
            picture=(chosen.width, chosen.height) if chosen.width and chosen.height else None,
            sureness=chosen.sureness,
            confidential=chosen.confidential or embargoed(row, now) is chosen,
        )


def withdrawal(row: StatementRow, now: datetime) -> Withdrawal | None:
    """That a statement was withdrawn, where it is not public again."""
    last = newest(row)
    if not row.withdrawn or not last or shown(row, now):
        return None
    return Withdrawal(row.withdrawn, row.reason or "", last.language)
