"""Statements kept in the database: what the public may see, and what changes it.

Each change is one transaction, so the old revision is served until the new one is whole. What is
public is told by the clock: a revision is, from its moment on, unless the statement was withdrawn
since. So nothing has to be done when an embargo ends.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from secrets import token_urlsafe
from typing import BinaryIO

from sqlalchemy import Engine, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from media.errors import Embargoed, Overtaken
from media.paragraphs import READING, ReadParagraph, read_paragraphs
from media.store import Store
from publisher.database import alone, named, open_database
from publisher.models import (
    EventRow,
    Moment,
    RevisionFileRow,
    RevisionPersonRow,
    RevisionRow,
    SiteRow,
    StatementRow,
)
from publisher.playing import AS_GIVEN
from publisher.rows import (
    NewRevision,
    Supplied,
    embargoed,
    family,
    file,
    file_row,
    fill,
    fingerprint,
    newest,
    public,
    revision,
    says,
    shown,
    summary,
    would_say,
)
from publisher.settings import Settings
from publisher.statements import (
    File,
    Revision,
    Standing,
    Statement,
    Summary,
    Translation,
    Waiting,
    Withdrawal,
    folded,
    slug_for,
)
from publisher.storing import open_store
from publisher.translations import join, part

NUMBERED = aliased(RevisionRow)
NOW = bindparam("now", type_=Moment)
PUBLISHED = RevisionRow.published <= NOW
PUBLIC = PUBLISHED & or_(
    StatementRow.withdrawn.is_(None), RevisionRow.published > StatementRow.withdrawn
)
NEWEST = RevisionRow.number == (
    select(func.max(NUMBERED.number))
    .where(NUMBERED.statement_id == StatementRow.id, NUMBERED.published <= NOW)
    .correlate(StatementRow)
    .scalar_subquery()
)
VERSION = "SELECT version, (SELECT max(published) FROM revisions WHERE published <= {}) FROM site"
PLACE = {"sqlite": "?", "postgresql": "%s"}  # where a driver puts a fact
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)  # the least that the tables tell moments apart by


@dataclass(frozen=True, slots=True)
class Known:
    """The address a text would be published at, and what is there: the newest revision, if any."""

    slug: str
    revision: Revision | None
    original: Supplied | None


def utc_now() -> datetime:
    """What moment it is by this machine's clock."""
    return datetime.now(UTC)


