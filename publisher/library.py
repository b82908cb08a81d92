"""Statements kept in the database: what the public may see, and what changes it.

Each change is one transaction, so the old revision is served until the new one is whole.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, joinedload, selectinload

from media.store import Artefact, Store
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
from publisher.settings import Settings
from publisher.statements import (
    MOVES,
    Details,
    File,
    Revision,
    Statement,
    Status,
    Summary,
    Translation,
    slug_for,
)

PUBLIC = StatementRow.status == Status.PUBLISHED
NEWEST = RevisionRow.number == (
    select(func.max(RevisionRow.number))
    .where(RevisionRow.statement_id == StatementRow.id)
    .correlate(StatementRow)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is about to be published: the text, what is said of it, and what was made of it.

    `files` are for the public; `steps` are derived files on the way to them, kept so that a
    change redoes only what it touches. `duration` is in ms.
    """

    details: Details
    text: str
    files: Sequence[File]
    steps: Sequence[Artefact]
    duration: int
    note: str | None = None


class Library:
    """The statements of one data folder."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self.engine = engine
        self.store = store

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """Open the data folder the settings name; it is made where there is none."""
        return cls(open_database(settings.database), Store(settings.store))

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
            return tuple(_summary(row) for row in session.scalars(query))

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
        )
        with Session(self.engine) as session:
            row = session.scalar(query.limit(1))
            return _file(row) if row else None

    def open_file(self, digest: str) -> Path:
        """Where the bytes with this digest lie."""
        return self.store.path(digest)

    # What editors do

    def known(
        self, slug: str | None, source: str | None, title: str
    ) -> tuple[str, Revision | None]:
        """The address a text would be published at, and the newest revision there.

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
            return slug, _revision(row.revisions[0]) if row and row.revisions else None

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
        try:
            with Session(self.engine) as session, session.begin():
                row = session.scalar(select(StatementRow).where(StatementRow.slug == slug))
                if row is None:
                    row = StatementRow(slug=slug, status=Status.DRAFT, revisions=[])
                    session.add(row)
                if Status.PUBLISHED not in MOVES[Status(row.status)]:
                    raise ValueError(f"{row.status} statements cannot be published")
                digest = new.details.digest(new.text)
                last = row.revisions[0] if row.revisions else None
                same = last and (last.digest, last.voice) == (digest, new.details.voice)
                if last and same:
                    revision = last
                    revision.duration = new.duration
                    revision.files.clear()
                else:
                    revision = _revision_row(
                        session, new, digest, number=last.number + 1 if last else 1
                    )
                    row.revisions.insert(0, revision)
                revision.files.extend(_file_rows(new))
                row.status = Status.PUBLISHED
                row.source = source or row.source
                if translation_of:
                    row.translation_of = session.scalar(
                        select(StatementRow).where(StatementRow.slug == translation_of)
                    )
                _record(session, who, "published", slug, f"revision {revision.number}")
                session.flush()
                return _revision(revision)
        except DatabaseError as trouble:
            raise named(trouble, self.store.root.parent) from trouble

    def withdraw(self, slug: str, *, who: str, reason: str) -> bool:
        """Take a statement from public view; False where no public one has this address."""
        with Session(self.engine) as session, session.begin():
            row = session.scalar(select(StatementRow).where(StatementRow.slug == slug, PUBLIC))
            if row is None:
                return False
            row.status = Status.WITHDRAWN
            _record(session, who, "withdrawn", slug, reason)
            return True

    def reachable(self) -> set[str]:
        """The digests that the newest revision of any statement needs."""
        query = (
            select(RevisionFileRow.digest)
            .join(RevisionRow, RevisionFileRow.revision_id == RevisionRow.id)
            .join(StatementRow)
            .where(NEWEST)
        )
        with self.engine.connect() as connection:
            return set(connection.scalars(query))

    def _statement(self, row: StatementRow) -> Statement:
        newest = row.revisions[0]
        files = {f.name: f for f in map(_file, (f for f in newest.files if f.name))}
        original = row.translation_of or row
        family = [original, *original.translations]
        return Statement(
            slug=row.slug,
            revision=_revision(newest),
            paragraphs=read_paragraphs(
                json.loads(self.store.path(files[READING].digest).read_bytes())
            ),
            files=files,
            duration=newest.duration,
            translations=tuple(
                Translation(other.revisions[0].language, other.slug, other.revisions[0].title)
                for other in family
                if other is not row and other.status == Status.PUBLISHED
            ),
            history=tuple(map(_revision, row.revisions)),
        )


def _record(session: Session, who: str, what: str, slug: str, detail: str) -> None:
    session.add(EventRow(at=datetime.now(UTC), who=who, what=what, slug=slug, detail=detail))
    session.execute(update(SiteRow).values(version=SiteRow.version + 1))


def _revision_row(session: Session, new: NewRevision, digest: str, *, number: int) -> RevisionRow:
    details = new.details
    people = []
    if details.speaker:
        person = session.scalar(select(PersonRow).where(PersonRow.name == details.speaker))
        person = person or PersonRow(name=details.speaker)
        people = [RevisionPersonRow(position=1, person=person, role=details.role)]
    return RevisionRow(
        number=number,
        title=details.title,
        about=details.about,
        day=details.date,
        language=details.language,
        voice=details.voice,
        text=new.text,
        digest=digest,
        duration=new.duration,
        note=new.note,
        published=datetime.now(UTC),
        people=people,
        files=[],
    )


def _file_rows(new: NewRevision) -> list[RevisionFileRow]:
    return [
        RevisionFileRow(name=f.name, digest=f.digest, size=f.size, media_type=f.media_type)
        for f in new.files
    ] + [RevisionFileRow(digest=a.digest, size=a.size) for a in new.steps]


def _file(row: RevisionFileRow) -> File:
    return File(row.name or "", row.digest, row.size, row.media_type or "")


def _details(row: RevisionRow) -> Details:
    speaker = row.people[0] if row.people else None
    return Details(
        title=row.title,
        speaker=speaker.person.name if speaker else "",
        role=speaker.role if speaker else "",
        about=row.about,
        date=row.day,
        language=row.language,
        voice=row.voice,
    )


def _revision(row: RevisionRow) -> Revision:
    return Revision(row.number, _details(row), row.text, row.digest, row.published, row.note)


def _summary(row: RevisionRow) -> Summary:
    original = row.statement.translation_of or row.statement
    family = [original, *original.translations]
    return Summary(
        slug=row.statement.slug,
        details=_details(row),
        duration=row.duration,
        languages=tuple(s.revisions[0].language for s in family if s.status == Status.PUBLISHED),
        corrected=row.number > 1,
    )
