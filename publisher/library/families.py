"""A statement and its versions in other languages.

Each leads to the one that was there first, never to another translation. No two of them are public
in one language, now or at a moment that is set.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from media.errors import LanguageTaken
from publisher.library.selecting import statement_at
from publisher.models import StatementRow
from publisher.phrases import primary
from publisher.rows import embargoed, family, in_view


def put_beside(
    session: Session, row: StatementRow, translation_of: str | None, now: datetime
) -> None:
    """Make a statement a version of the one at this address, if there is one, as `join` does."""
    other = session.scalar(statement_at(translation_of)) if translation_of else None
    if other and other is not row:
        join(row, other, now)


def join(row: StatementRow, other: StatementRow, now: datetime) -> None:
    """Make two families one. Raises LanguageTaken where a language would be there twice."""
    theirs = family(other)
    if row in theirs:
        return
    for one in family(row):
        for said in in_view(one, now):
            refuse_twice(said.language, theirs, now)
    original = theirs[0]
    for one in family(row):
        one.translation_of = original


def refuse_twice(language: str, others: Iterable[StatementRow], now: datetime) -> None:
    """Raise LanguageTaken where one of these is public in this language, or will be."""
    for other in others:
        for theirs in in_view(other, now):
            if primary(theirs.language) == primary(language):
                waits = theirs is embargoed(other, now)
                raise LanguageTaken(other.slug, theirs.title, theirs.language, waits)


def part(row: StatementRow) -> None:
    """Take a statement out of its family. The others stay together."""
    heirs = list(row.translations)
    row.translation_of = None
    for one in heirs:
        one.translation_of = None if one is heirs[0] else heirs[0]
