"""The tables. Only `library` and the migrations speak to them.

statements ──< revisions ──< revision_people >── people
     │              └──────< revision_files
     ├──< recordings
     └── translation_of (statements)
events        what was done, only ever added to
site          one row: a number that grows with every change the public can see
stage_times   how often each stage of the work ended, how, and what time it took in all
(accounts     are in `publisher.accounts.tables`)
workers       who does the work of the queue, on PostgreSQL, and that they live
"""

from datetime import UTC, date, datetime

from sqlalchemy import (
    DDL,
    BigInteger,
    DateTime,
    ForeignKey,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

HEAD = "0010"  # the newest migration: a database that says so needs none


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones; this remembers that there is but one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Constraints have names, so that a migration can find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class StatementRow(Base):
    """What has one address. A version in another language is a statement of its own."""

    __tablename__ = "statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    withdrawn: Mapped[datetime | None] = mapped_column(Moment)  # what is older is not public
    reason: Mapped[str | None] = mapped_column(Text)  # why, as the public reads it
    source: Mapped[str | None] = mapped_column(Text, index=True)  # the file it was published from
    translation_of_id: Mapped[int | None] = mapped_column(ForeignKey("statements.id"), index=True)

    revisions: Mapped[list["RevisionRow"]] = relationship(
        back_populates="statement", order_by="RevisionRow.number.desc()"
    )
    translation_of: Mapped["StatementRow | None"] = relationship(
        back_populates="translations", remote_side="StatementRow.id"
    )
    translations: Mapped[list["StatementRow"]] = relationship(back_populates="translation_of")
    recordings: Mapped[list["RecordingRow"]] = relationship(back_populates="statement")


class RevisionRow(Base):
    """A text as it was published; never changed afterwards. A draft is one not yet published.

    One that is `published` in a time to come is under embargo: nobody but editors sees it.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column("date", index=True)
    language: Mapped[str] = mapped_column(String(35))  # the longest tag RFC 5646 4.4.1 asks for
    voice: Mapped[str] = mapped_column(String(50))
    text: Mapped[str] = mapped_column(Text)
    sought: Mapped[str] = mapped_column(Text, server_default="")  # all that is said, folded
    digest: Mapped[str] = mapped_column(String(64), index=True)
    duration: Mapped[int]  # ms
    width: Mapped[int | None]  # pixels of the largest film; None where there is only sound
    height: Mapped[int | None]
    sureness: Mapped[float | None]  # the share of words that were found in the recording
    note: Mapped[str | None] = mapped_column(Text)
    published: Mapped[datetime | None] = mapped_column(Moment, index=True)  # from then; None: never
    preview: Mapped[str | None] = mapped_column(String(43), unique=True)  # a draft's secret address
    confidential: Mapped[bool] = mapped_column(server_default=false())  # that is for editors alone
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recordings.id"))

    statement: Mapped[StatementRow] = relationship(back_populates="revisions")
    recording: Mapped["RecordingRow | None"] = relationship()
    people: Mapped[list["RevisionPersonRow"]] = relationship(
        order_by="RevisionPersonRow.position", cascade="all, delete-orphan"
    )
    files: Mapped[list["RevisionFileRow"]] = relationship(cascade="all, delete-orphan")


class PersonRow(Base):
    """Somebody who speaks."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)


class RevisionPersonRow(Base):
    """Who speaks in a revision, in what office."""

    __tablename__ = "revision_people"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(Text)

    person: Mapped[PersonRow] = relationship()


class RevisionFileRow(Base):
    """A derived file of a revision. Without a name it is a step on the way, not for the public."""

    __tablename__ = "revision_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(100))
    media_type: Mapped[str | None] = mapped_column(String(100))
    terms: Mapped[str | None] = mapped_column(String(64))  # of a form: see library.unmade


class RecordingRow(Base):
    """A recording that was supplied: the statement itself, described, or signed."""

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)

    statement: Mapped[StatementRow] = relationship(back_populates="recordings")


class EventRow(Base):
    """Who did what, when. Rows are added, never changed.

    The row of what was handed in gives a job its number; what comes of it bears that number, and
    comes but once, however often the work is done again.
    """

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("job", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    who: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(String(50))
    slug: Mapped[str | None] = mapped_column(String(100), index=True)
    detail: Mapped[str | None] = mapped_column(Text)
    job: Mapped[int | None]


# Nobody changes a line of the log, or takes one away: neither database lets them.
CLOSE_LOG = {
    "sqlite": tuple(
        f"CREATE TRIGGER events_no_{change} BEFORE {change} ON events "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
        for change in ("update", "delete")
    ),
    "postgresql": (
        """
        CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the log is only ever added to'; END $$
        """,
        """
        CREATE TRIGGER events_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON events
        FOR EACH STATEMENT EXECUTE FUNCTION only_added()
        """,
    ),
}
OPEN_LOG = {
    "sqlite": ("DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete"),
    "postgresql": ("DROP TRIGGER events_only_added ON events", "DROP FUNCTION only_added()"),
}
for dialect, statements in CLOSE_LOG.items():
    for statement in statements:
        closed = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
        event.listen(EventRow.__table__, "after_create", closed)


class SiteRow(Base):
    """The one row that says whether a kept page is still true."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]


class StageTimeRow(Base):
    """How often a stage of the work was done, or failed, on any machine, and its time in all."""

    __tablename__ = "stage_times"

    stage: Mapped[str] = mapped_column(String(50), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), primary_key=True)  # done, failed
    times: Mapped[int]
    ms: Mapped[int] = mapped_column(BigInteger)


class WorkerRow(Base):
    """A worker that is alive: it goes on counting. One that stands still is dead."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    beats: Mapped[int]
