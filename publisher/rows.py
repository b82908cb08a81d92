"""Rows of the tables to the values that everybody else knows, and back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from media.store import Artefact
from publisher.models import (
    PersonRow,
    RecordingRow,
    RevisionFileRow,
    RevisionPersonRow,
    RevisionRow,
    StatementRow,
)
from publisher.statements import Details, File, Revision, Role, Summary, Supplied, folded


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is about to be published: the text, what is said of it, and what was made of it.

    `files` are for the public; `steps` are the digests and sizes of derived files on the way to
    them, kept so that a change redoes only what it touches. `duration` is in ms. Of a recorded
    statement there are the `original`, the `picture`'s width and height, and `sureness`.
    """

    details: Details
    text: str
    files: Sequence[File]
    steps: Sequence[Artefact]
    duration: int
    note: str | None = None
    original: Supplied | None = None
    picture: tuple[int, int] | None = None
    sureness: float | None = None


def newest(row: StatementRow) -> RevisionRow | None:
    """The revision that is public, was, or will be: what editors go on from."""
    return next((r for r in row.revisions if r.published), None)


def public(row: StatementRow, now: datetime) -> list[RevisionRow]:
    """The revisions that anybody may read at this moment, newest first.

    Of a statement that was withdrawn they are those that were published since.
    """
    return [
        r
        for r in row.revisions
        if r.published and r.published <= now
        if not row.withdrawn or r.published > row.withdrawn
    ]


def shown(row: StatementRow, now: datetime) -> RevisionRow | None:
    """The revision that the public sees at this moment."""
    return next(iter(public(row, now)), None)


def embargoed(row: StatementRow, now: datetime) -> RevisionRow | None:
    """The revision that waits for its time."""
    return next((r for r in row.revisions if r.published and r.published > now), None)


def in_view(row: StatementRow, now: datetime) -> list[RevisionRow]:
    """The revision that the public sees at this moment, and the one that waits for its time."""
    return [one for one in (shown(row, now), embargoed(row, now)) if one]


def fingerprint(row: RevisionRow) -> str:
    """The SHA-256 of all that the public would see and hear of a revision."""
    facts = [
        *says(row),
        row.number,
        row.note,
        sorted((f.name, f.digest) for f in row.files if f.name),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def says(row: RevisionRow) -> tuple[str, str, str | None]:
    """What makes a revision the same as another: its words, who reads them, and what is heard."""
    return row.digest, row.voice, row.recording.digest if row.recording else None


def would_say(new: NewRevision) -> tuple[str, str, str | None]:
    """The same of a revision that is not in the tables yet."""
    heard = new.original.digest if new.original else None
    return new.details.digest(new.text), new.details.voice, heard


def fill(session: Session, row: RevisionRow, new: NewRevision) -> None:
    """Write a revision into its row, in place of what was there."""
    said = new.details
    row.title, row.about, row.day = said.title, said.about, said.date
    row.language, row.voice = said.language, said.voice
    row.text, row.digest = new.text, said.digest(new.text)
    row.sought = folded(f"{said.title}\n{said.about}\n{new.text}\n{said.speaker}")
    row.note = new.note or row.note
    row.duration, row.sureness = new.duration, new.sureness
    row.width, row.height = new.picture or (None, None)
    row.people.clear()
    row.files.clear()
    session.flush()  # the old rows go before the new come
    if said.speaker:
        person = session.scalar(select(PersonRow).where(PersonRow.name == said.speaker))
        person = person or PersonRow(name=said.speaker)
        row.people.append(RevisionPersonRow(position=1, person=person, role=said.role))
    if new.original and not (row.recording and row.recording.digest == new.original.digest):
        row.recording = RecordingRow(
            statement=row.statement,
            role=Role.MAIN,
            digest=new.original.digest,
            name=new.original.name,
        )
    row.files.extend(_file_rows(new))


def _file_rows(new: NewRevision) -> list[RevisionFileRow]:
    steps = [RevisionFileRow(digest=step.digest, size=step.size) for step in new.steps]
    return [*map(file_row, new.files), *steps]


def file_row(file: File, terms: str | None = None) -> RevisionFileRow:
    """The row of a file for the public; of a form, with the `terms` that it was made under."""
    return RevisionFileRow(
        name=file.name,
        digest=file.digest,
        size=file.size,
        media_type=file.media_type,
        terms=terms,
    )


def file(row: RevisionFileRow) -> File:
    """A derived file."""
    return File(row.name or "", row.digest, row.size, row.media_type or "")


def details(row: RevisionRow) -> Details:
    """What is said of a revision."""
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


def revision(row: RevisionRow) -> Revision:
    """A text as it was published."""
    return Revision(row.number, details(row), row.text, row.digest, row.published, row.note)


def family(row: StatementRow) -> list[StatementRow]:
    """A statement and its versions in other languages, the first of them first."""
    original = row.translation_of or row
    return [original, *original.translations]


def summary(row: RevisionRow, now: datetime) -> Summary:
    """A revision as a list shows it at this moment."""
    return Summary(
        slug=row.statement.slug,
        details=details(row),
        duration=row.duration,
        languages=tuple(
            theirs.language
            for other in family(row.statement)
            for theirs in (shown(other, now),)
            if theirs
        ),
        corrected=row.number > 1,
        film=row.width is not None,
    )
