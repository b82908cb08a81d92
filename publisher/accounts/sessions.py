"""Browsers that are signed in, kept in the database, so that they can be ended from anywhere.

Limits are long enough that nobody is timed out in the middle of a day's work: WCAG 2.2.1 wants a
warning before any limit of less than 20 hours.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session as Transaction

from publisher.accounts.people import Account, Session, as_kept
from publisher.accounts.register import account, digest
from publisher.accounts.tables import AccountRow, SessionRow
from publisher.models import EventRow

LONGEST = timedelta(days=7)
IDLE = timedelta(hours=24)
HALF = timedelta(minutes=15)  # to find the telephone
NOTED = timedelta(minutes=5)  # how finely it is known when a session was used last
REMEMBERED = timedelta(days=30)  # how long the address of a session counts as known


class Sessions:
    """Sessions are named by tokens, which the browser alone keeps."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def begin(self, whose: Account, address: str, *, half: bool = False) -> str:
        """Sign somebody in; gives the token. `half`: the one-time code is still asked for."""
        token, now = token_urlsafe(32), datetime.now(UTC)
        with Transaction(self.engine) as session, session.begin():
            session.execute(delete(SessionRow).where(SessionRow.until < now - REMEMBERED))
            session.add(
                SessionRow(
                    digest=digest(token),
                    account_id=whose.id,
                    began=now,
                    seen=now,
                    until=now + (HALF if half else LONGEST),
                    address=address,
                    half=half,
                )
            )
            if not half:
                session.add(EventRow(at=now, who=whose.name, what="signed in"))
        return token

    def find(self, token: str, now: datetime | None = None) -> Session | None:
        """The session with this token, if it is still good; notes that it was used."""
        now = now or datetime.now(UTC)
        with Transaction(self.engine) as session:
            row = session.get(SessionRow, digest(token))
            if row is None or not _good(row, now):
                return None
            found = _session(row)
            if now - row.seen > NOTED:
                row.seen = now
                session.commit()
            return found

    def of(self, whose: Account, token: str) -> tuple[Session, ...]:
        """Where somebody is signed in, latest use first; the one with this token is `current`."""
        now = datetime.now(UTC)
        query = (
            select(SessionRow)
            .where(SessionRow.account_id == whose.id, SessionRow.until > now, ~SessionRow.half)
            .order_by(SessionRow.seen.desc())
        )
        with Transaction(self.engine) as session:
            return tuple(
                replace(_session(row), current=row.digest == digest(token))
                for row in session.scalars(query)
                if _good(row, now)
            )

    def knows(self, email: str, address: str) -> bool:
        """Whether this account signed in from there lately."""
        query = (
            select(SessionRow.digest)
            .join(AccountRow)
            .where(
                AccountRow.email == as_kept(email),
                SessionRow.address == address,
                ~SessionRow.half,
            )
        )
        with Transaction(self.engine) as session:
            return session.scalar(query.limit(1)) is not None

    def end(self, token: str) -> None:
        """Sign out one browser."""
        self._end(SessionRow.digest == digest(token))

    def end_all(self, whose: Account, *, who: str, but: str | None = None) -> None:
        """Sign out all of somebody's browsers, `but` perhaps the one with this token."""
        others = SessionRow.digest != digest(but) if but else SessionRow.account_id == whose.id
        self._end(SessionRow.account_id == whose.id, others)
        with Transaction(self.engine) as session, session.begin():
            session.add(
                EventRow(
                    at=datetime.now(UTC),
                    who=who,
                    what="signed out everywhere",
                    detail=f"{whose.name}, {whose.email}",
                )
            )

    def _end(self, *which: object) -> None:
        now = datetime.now(UTC)
        with Transaction(self.engine) as session, session.begin():
            session.execute(
                update(SessionRow).where(*which, SessionRow.until > now).values(until=now)  # type: ignore[arg-type]
            )


def _good(row: SessionRow, now: datetime) -> bool:
    return now < row.until and now - row.seen < IDLE


def _session(row: SessionRow) -> Session:
    return Session(account(row.account), row.began, row.seen, row.address, row.half)
