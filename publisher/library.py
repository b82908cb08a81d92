"""Statements kept in the database: what the public may see, and what changes it.

Each change is one transaction, so the old revision is served until the new one is whole.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from media.store import Store
from publisher.database import named, open_database
from publisher.models import (
    EventRow,
    PersonRow,
    RevisionFileRow,
    RevisionPersonRow,
    RevisionRow,
    SiteRow,
    StatementRow,
)
from publisher.reading import READING, read_paragraphs
from publisher.rows import (
    NewRevision,
    Supplied,
    file,
    fill,
    newest,
    revision,
    says,
    summary,
    would_say,
)
from publisher.settings import Settings
from publisher.statements import (
    MOVES,
    File,
    Revision,
    Statement,
    Status,
    Summary,
    Translation,
    slug_for,
)
from publisher.storing import open_store

PUBLIC = StatementRow.status == Status.PUBLISHED
NUMBERED = aliased(RevisionRow)
NEWEST = RevisionRow.number == (
    select(func.max(NUMBERED.number))
    .where(NUMBERED.statement_id == StatementRow.id, NUMBERED.published.is_not(None))
    .correlate(StatementRow)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Known:
    """The address a text would be published at, and what is there: the newest revision, if any."""

    slug: str
    revision: Revision | None
    original: Supplied | None


class Library:
    """The statements of one data folder."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self.engine = engine
        self.store = store

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """Open the data folder the settings name; it is made where there is none."""
        return cls(open_database(settings), open_store(settings))

    # What the public sees

    def version(self) -> int:
        """A number that grows with every change the public can see."""
        with self.engine.connect() as connection:  # in plain SQL: every page that is asked for asks
            return int(connection.exec_driver_sql("SELECT version FROM site").scalar_one())

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
        for word in (search or "").split():
            query = query.where(
                or_(
                    RevisionRow.title.icontains(word, autoescape=True),
                    RevisionRow.about.icontains(word, autoescape=True),
                    RevisionRow.text.icontains(word, autoescape=True),
                    RevisionRow.people.any(
                        RevisionPersonRow.person.has(
                            PersonRow.name.icontains(word, autoescape=True)
                        )
                    ),
                )
            )
        with Session(self.engine) as session:
            return tuple(summary(row) for row in session.scalars(query))

    def statement(self, slug: str) -> Statement | None:
        """The public statement at this address, if there is one."""
        with Session(self.engine) as session:
            row = session.scalar(select(StatementRow).where(StatementRow.slug == slug, PUBLIC))
            return self._statement(row) if row else None

    def public_file(self, digest: str) -> File | None:
        """The file with this digest, if a published statement has it."""
        query = (
            select(RevisionFileRow)
            .join(RevisionRow, RevisionFileRow.revision_id == RevisionRow.id)
            .join(StatementRow)
            .where(RevisionFileRow.digest == digest, RevisionFileRow.name.is_not(None), PUBLIC)
            .where(RevisionRow.published.is_not(None))
        )
        with Session(self.engine) as session:
            row = session.scalar(query.limit(1))
            return file(row) if row else None

    def open_file(self, digest: str) -> Path:
        """Where the bytes with this digest lie."""
        return self.store.path(digest)

    # What editors do

    def known(self, slug: str | None, source: str | None, title: str) -> Known:
        """Where a text would be published, and what is there.

        A given address is taken; else the one this source file was published at before; else
        the one made from the title.
        """
        with Session(self.engine) as session:
            if slug is None and source is not None:
                slug = session.scalar(
                    select(StatementRow.slug).where(StatementRow.source == source).limit(1)
                )
            slug = slug or slug_for(title)
            row = session.scalar(select(StatementRow).where(StatementRow.slug == slug))
            last = newest(row) if row else None
            if not last:
                return Known(slug, None, None)
            recording = last.recording
            original = Supplied(recording.digest, recording.name) if recording else None
            return Known(slug, revision(last), original)

    def draft(self, slug: str, new: NewRevision, *, who: str) -> str | None:
        """Keep a revision that is not public yet; gives back the secret of its preview's address.

        None where the public sees the same already. Raises StoreFull or StoreUnwritable.
        """
        with self._changing() as session:
            row = session.scalar(select(StatementRow).where(StatementRow.slug == slug))
            public = newest(row) if row else None
            if public and says(public) == would_say(new):
                return None
            put = self._put(session, slug, new)
            put.preview = put.preview or token_urlsafe(32)
            _record(session, who, "drafted", slug, f"revision {put.number}")
            return put.preview

    def preview(self, secret: str) -> Statement | None:
        """The draft with this secret, as the public will see it; None where there is none."""
        with Session(self.engine) as session:
            row = session.scalar(
                select(RevisionRow).where(
                    RevisionRow.preview == secret, RevisionRow.published.is_(None)
                )
            )
            return self._statement(row.statement, row) if row else None

    def record(self, slug: str, *, who: str, what: str, detail: str) -> None:
        """Add to the log of what was done."""
        with self._changing() as session:
            _record(session, who, what, slug, detail)

    def publish(
        self,
        slug: str,
        new: NewRevision,
        *,
        who: str,
        source: str | None = None,
        translation_of: str | None = None,
    ) -> Revision:
        """Make this the public revision at `slug`, in one step.

        The same words said of the same text by the same voice make no new revision: its files
        are brought up to date. Raises StoreFull or StoreUnwritable; then nothing has changed.
        """
        with self._changing() as session:
            put = self._put(session, slug, new)
            row = put.statement
            if Status.PUBLISHED not in MOVES[Status(row.status)]:
                raise ValueError(f"{row.status} statements cannot be published")
            put.published = put.published or datetime.now(UTC)
            put.preview = None
            row.status = Status.PUBLISHED
            row.source = source or row.source
            if translation_of:
                row.translation_of = session.scalar(
                    select(StatementRow).where(StatementRow.slug == translation_of)
                )
            _record(session, who, "published", slug, f"revision {put.number}")
            session.flush()
            return revision(put)

    def withdraw(self, slug: str, *, who: str, reason: str) -> bool:
        """Take a statement from public view; False where no public one has this address."""
        with self._changing() as session:
            row = session.scalar(select(StatementRow).where(StatementRow.slug == slug, PUBLIC))
            if row is None:
                return False
            row.status = Status.WITHDRAWN
            _record(session, who, "withdrawn", slug, reason)
            return True

    def reachable(self) -> set[str]:
        """The digests that the newest revision of any statement, or a draft, needs."""
        query = (
            select(RevisionFileRow.digest)
            .join(RevisionRow, RevisionFileRow.revision_id == RevisionRow.id)
            .join(StatementRow)
            .where(or_(NEWEST, RevisionRow.published.is_(None)))
        )
        with self.engine.connect() as connection:
            return set(connection.scalars(query))

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        """One transaction: all of it is done, or nothing."""
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except DBAPIError as trouble:
            raise named(trouble, self.engine.url) from trouble

    def _put(self, session: Session, slug: str, new: NewRevision) -> RevisionRow:
        """The row for a revision: the draft, the newest if it says the same, or a new one."""
        row = session.scalar(select(StatementRow).where(StatementRow.slug == slug))
        if row is None:
            row = StatementRow(slug=slug, status=Status.DRAFT, revisions=[])
            session.add(row)
        last = row.revisions[0] if row.revisions else None
        if last and (not last.published or says(last) == would_say(new)):
            put = last
        else:
            put = RevisionRow(number=last.number + 1 if last else 1, files=[], people=[])
            row.revisions.insert(0, put)
        fill(session, put, new)
        return put

    def _statement(self, row: StatementRow, chosen: RevisionRow | None = None) -> Statement:
        shown = chosen or newest(row)
        if not shown:
            raise LookupError(f"{row.slug} has no revision to show")
        files = {f.name: f for f in map(file, (f for f in shown.files if f.name))}
        original = row.translation_of or row
        family = [original, *original.translations]
        return Statement(
            slug=row.slug,
            revision=revision(shown),
            paragraphs=read_paragraphs(
                json.loads(self.store.path(files[READING].digest).read_bytes())
            ),
            files=files,
            duration=shown.duration,
            translations=tuple(
                Translation(theirs.language, other.slug, theirs.title)
                for other in family
                if other is not row and other.status == Status.PUBLISHED
                for theirs in (newest(other),)
                if theirs
            ),
            history=tuple(revision(r) for r in row.revisions if r.published),
            picture=(shown.width, shown.height) if shown.width and shown.height else None,
            sureness=shown.sureness,
        )


def _record(session: Session, who: str, what: str, slug: str, detail: str) -> None:
    session.add(EventRow(at=datetime.now(UTC), who=who, what=what, slug=slug, detail=detail))
    session.execute(update(SiteRow).values(version=SiteRow.version + 1))
