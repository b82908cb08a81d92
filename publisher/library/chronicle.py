"""The log that each change writes, and what it tells of work that is done again."""

from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from media.errors import Overtaken
from publisher.models import EventRow, RevisionRow, SiteRow, StatementRow
from publisher.rows import NewRevision, says, would_say


def record(
    session: Session, who: str, what: str, slug: str, detail: str, job: int | None = None
) -> None:
    """Add to the log what was done; of a job, once. Pages are shown anew."""
    before = select(EventRow.id).where(EventRow.job == job, EventRow.what == what)
    if job is None or session.scalar(before) is None:
        session.add(event(who, what, slug, detail, job))
    show_anew(session)


def show_anew(session: Session) -> None:
    """Say that the public sees something else from now on."""
    session.execute(update(SiteRow).values(version=SiteRow.version + 1))


def event(who: str, what: str, slug: str, detail: str | None, job: int | None) -> EventRow:
    """A line of the log."""
    return EventRow(at=datetime.now(UTC), who=who, what=what, slug=slug, detail=detail, job=job)


def published_before(session: Session, slug: str, new: NewRevision, job: int) -> RevisionRow | None:
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
