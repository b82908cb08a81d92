"""Which revisions have not all of their forms to take away, or not as they are now.

As the tables tell: each form has the digest of the terms that it was made under.
"""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import func, select

from publisher.library import Library
from publisher.library.selecting import NEWEST, PUBLIC, PUBLISHED
from publisher.models import EventRow, RevisionFileRow, RevisionRow, StatementRow
from publisher.settings import Settings

EVERYTHING = "everything.zip"  # gathers the other forms, and so is made last


@dataclass(frozen=True, slots=True)
class Unmade:
    """A revision that the public sees, or will at its moment; `event` made it so.

    `zipped` is the row of the zip that another is to take the place of; 0 where there is none.
    """

    slug: str
    number: int
    event: int
    zipped: int

    @property
    def publication(self) -> tuple[str, int, int]:
        """What it is, whatever was made of it."""
        return self.slug, self.number, self.event


def terms(settings: Settings) -> str:
    """The SHA-256 of all that forms say of the site itself, whose they are."""
    said = (
        settings.body_name,
        settings.licence,
        settings.licence_url,
        settings.base_url,
        settings.language,
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def unmade(library: Library, now: str) -> tuple[Unmade, ...]:
    """What has no zip of everything made under the terms of `now`; what went out last first."""
    went_out = EventRow.what.in_(("published", "embargoed"))
    event = (
        select(func.coalesce(func.max(EventRow.id), 0))
        .where(EventRow.slug == StatementRow.slug, went_out)
        .scalar_subquery()
    )
    zipped = (RevisionFileRow.revision_id == RevisionRow.id) & (RevisionFileRow.name == EVERYTHING)
    query = (
        select(
            StatementRow.slug,
            RevisionRow.number,
            event.label("event"),
            func.coalesce(RevisionFileRow.id, 0),
        )
        .join(RevisionRow, RevisionRow.statement_id == StatementRow.id)
        .outerjoin(RevisionFileRow, zipped)
        .where((PUBLIC & NEWEST) | (~PUBLISHED), RevisionFileRow.terms.is_distinct_from(now))
        .order_by(event.desc())
    )
    with library.engine.connect() as connection:
        rows = connection.execute(query, {"now": library.clock()})
        return tuple(Unmade(*row) for row in rows)
