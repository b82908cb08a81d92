"""Which statements and revisions a query means: those that are public, by the clock."""

from datetime import timedelta

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from publisher.models import Moment, RevisionRow, StatementRow

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
TICK = timedelta(microseconds=1)  # the least that the tables tell moments apart by


def statement_at(slug: str) -> Select[StatementRow]:
    """Select the statement at this address."""
    return select(StatementRow).where(StatementRow.slug == slug)
