"""Which revisions have not all of their forms to take away, as the tables tell."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from publisher.library import Library
from publisher.library.selecting import NEWEST, PUBLIC, PUBLISHED
from publisher.models import EventRow, RevisionFileRow, RevisionRow, StatementRow

EVERYTHING = "everything.zip"  # gathers the other forms, and so is made last


@dataclass(frozen=True, slots=True)
class Unmade:
    """A revision that the public sees, or will at its moment; `event` made it so."""

    slug: str
    number: int
    event: int


def unmade(library: Library) -> tuple[Unmade, ...]:
    """What has no zip of everything yet; that which went out last comes first."""
    went_out = EventRow.what.in_(("published", "embargoed"))
    event = (
        select(func.coalesce(func.max(EventRow.id), 0))
        .where(EventRow.slug == StatementRow.slug, went_out)
        .scalar_subquery()
    )
    whole = exists().where(
        RevisionFileRow.revision_id == RevisionRow.id, RevisionFileRow.name == EVERYTHING
    )
    query = (
        select(StatementRow.slug, RevisionRow.number, event.label("event"))
        .join(RevisionRow, RevisionRow.statement_id == StatementRow.id)
        .where((PUBLIC & NEWEST) | (~PUBLISHED), ~whole)
        .order_by(event.desc())
    )
    with library.engine.connect() as connection:
        rows = connection.execute(query, {"now": library.clock()})
        return tuple(Unmade(*row) for row in rows)
