"""Where drafts lie: saved as versions, each knowing which one its editor had seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Select, select, update
from sqlalchemy.orm import Session

from publisher.drafts.tables import DraftRow, DraftVersionRow
from publisher.drafts.values import STEPS, Draft, Kept, Step

_OPEN = (
    select(DraftRow)
    .where(DraftRow.step.in_((Step.WRITING, Step.SUBMITTED)))
    .order_by(DraftRow.id.desc())
)


class Overtaken(Exception):
    """Somebody saved the draft since the editor opened it: `theirs` stands, `yours` is not kept."""

    def __init__(self, theirs: Kept, yours: Draft) -> None:
        super().__init__(theirs, yours)
        self.theirs = theirs
        self.yours = yours


@dataclass(frozen=True, slots=True)
class Drawer:
    """The drafts of one database."""

    engine: Engine

    def begin(self, draft: Draft, *, who: str, slug: str | None = None) -> Kept:
        """Put a new draft on the drawer; of a statement that is there, if `slug` names it."""
        with self._changing() as session:
            row = DraftRow(owner=who, step=Step.WRITING, version=0, slug=slug, versions=[])
            earlier = select(DraftRow.placed).where(DraftRow.slug == slug, DraftRow.placed != "")
            row.placed = session.scalar(earlier.order_by(DraftRow.id.desc()).limit(1))
            session.add(row)
            _add(row, draft, who, "begun")
            session.flush()
            return _kept(row)

    def find(self, number: int) -> Kept | None:
        """The newest version of a draft."""
        with Session(self.engine) as session:
            row = session.get(DraftRow, number)
            return _kept(row) if row else None

    def open(self) -> tuple[Kept, ...]:
        """Every draft that is neither public nor discarded, the one saved last first."""
        return self._found(_OPEN)

    def discarded(self) -> tuple[Kept, ...]:
        """Every draft that was discarded, and may be taken up again."""
        return self._found(select(DraftRow).where(DraftRow.step == Step.DISCARDED))

    def _found(self, which: Select[DraftRow]) -> tuple[Kept, ...]:
        with Session(self.engine) as session:
            found = [_kept(row) for row in session.scalars(which)]
        return tuple(sorted(found, key=lambda kept: kept.at, reverse=True))

    def versions(self, number: int) -> tuple[Kept, ...]:
        """Every version of a draft, newest first."""
        with Session(self.engine) as session:
            row = session.get(DraftRow, number)
            return tuple(_kept(row, version) for version in row.versions) if row else ()

    def save(self, number: int, seen: int, draft: Draft, *, who: str, what: str) -> Kept:
        """Save a draft by an editor who had `seen` a version of it.

        What is saved as it was makes no version. A change takes a submitted draft back to
        writing: what is approved is what was read. Raises Overtaken where somebody else saved
        another text meanwhile, and LookupError where there is no such draft.
        """
        with self._changing() as session:
            row = _row(session, number)
            now = _kept(row)
            if now.draft == draft:
                return now
            if now.version != seen:
                raise Overtaken(now, draft)
            _add(row, draft, who, what)
            row.step = Step.WRITING
            session.flush()
            return _kept(row)

    def undo(self, number: int, seen: int, *, who: str) -> Kept:
        """Take back the last change that has not been taken back: a new version like the old.

        Raises Overtaken as `save` does; what was begun stays.
        """
        with self._changing() as session:
            row = _row(session, number)
            if row.version != seen:
                raise Overtaken(_kept(row), _kept(row).draft)
            last = _standing(row)
            if last.number == 1:
                return _kept(row)
            before = next(v for v in row.versions if v.number == last.number - 1)
            _add(row, Draft.unpack(before.packed), who, "undone", undoes=last.number)
            row.step = Step.WRITING
            session.flush()
            return _kept(row)

    def to_undo(self, number: int) -> Kept | None:
        """The version that `undo` takes back next; None where nothing is left but the beginning."""
        with Session(self.engine) as session:
            row = session.get(DraftRow, number)
            last = _standing(row) if row else None
            return _kept(row, last) if row and last and last.number > 1 else None

    def mark(self, number: int, seen: int, **facts: Any) -> Kept:
        """Note how far a version has come: columns of DraftRow. Raises Overtaken as `save` does."""
        with self._changing() as session:
            row = _row(session, number)
            if row.version != seen:
                raise Overtaken(_kept(row), _kept(row).draft)
            for name, value in facts.items():
                setattr(row, name, value)
            session.flush()
            return _kept(row)

    def step(self, number: int, seen: int, before: Step, after: Step, **facts: Any) -> Kept:
        """Take a version that is at one step to another. Raises Overtaken where it is not there.

        Raises ValueError where no step leads there.
        """
        if after not in STEPS[before]:
            raise ValueError(f"no step leads from {before} to {after}")
        with self._changing() as session:
            row = _row(session, number)
            if (row.version, row.step) != (seen, before):
                raise Overtaken(_kept(row), _kept(row).draft)
            for name, value in {**facts, "step": after}.items():
                setattr(row, name, value)
            session.flush()
            return _kept(row)

    def of(self, slug: str) -> tuple[Kept, ...]:
        """The drafts of one statement, the newest first, those that became public too."""
        query = select(DraftRow).where(DraftRow.slug == slug).order_by(DraftRow.id.desc())
        with Session(self.engine) as session:
            return tuple(map(_kept, session.scalars(query)))

    def made(self, number: int, job: str, *, placed: str, version: int | None = None) -> None:
        """Note where the words of a draft are, and the `version` of which all has been made.

        Nothing is noted for a `job` that another has taken the place of.
        """
        facts = {"placed": placed} | ({"prepared": version} if version else {})
        mine = DraftRow.id == number, DraftRow.job == job
        with self._changing() as session:
            session.execute(update(DraftRow).where(*mine).values(facts))

    def needed(self) -> set[str]:
        """The digests of the files that open drafts, and the versions behind them, need."""
        found = set()
        with Session(self.engine) as session:
            for row in session.scalars(select(DraftRow).where(DraftRow.step != Step.APPROVED)):
                found |= {row.placed} if row.placed else set()
                for version in row.versions:
                    draft = Draft.unpack(version.packed)
                    found |= {draft.recording.digest} if draft.recording else set()
                    found |= {draft.captions_over} if draft.captions_over else set()
        return found

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


def _row(session: Session, number: int) -> DraftRow:
    """The draft, locked: what was read of it holds until the change is done."""
    mine = update(DraftRow).where(DraftRow.id == number).values(version=DraftRow.version)
    session.execute(mine)  # SQLite knows no SELECT FOR UPDATE
    row = session.get(DraftRow, number)
    if row is None:
        raise LookupError(f"there is no draft {number}")
    return row


def _standing(row: DraftRow) -> DraftVersionRow:
    """The last version whose change was not taken back."""
    by_number = {version.number: version for version in row.versions}
    last = row.version
    while undone := by_number[last].undoes:
        last = undone - 1
    return by_number[last]


def _add(row: DraftRow, draft: Draft, who: str, what: str, undoes: int | None = None) -> None:
    row.version += 1
    now = datetime.now(UTC)
    row.versions.insert(
        0,
        DraftVersionRow(
            number=row.version, who=who, what=what, at=now, packed=draft.pack(), undoes=undoes
        ),
    )


def _kept(row: DraftRow, version: DraftVersionRow | None = None) -> Kept:
    saved = version or row.versions[0]
    return Kept(
        id=row.id,
        version=saved.number,
        draft=Draft.unpack(saved.packed),
        step=Step(row.step),
        who=saved.who,
        what=saved.what,
        at=saved.at,
        owner=row.owner,
        slug=row.slug,
        job=row.job,
        prepared=row.prepared,
        placed=row.placed,
        submitted_by=row.submitted_by,
        approved_by=row.approved_by,
        public_at=row.public_at,
    )
