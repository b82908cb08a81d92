"""Statements kept in the database: what the public may see, and what changes it.

Each change is one transaction, so the old revision is served until the new one is whole.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from secrets import token_urlsafe
from typing import BinaryIO

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from media.errors import Overtaken
from media.store import Store
from publisher.database import alone, named, open_database
from publisher.models import (
    EventRow,
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
    ReadParagraph,
    Revision,
    Statement,
    Status,
    Summary,
    Translation,
    folded,
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
        with named(self.engine.url), self.engine.connect() as connection:  # plain: each page asks
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
        for word in folded(search or "").split():
            query = query.where(RevisionRow.sought.contains(word, autoescape=True))
        with self._reading() as session:
            return tuple(summary(row) for row in session.scalars(query))

    def statement(self, slug: str) -> Statement | None:
        """The public statement at this address, if there is one."""
        with self._reading() as session:
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
        with self._reading() as session:
            row = session.scalar(query.limit(1))
            return file(row) if row else None

    def open_file(self, digest: str) -> BinaryIO:
        """The bytes with this digest."""
        return self.store.open(digest)

    # What editors do

    def known(self, slug: str | None, source: str | None, title: str) -> Known:
        """Where a text would be published, and what is there.

        A given address is taken; else the one this source file was published at before; else
        the one made from the title.
        """
        with self._reading() as session:
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

    def number(self, *, who: str, slug: str) -> int:
        """Note that work on a statement is handed in: its number, later ones being greater."""
        with self._changing() as session:
            event = _event(who, "handed in", slug, None, None)
            session.add(event)
            session.flush()
            return event.id

    def draft(self, slug: str, new: NewRevision, *, who: str, job: int | None = None) -> str | None:
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
            _record(session, who, "drafted", slug, f"revision {put.number}", job)
            return put.preview

    def prepare(self, slug: str, new: NewRevision, *, who: str, job: int) -> str:
        """Keep a revision that editors will publish or drop: the secret of its preview's address.

        It never takes the place of one that was public, though it may say the same. Raises
        StoreFull, StoreUnwritable or, where later work on it came first, Overtaken.
        """
        later = select(EventRow.id).where(
            EventRow.slug == slug, EventRow.what == "prepared", EventRow.job > job
        )
        with self._changing() as session:
            if session.scalar(later.limit(1)):
                raise Overtaken(slug)
            put = self._put(session, slug, new, afresh=True)
            put.preview = put.preview or token_urlsafe(32)
            _record(session, who, "prepared", slug, f"revision {put.number}", job)
            return put.preview

    def prepared(self, slug: str) -> tuple[int, str] | None:
        """The number of the revision that waits to be published at `slug`, and its secret."""
        with self._reading() as session:
            row = session.scalar(
                select(RevisionRow)
                .join(StatementRow)
                .where(StatementRow.slug == slug, RevisionRow.published.is_(None))
            )
            return (row.number, row.preview) if row and row.preview else None

    def address(self, title: str) -> str:
        """Take an address that no statement has, for one that is begun."""
        wanted = slug_for(title)
        with self._changing() as session:
            like = StatementRow.slug.startswith(wanted, autoescape=True)
            taken = set(session.scalars(select(StatementRow.slug).where(like)))
            others = (f"{wanted}-{n}" for n in count(2))
            slug = next(s for s in chain((wanted,), others) if s not in taken)
            session.add(StatementRow(slug=slug, status=Status.DRAFT, revisions=[]))
            return slug

    def preview(self, secret: str) -> Statement | None:
        """The draft with this secret, as the public will see it; None where there is none."""
        with self._reading() as session:
            row = session.scalar(
                select(RevisionRow).where(
                    RevisionRow.preview == secret, RevisionRow.published.is_(None)
                )
            )
            return self._statement(row.statement, row) if row else None

    def record(
        self, slug: str, *, who: str, what: str, detail: str, job: int | None = None
    ) -> None:
        """Add to the log of what was done: of a job, once."""
        with self._changing() as session:
            _record(session, who, what, slug, detail, job)

    def publish(
        self,
        slug: str,
        new: NewRevision,
        *,
        who: str,
        source: str | None = None,
        translation_of: str | None = None,
        job: int | None = None,
    ) -> Revision:
        """Make this the public revision at `slug`, in one step.

        The same words said of the same text by the same voice make no new revision: its files
        are brought up to date. A `job` that has done this before changes nothing by doing it
        again. Raises StoreFull, StoreUnwritable or, where later work came first, Overtaken; then
        nothing has changed.
        """
        with self._changing() as session:
            if job is not None and (done := _done(session, slug, new, job)):
                return revision(done)
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
            _record(session, who, "published", slug, f"revision {put.number}", job)
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
        with self._reading() as session:
            return set(session.scalars(query))

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """What is there now."""
        with named(self.engine.url), Session(self.engine) as session:
            yield session

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        """One transaction, one after the other: all of it is done, or nothing."""
        with named(self.engine.url), Session(self.engine) as session, session.begin():
            alone(session.connection())
            yield session

    def _put(
        self, session: Session, slug: str, new: NewRevision, *, afresh: bool = False
    ) -> RevisionRow:
        """The row for a revision: the draft, the newest if it says the same, or a new one.

        `afresh`, the newest is left as it is.
        """
        row = session.scalar(select(StatementRow).where(StatementRow.slug == slug))
        if row is None:
            row = StatementRow(slug=slug, status=Status.DRAFT, revisions=[])
            session.add(row)
        last = row.revisions[0] if row.revisions else None
        same = last and not afresh and says(last) == would_say(new)
        if last and (same or not last.published):
            put = last
        else:
            put = RevisionRow(number=last.number + 1 if last else 1, files=[], people=[])
            row.revisions.insert(0, put)
        fill(session, put, new)
        return put

    def _paragraphs(self, reading: File) -> tuple[ReadParagraph, ...]:
        with self.open_file(reading.digest) as kept:
            return read_paragraphs(json.load(kept))

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
            paragraphs=self._paragraphs(files[READING]),
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


def _done(session: Session, slug: str, new: NewRevision, job: int) -> RevisionRow | None:
    """What this job published before, if it did. Overtaken where a later one did.

    Whoever came to withdraw it after the job was handed in knew better, too.
    """
    ended = EventRow.what.in_(("published", "withdrawn"))
    latest = session.scalar(
        select(func.max(func.coalesce(EventRow.job, EventRow.id))).where(
            EventRow.slug == slug, ended
        )
    )
    mine = session.scalar(
        select(EventRow.id).where(EventRow.job == job, EventRow.what == "published")
    )
    if mine is None:
        if latest is not None and latest > job:
            raise Overtaken(slug)
        return None
    there = session.scalars(select(RevisionRow).join(StatementRow).where(StatementRow.slug == slug))
    return next((row for row in there if says(row) == would_say(new)), None)


def _record(
    session: Session, who: str, what: str, slug: str, detail: str, job: int | None = None
) -> None:
    before = select(EventRow.id).where(EventRow.job == job, EventRow.what == what)
    if job is None or session.scalar(before) is None:
        session.add(_event(who, what, slug, detail, job))
    session.execute(update(SiteRow).values(version=SiteRow.version + 1))


def _event(who: str, what: str, slug: str, detail: str | None, job: int | None) -> EventRow:
    return EventRow(at=datetime.now(UTC), who=who, what=what, slug=slug, detail=detail, job=job)
