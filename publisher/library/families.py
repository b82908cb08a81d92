"""A statement and its versions in other languages.

Each leads to the one that was there first, never to another translation.
"""

from sqlalchemy.orm import Session

from publisher.library.selecting import statement_at
from publisher.models import StatementRow
from publisher.rows import family


def put_beside(session: Session, row: StatementRow, translation_of: str | None) -> None:
    """Make a statement a version of the one at this address, if there is one."""
    other = session.scalar(statement_at(translation_of)) if translation_of else None
    if other and other is not row:
        join(row, other)


def join(row: StatementRow, other: StatementRow) -> None:
    """Make two families one."""
    original = other.translation_of or other
    for one in family(row):
        if one is not original:
            one.translation_of = original


def part(row: StatementRow) -> None:
    """Take a statement out of its family. The others stay together."""
    heirs = list(row.translations)
    row.translation_of = None
    for one in heirs:
        one.translation_of = None if one is heirs[0] else heirs[0]
