"""Versions of a statement in other languages: statements of their own, linked as one family.

A link tells the public nothing of what is not public: whoever shows a family shows those that are,
at that moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from publisher.database import alone
from publisher.library.chronicle import record
from publisher.library.families import join, part, refuse_twice
from publisher.library.selecting import statement_at
from publisher.models import StatementRow
from publisher.rows import family, newest


@dataclass(frozen=True, slots=True)
class Version:
    """A statement that is, was or will be public, as one of its family; `language` is BCP 47."""

    slug: str
    title: str
    language: str
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if not self.slug or not self.language:
            raise ValueError("a version has an address and a language")


@dataclass(frozen=True, slots=True)
class Translations:
    """The families of one database; `clock` tells what moment it is."""

    engine: Engine
    clock: Callable[[], datetime]

    def of(self, slug: str) -> tuple[Version, ...]:
        """The statement at `slug` and its other versions, by language; empty where there is none.

        Of one that nobody published yet, the versions that it will stand beside.
        """
        with Session(self.engine) as session:
            row = session.scalar(statement_at(slug))
            versions = _versions(row) if row else []
            return tuple(sorted(versions, key=lambda one: one.language))

    def link(self, slug: str, to: str, *, who: str) -> None:
        """Make two statements, and all the versions of each, versions of one another.

        Raises LanguageTaken where a language would be there twice; LookupError where a statement is
        not.
        """
        with Session(self.engine) as session, session.begin():
            alone(session.connection())
            row, other = session.scalar(statement_at(slug)), session.scalar(statement_at(to))
            if row is None or other is None:
                raise LookupError(f"there is no statement {to if row else slug}")
            if row in family(other):
                return
            join(row, other, self.clock())
            record(session, who, "linked", slug, f"with {to}")

    def refuse_twice(self, language: str, beside: Iterable[str | None], *, but: str | None) -> None:
        """Raise LanguageTaken where a version is public in this language, or will be.

        Looked at are the families of the statements at the addresses in `beside`, `but` for one.
        """
        with Session(self.engine) as session:
            for slug in filter(None, beside):
                row = session.scalar(statement_at(slug))
                others = (one for one in family(row) if one.slug != but) if row else ()
                refuse_twice(language, others, self.clock())

    def unlink(self, slug: str, *, who: str) -> bool:
        """Let a statement stand by itself again; False where it does."""
        with Session(self.engine) as session, session.begin():
            alone(session.connection())
            row = session.scalar(statement_at(slug))
            if row is None or len(family(row)) == 1:
                return False
            part(row)
            record(session, who, "unlinked", slug, "from its versions in other languages")
            return True


def _versions(row: StatementRow) -> list[Version]:
    """Those of a family that are, were or will be public."""
    return [version for one in family(row) if (version := _version(one))]


def _version(row: StatementRow) -> Version | None:
    last = newest(row)
    if last is None:
        return None
    gone = row.withdrawn is not None and (last.published or row.withdrawn) <= row.withdrawn
    return Version(row.slug, last.title, last.language, gone)
