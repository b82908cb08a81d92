"""What is made ready and not public yet: who works at which address, and what waits there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from secrets import token_urlsafe

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from media.errors import Overtaken
from publisher.database import alone, named
from publisher.library.catalogue import Catalogue
from publisher.library.chronicle import event, record
from publisher.library.families import part, put_beside
from publisher.library.selecting import PUBLISHED, statement_at
from publisher.models import EventRow, RevisionRow, StatementRow
from publisher.playing import AS_GIVEN
from publisher.rows import (
    NewRevision,
    fill,
    fingerprint,
    newest,
    public,
    revision,
    says,
    shown,
    would_say,
)
from publisher.statements import Revision, Supplied, Waiting, slug_for


@dataclass(frozen=True, slots=True)
class Known:
    """The address a text would be published at, and what is there: the newest revision, if any."""

    slug: str
    revision: Revision | None
    original: Supplied | None


class Preparation(Catalogue):
    """Revisions on their way. Each change is one transaction."""

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
            row = session.scalar(statement_at(slug))
            last = newest(row) if row else None
            if not last:
                return Known(slug, None, None)
            recording = last.recording
            original = Supplied(recording.digest, recording.name) if recording else None
            return Known(slug, revision(last), original)

    def address(self, title: str) -> str:
        """Take an address that no statement has, for one that is begun."""
        wanted = slug_for(title)
        with self._changing() as session:
            like = StatementRow.slug.startswith(wanted, autoescape=True)
            taken = set(session.scalars(select(StatementRow.slug).where(like)))
            others = (f"{wanted}-{n}" for n in count(2))
            slug = next(s for s in chain((wanted,), others) if s not in taken)
            session.add(StatementRow(slug=slug, revisions=[]))
            return slug

    def number(self, *, who: str, slug: str) -> int:
        """Note that work on a statement is handed in: its number, later ones being greater."""
        with self._changing() as session:
            handed_in = event(who, "handed in", slug, None, None)
            session.add(handed_in)
            session.flush()
            return handed_in.id

    def record(
        self, slug: str, *, who: str, what: str, detail: str, job: int | None = None
    ) -> None:
        """Add to the log of what was done: of a job, once."""
        with self._changing() as session:
            record(session, who, what, slug, detail, job)

    def draft(self, slug: str, new: NewRevision, *, who: str, job: int | None = None) -> str | None:
        """Keep a revision that is not public yet; gives back the secret of its preview's address.

        None where the public sees the same already. Raises StoreFull or StoreUnwritable.
        """
        with self._changing() as session:
            row = session.scalar(statement_at(slug))
            seen = shown(row, self.clock()) if row else None
            if seen and says(seen) == would_say(new):
                return None
            put = self._put(session, slug, new)
            put.preview = put.preview or token_urlsafe(32)
            record(session, who, "drafted", slug, f"revision {put.number}", job)
            return put.preview

    def prepare(
        self, slug: str, new: NewRevision, *, who: str, job: int, translation_of: str | None = None
    ) -> str:
        """Keep a revision that editors will publish or drop: the secret of its preview's address.

        It never takes the place of one that was public, though it may say the same; and where
        one was, `translation_of` changes nothing. Raises StoreFull, StoreUnwritable or, where
        later work on it came first, Overtaken.
        """
        later = select(EventRow.id).where(
            EventRow.slug == slug, EventRow.what == "prepared", EventRow.job > job
        )
        with self._changing() as session:
            if session.scalar(later.limit(1)):
                raise Overtaken(slug)
            put = self._put(session, slug, new, afresh=True)
            if newest(put.statement) is None:
                part(put.statement)
                put_beside(session, put.statement, translation_of, self.clock())
            put.preview = put.preview or token_urlsafe(32)
            put.confidential = True
            record(session, who, "prepared", slug, f"revision {put.number}", job)
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

    def waiting(self, slug: str) -> Waiting | None:
        """What is made for `slug` and will be public by an editor's word, or at its time."""
        query = select(RevisionRow).join(StatementRow).where(StatementRow.slug == slug)
        hidden = or_(RevisionRow.published.is_(None), ~PUBLISHED)
        with self._reading() as session:
            found = query.where(hidden, RevisionRow.preview.is_not(None))
            row = session.scalar(found.order_by(RevisionRow.number.desc()), {"now": self.clock()})
            if not row or not row.preview:
                return None
            whole = all(file.name != AS_GIVEN for file in row.files)
            return Waiting(revision(row), row.preview, fingerprint(row), whole, row.sureness)

    def drop(self, slug: str, *, who: str) -> None:
        """Forget what was prepared at `slug` and never approved: its draft was discarded."""
        with self._changing() as session:
            prepared = (
                select(RevisionRow)
                .join(StatementRow)
                .where(StatementRow.slug == slug, RevisionRow.confidential)
                .where(RevisionRow.published.is_(None))
            )
            for row in session.scalars(prepared).all():
                session.delete(row)
            record(session, who, "discarded", slug, "a draft")

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
        row = session.scalar(statement_at(slug))
        if row is None:
            row = StatementRow(slug=slug, revisions=[])
            session.add(row)
        last = row.revisions[0] if row.revisions else None
        hidden = last and last not in public(row, self.clock())  # withdrawn: it stays as it was
        same = last and not (afresh or hidden) and says(last) == would_say(new)
        if last and (same or not last.published):
            put = last
        else:
            put = RevisionRow(number=last.number + 1 if last else 1, files=[], people=[])
            row.revisions.insert(0, put)
        fill(session, put, new)
        return put
