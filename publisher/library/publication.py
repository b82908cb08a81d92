"""What makes statements public, and takes them back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from media.errors import Embargoed, Overtaken
from publisher.library.catalogue import BEGINNING, withdrawal
from publisher.library.chronicle import published_before, record, show_anew
from publisher.library.families import put_beside, refuse_twice
from publisher.library.preparation import Preparation
from publisher.library.selecting import NEWEST, PUBLISHED, TICK, statement_at
from publisher.models import RevisionFileRow, RevisionPersonRow, RevisionRow, StatementRow
from publisher.rows import (
    NewRevision,
    embargoed,
    family,
    file_row,
    fingerprint,
    in_view,
    newest,
    revision,
    shown,
)
from publisher.statements import File, Revision, Standing


class Library(Preparation):
    """All that is done with statements.

    Each change is one transaction, so the old revision is served until the new one is whole.
    """

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
        again. Raises StoreFull, StoreUnwritable, Embargoed where another revision waits for its
        time, LanguageTaken where another version is in its language or, where later work came
        first, Overtaken; then nothing has changed.
        """
        with self._changing() as session:
            if job is not None and (done := published_before(session, slug, new, job)):
                return revision(done)
            now = self.clock()
            there = session.scalar(statement_at(slug))
            if there:
                _refuse_embargoed(there, now)
            put = self._put(session, slug, new)
            row = put.statement
            put.published = put.published or _after_all(row, now)
            put.preview, put.confidential = None, False
            row.source = source or row.source
            put_beside(session, row, translation_of, now)
            _refuse_twice(put, now)
            record(session, who, "published", slug, f"revision {put.number}", job)
            session.flush()
            return revision(put)

    def offer(
        self, slug: str, number: int, files: Sequence[File], *, made_of: Collection[str], terms: str
    ) -> bool:
        """Offer forms with revision `number`, in the place of those of their names.

        `terms` are what they were made under (`publisher.library.unmade`).

        False, and nothing is changed, where the public neither sees it nor will at its moment, or
        where files with the digests in `made_of` are no longer its own.
        Raises StoreFull or StoreUnwritable.
        """
        with self._changing() as session:
            row, now = session.scalar(statement_at(slug)), self.clock()
            either = in_view(row, now) if row else ()
            seen = next((one for one in either if one.number == number), None)
            if not seen or not {f.digest for f in seen.files}.issuperset(made_of):
                return False
            names = {file.name for file in files}
            for old in [f for f in seen.files if f.name in names]:
                seen.files.remove(old)
            seen.files.extend(file_row(file, terms) for file in files)
            show_anew(session)
            return True

    def release(
        self, slug: str, number: int, *, who: str, read: str, at: datetime | None = None
    ) -> Revision:
        """Make a revision that is prepared public: now, or `at` a time to come. Nothing is made.

        The log tells that time by the clock that `at` is of.
        `read` is the fingerprint of what was approved. Raises Overtaken where that is not what
        waits there now, Embargoed where another revision waits for its time, and LanguageTaken
        where another version is in its language, or is to be. Then nothing has changed.
        """
        with self._changing() as session:
            now = self.clock()
            query = select(RevisionRow).join(StatementRow).where(StatementRow.slug == slug)
            row = session.scalar(query.where(RevisionRow.number == number))
            if row is None or row.published or fingerprint(row) != read:
                raise Overtaken(slug)
            _refuse_embargoed(row.statement, now)
            _refuse_twice(row, now)
            row.published = _after_all(row.statement, max(now, at or now))
            if at and row.published > now:
                until = f"until {row.published.astimezone(at.tzinfo):%Y-%m-%d %H:%M %Z}"
                record(session, who, "embargoed", slug, f"revision {number}, {until}")
            else:
                record(session, who, "published", slug, f"revision {number}")
            session.flush()
            return revision(row)

    def call_off(self, slug: str, *, who: str) -> bool:
        """Let a revision under embargo be a draft again; False where there is none any more."""
        with self._changing() as session:
            statement = session.scalar(statement_at(slug))
            row = embargoed(statement, self.clock()) if statement else None
            if row is None:
                return False
            row.published = None
            record(session, who, "called off", slug, f"revision {row.number}")
            return True

    def withdraw(self, slug: str, *, who: str, reason: str) -> bool:
        """Take a statement from public view; False where no public one has this address."""
        with self._changing() as session:
            row, now = session.scalar(statement_at(slug)), self.clock()
            last = shown(row, now) if row else None
            if row is None or last is None:
                return False
            row.withdrawn, row.reason = max(now, last.published or now), reason
            record(session, who, "withdrawn", slug, reason)
            return True

    def standing(self, slug: str) -> Standing | None:
        """How the statement at this address stands; None where nothing was ever to be public."""
        with self._reading() as session:
            row = session.scalar(statement_at(slug))
            return _standing(row, self.clock()) if row else None

    def standings(self) -> tuple[Standing, ...]:
        """How all statements stand, what became or becomes public last first."""
        query = select(StatementRow).options(
            selectinload(StatementRow.revisions).options(
                selectinload(RevisionRow.people).joinedload(RevisionPersonRow.person)
            )
        )
        now = self.clock()
        with self._reading() as session:
            found = [one for row in session.scalars(query) if (one := _standing(row, now))]
        return tuple(sorted(found, key=_by_day, reverse=True))

    def revisions(self, slug: str) -> tuple[Revision, ...]:
        """All that was, is or may be public at `slug`, newest first: for editors."""
        with self._reading() as session:
            row = session.scalar(statement_at(slug))
            return tuple(revision(r) for r in row.revisions) if row else ()

    def reachable(self) -> set[str]:
        """The digests that the newest revision of any statement needs, or one not yet public."""
        query = (
            select(RevisionFileRow.digest)
            .join(RevisionRow, RevisionFileRow.revision_id == RevisionRow.id)
            .join(StatementRow)
            .where(or_(NEWEST, RevisionRow.published.is_(None), ~PUBLISHED))
        )
        with self._reading() as session:
            return set(session.scalars(query, {"now": self.clock()}))


def _standing(row: StatementRow, now: datetime) -> Standing | None:
    seen, waits, last = shown(row, now), embargoed(row, now), newest(row)
    if last is None:
        return None
    return Standing(
        slug=row.slug,
        title=(seen or last).title,
        shown=revision(seen) if seen else None,
        embargoed=revision(waits) if waits else None,
        withdrawn=withdrawal(row, now),
    )


def _by_day(standing: Standing) -> tuple[datetime, str]:
    """When it last became public, or will: what editors ask for is mostly the newest."""
    latest = standing.embargoed or standing.shown
    when = latest.published if latest else standing.withdrawn and standing.withdrawn.at
    return when or BEGINNING, standing.slug


def _refuse_embargoed(row: StatementRow, now: datetime) -> None:
    waits = embargoed(row, now)
    if waits and waits.published:
        raise Embargoed(row.slug, waits.published)


def _refuse_twice(row: RevisionRow, now: datetime) -> None:
    others = (one for one in family(row.statement) if one is not row.statement)
    refuse_twice(row.language, others, now)


def _after_all(row: StatementRow, at: datetime) -> datetime:
    """This moment, or the next one after all that happened to the statement, if that is later.

    Clocks of several machines are not quite alike, and the later revision is the newer.
    """
    before = [row.withdrawn, *(r.published for r in row.revisions)]
    return max([at, *(moment + TICK for moment in before if moment)])