class Library:
    """The statements of one data folder; `clock` tells what moment it is."""

    def __init__(
        self, engine: Engine, store: Store, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.engine = engine
        self.store = store
        self.clock = clock

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """Open the data folder the settings name; it is made where there is none."""
        return cls(open_database(settings), open_store(settings))

    # What the public sees

    def version(self) -> int:
        """A number that grows with every change the public can see, the end of an embargo too."""
        now = self.clock().replace(tzinfo=None).isoformat(" ", "microseconds")  # as SQLite keeps it
        query = VERSION.format(PLACE[self.engine.name])
        with named(self.engine.url), self.engine.connect() as connection:  # plain: each page asks
            version, latest = connection.exec_driver_sql(query, (now,)).one()
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
        for word in folded(search or "").split():
            query = query.where(RevisionRow.sought.contains(word, autoescape=True))
        now = self.clock()
        with self._reading() as session:
            return tuple(summary(row, now) for row in session.scalars(query, {"now": now}))

    def statement(self, slug: str) -> Statement | None:
        """The public statement at this address, if there is one."""
        with self._reading() as session:
            row = session.scalar(_at(slug))
            now = self.clock()
            found = shown(row, now) if row else None
            return self._statement(found, now) if found else None

    def withdrawal(self, slug: str) -> Withdrawal | None:
        """That the statement at this address was withdrawn, and is not public again."""
        with self._reading() as session:
            row = session.scalar(_at(slug))
            return _withdrawal(row, self.clock()) if row else None

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
            row = session.scalar(_at(slug))
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
            row = session.scalar(_at(slug))
            seen = shown(row, self.clock()) if row else None
            if seen and says(seen) == would_say(new):
                return None
            put = self._put(session, slug, new)
            put.preview = put.preview or token_urlsafe(32)
            _record(session, who, "drafted", slug, f"revision {put.number}", job)
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
                _join(session, put.statement, translation_of)
            put.preview = put.preview or token_urlsafe(32)
            put.confidential = True
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
            session.add(StatementRow(slug=slug, revisions=[]))
            return slug

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
        again. Raises StoreFull, StoreUnwritable, Embargoed where another revision waits for its
        time or, where later work came first, Overtaken; then nothing has changed.
        """
        with self._changing() as session:
            if job is not None and (done := _done(session, slug, new, job)):
                return revision(done)
            now = self.clock()
            there = session.scalar(_at(slug))
            if there:
                _refuse_embargoed(there, now)
            put = self._put(session, slug, new)
            row = put.statement
            put.published = put.published or _after_all(row, now)
            put.preview, put.confidential = None, False
            row.source = source or row.source
            _join(session, row, translation_of)
            _record(session, who, "published", slug, f"revision {put.number}", job)
            session.flush()
            return revision(put)

    def offer(
        self, slug: str, number: int, files: Sequence[File], *, made_of: Collection[str]
    ) -> bool:
        """Offer more files with revision `number`, in the place of those of their names.

        False, and nothing is changed, where the public neither sees it nor will at its moment, or
        where files with the digests in `made_of` are no longer its own.
        Raises StoreFull or StoreUnwritable.
        """
        with self._changing() as session:
            row, now = session.scalar(_at(slug)), self.clock()
            either = (shown(row, now), embargoed(row, now)) if row else ()
            seen = next((one for one in either if one and one.number == number), None)
            if not seen or not {f.digest for f in seen.files}.issuperset(made_of):
                return False
            names = {file.name for file in files}
            for old in [f for f in seen.files if f.name in names]:
                seen.files.remove(old)
            seen.files.extend(map(file_row, files))
            _show_anew(session)
            return True

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

    def release(
        self, slug: str, number: int, *, who: str, read: str, at: datetime | None = None
    ) -> Revision:
        """Make a revision that is prepared public: now, or `at` a time to come. Nothing is made.

        `read` is the fingerprint of what was approved. Raises Overtaken where that is not what
        waits there now, and Embargoed where another revision waits for its time.
        """
        with self._changing() as session:
            now = self.clock()
            query = select(RevisionRow).join(StatementRow).where(StatementRow.slug == slug)
            row = session.scalar(query.where(RevisionRow.number == number))
            if row is None or row.published or fingerprint(row) != read:
                raise Overtaken(slug)
            _refuse_embargoed(row.statement, now)
            row.published = _after_all(row.statement, max(now, at or now))
            if at and row.published > now:
                until = f"until {row.published:%Y-%m-%d %H:%M} UTC"
                _record(session, who, "embargoed", slug, f"revision {number}, {until}")
            else:
                _record(session, who, "published", slug, f"revision {number}")
            session.flush()
            return revision(row)

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
            _record(session, who, "discarded", slug, "a draft")

    def call_off(self, slug: str, *, who: str) -> bool:
        """Let a revision under embargo be a draft again; False where there is none any more."""
        with self._changing() as session:
            statement = session.scalar(_at(slug))
            row = embargoed(statement, self.clock()) if statement else None
            if row is None:
                return False
            row.published = None
            _record(session, who, "called off", slug, f"revision {row.number}")
            return True

    def standing(self, slug: str) -> Standing | None:
        """How the statement at this address stands; None where nothing was ever to be public."""
        with self._reading() as session:
            row = session.scalar(_at(slug))
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
            row = session.scalar(_at(slug))
            return tuple(revision(r) for r in row.revisions) if row else ()

    def withdraw(self, slug: str, *, who: str, reason: str) -> bool:
        """Take a statement from public view; False where no public one has this address."""
        with self._changing() as session:
            row, now = session.scalar(_at(slug)), self.clock()
            last = shown(row, now) if row else None
            if row is None or last is None:
                return False
            row.withdrawn, row.reason = max(now, last.published or now), reason
            _record(session, who, "withdrawn", slug, reason)
            return True

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
        row = session.scalar(_at(slug))
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


def _at(slug: str) -> Select[StatementRow]:
    return select(StatementRow).where(StatementRow.slug == slug)


def _join(session: Session, row: StatementRow, translation_of: str | None) -> None:
    other = session.scalar(_at(translation_of)) if translation_of else None
    if other and other is not row:
        join(row, other)


def _refuse_embargoed(row: StatementRow, now: datetime) -> None:
    waits = embargoed(row, now)
    if waits and waits.published:
        raise Embargoed(row.slug, waits.published)


def _after_all(row: StatementRow, at: datetime) -> datetime:
    """This moment, or the next one after all that happened to the statement, if that is later.

    Clocks of several machines are not quite alike, and the later revision is the newer.
    """
    before = [row.withdrawn, *(r.published for r in row.revisions)]
    return max([at, *(moment + TICK for moment in before if moment)])


def _withdrawal(row: StatementRow, now: datetime) -> Withdrawal | None:
    last = newest(row)
    if not row.withdrawn or not last or shown(row, now):
        return None
    return Withdrawal(row.withdrawn, row.reason or "", last.language)


def _standing(row: StatementRow, now: datetime) -> Standing | None:
    seen, waits, last = shown(row, now), embargoed(row, now), newest(row)
    if last is None:
        return None
    return Standing(
        slug=row.slug,
        title=(seen or last).title,
        shown=revision(seen) if seen else None,
        embargoed=revision(waits) if waits else None,
        withdrawn=_withdrawal(row, now),
    )


def _by_day(standing: Standing) -> tuple[datetime, str]:
    """When it last became public, or will: what editors ask for is mostly the newest."""
    latest = standing.embargoed or standing.shown
    when = latest.published if latest else standing.withdrawn and standing.withdrawn.at
    return when or BEGINNING, standing.slug


def _done(session: Session, slug: str, new: NewRevision, job: int) -> RevisionRow | None:
    """What this job published before, if it did. Overtaken where a later one did.

    Whoever came to withdraw it after the job was handed in knew better, too.
    """
    ended = EventRow.what.in_(("published", "embargoed", "withdrawn"))
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
    _show_anew(session)


def _show_anew(session: Session) -> None:
    session.execute(update(SiteRow).values(version=SiteRow.version + 1))


def _event(who: str, what: str, slug: str, detail: str | None, job: int | None) -> EventRow:
    return EventRow(at=datetime.now(UTC), who=who, what=what, slug=slug, detail=detail, job=job)
