"""Who has an account, and by what they prove who they are. Each change is told in the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Transaction

from publisher.accounts import codes, passwords
from publisher.accounts.people import (
    Account,
    EmailTaken,
    LastAdministrator,
    as_kept,
    tidy_email,
    tidy_name,
)
from publisher.accounts.rights import Role
from publisher.accounts.tables import AccountRow, InvitationRow, RecoveryCodeRow, SessionRow
from publisher.database import alone
from publisher.models import EventRow

INVITED_FOR = timedelta(days=3)


class Register:
    """The accounts of one site. `who` is the name of whoever makes a change."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def everyone(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        with Transaction(self.engine) as session:
            rows = session.scalars(select(AccountRow).order_by(func.lower(AccountRow.name)))
            return tuple(account(row) for row in rows)

    def find(self, number: int) -> Account | None:
        """The account with this id."""
        with Transaction(self.engine) as session:
            row = session.get(AccountRow, number)
            return account(row) if row else None

    def named(self, email: str) -> Account | None:
        """The account with this e-mail address."""
        with Transaction(self.engine) as session:
            row = _by_email(session, email)
            return account(row) if row else None

    # Who there is

    def add(self, name: str, email: str, role: Role, *, who: str) -> Account:
        """Open an account, with no password yet. Raises EmailTaken, or ValueError on no name."""
        row = AccountRow(name=tidy_name(name), email=tidy_email(email), role=role)
        try:
            with self._changing() as session:
                session.add(row)
                session.flush()
                _record(session, who, "account opened", f"{row.name}, {row.email}, {role}")
                return account(row)
        except IntegrityError as trouble:
            raise EmailTaken(row.email) from trouble

    def give_role(self, number: int, role: Role, *, who: str) -> None:
        """Change what somebody may do. Raises LastAdministrator."""
        with self._changing() as session:
            alone(session.connection())  # else two administrators could each leave it to the other
            row = session.get_one(AccountRow, number)
            row.role = role
            _record(session, who, "role given", f"{row.name}, {row.email}, {role}")
            _some_administrator(session)

    def remove(self, number: int, *, who: str) -> None:
        """Close an account; what its owner did stays in the log. Raises LastAdministrator."""
        with self._changing() as session:
            alone(session.connection())  # as above
            row = session.get_one(AccountRow, number)
            _record(session, who, "account closed", f"{row.name}, {row.email}")
            session.delete(row)
            _some_administrator(session)

    # Invitations

    def invite(self, number: int, *, who: str) -> str:
        """The secret of a link to choose a password with, once; an earlier one stops working."""
        secret = token_urlsafe(32)
        with self._changing() as session:
            row = session.get_one(AccountRow, number)
            row.invitations = [
                InvitationRow(digest=digest(secret), until=datetime.now(UTC) + INVITED_FOR)
            ]
            _record(session, who, "invited", f"{row.name}, {row.email}")
        return secret

    def invited(self, secret: str) -> Account | None:
        """Whom the link with this secret invites, if it is still good."""
        with Transaction(self.engine) as session:
            row = _invitation(session, secret)
            return account(row.account) if row else None

    def accept(self, secret: str, password: str) -> Account | None:
        """Set the password of whoever was invited; None where the link is no longer good.

        One-time codes are turned off, and every browser is signed out: the link is also for those
        who have lost their telephone.
        """
        kept = passwords.hashed(password)
        with self._changing() as session:
            row = _invitation(session, secret)
            used = row and session.execute(
                delete(InvitationRow).where(InvitationRow.digest == row.digest)
            )
            if not row or not used or used.rowcount != 1:  # type: ignore[attr-defined]
                return None
            found = row.account
            found.password, found.code_secret, found.code_step = kept, None, None
            found.recovery_codes = []
            _end_sessions(session, found.id)
            _record(session, found.name, "password chosen", None)
            return account(found)

    # Passwords

    def with_password(self, email: str, password: str) -> Account | None:
        """Whose e-mail address and password these are. It takes as long whoever there is."""
        with Transaction(self.engine) as session:
            row = _by_email(session, email)
            right = passwords.matches(row.password if row else None, password)
            return account(row) if row and right else None

    def set_password(self, number: int, password: str, *, who: str) -> None:
        """Change somebody's password."""
        kept = passwords.hashed(password)
        with self._changing() as session:
            session.get_one(AccountRow, number).password = kept
            _record(session, who, "password changed", None)

    # One-time codes

    def code_secret(self, number: int) -> str:
        """The secret for somebody's app, made where there is none; no code is asked for yet."""
        with self._changing() as session:
            row = session.get_one(AccountRow, number)
            row.code_secret = row.code_secret or codes.new_secret()
            return row.code_secret

    def turn_codes_on(self, number: int, code: str, *, who: str) -> list[str] | None:
        """Ask for codes from now on; gives recovery codes, or None where the code is wrong."""
        with self._changing() as session:
            row = session.get_one(AccountRow, number)
            if row.code_step is not None or not _right_code(session, row, code):
                return None
            recovery = codes.new_recovery_codes()
            row.recovery_codes = [
                RecoveryCodeRow(digest=codes.recovery_digest(one)) for one in recovery
            ]
            _record(session, who, "codes turned on", None)
            return recovery

    def turn_codes_off(self, number: int, *, who: str) -> None:
        """Ask for codes no more."""
        with self._changing() as session:
            row = session.get_one(AccountRow, number)
            row.code_secret = row.code_step = None
            row.recovery_codes = []
            _record(session, who, "codes turned off", None)

    def right_code(self, number: int, code: str) -> bool:
        """Whether this is a code of theirs, from the app or for recovery; it is used up by that."""
        with self._changing() as session:
            row = session.get_one(AccountRow, number)
            if row.code_step is None:
                return False
            if _right_code(session, row, code):
                return True
            used = session.execute(
                delete(RecoveryCodeRow).where(
                    RecoveryCodeRow.digest == codes.recovery_digest(code),
                    RecoveryCodeRow.account_id == number,
                )
            )
            if used.rowcount != 1:  # type: ignore[attr-defined]
                return False
            _record(session, row.name, "recovery code used", None)
            return True

    # OpenID Connect

    def with_openid(self, subject: str, email: str | None) -> Account | None:
        """Whose account a provider's word is for: its subject, or at first a verified `email`.

        From then on the account is that subject's alone, whoever is given the address later.
        """
        with self._changing() as session:
            row = session.scalar(select(AccountRow).where(AccountRow.subject == subject))
            if not row and email:
                row = _by_email(session, email)
                if row and row.subject is None:
                    row.subject = subject
                    _record(session, row.name, "provider joined", None)
                elif row:
                    return None
            return account(row) if row else None

    @contextmanager
    def _changing(self) -> Iterator[Transaction]:
        """One transaction: all of it is done, or nothing."""
        with Transaction(self.engine) as session, session.begin():
            yield session


def account(row: AccountRow) -> Account:
    """A row as everybody else knows it."""
    return Account(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        has_password=row.password is not None,
        codes=row.code_step is not None,
    )


def digest(secret: str) -> bytes:
    """What is kept of a secret that is too long to guess."""
    return sha256(secret.encode()).digest()


def _by_email(session: Transaction, email: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.email == as_kept(email)))


def _invitation(session: Transaction, secret: str) -> InvitationRow | None:
    return session.scalar(
        select(InvitationRow).where(
            InvitationRow.digest == digest(secret), InvitationRow.until > datetime.now(UTC)
        )
    )


def _right_code(session: Transaction, row: AccountRow, code: str) -> bool:
    """Use a code up: of two who bring the same at once, one is right."""
    if row.code_secret is None:
        return False
    before = row.code_step
    step = codes.step_of(code, row.code_secret, datetime.now(UTC), before or 0)
    if step is None:
        return False
    same = AccountRow.code_step.is_(None) if before is None else AccountRow.code_step == before
    taken = session.execute(
        update(AccountRow).where(AccountRow.id == row.id, same).values(code_step=step)
    )
    return taken.rowcount == 1  # type: ignore[attr-defined,no-any-return]


def _some_administrator(session: Transaction) -> None:
    session.flush()
    if not session.scalar(
        select(AccountRow.id).where(AccountRow.role == Role.ADMINISTRATOR).limit(1)
    ):
        raise LastAdministrator


def _end_sessions(session: Transaction, number: int) -> None:
    session.execute(
        update(SessionRow)
        .where(SessionRow.account_id == number, SessionRow.until > datetime.now(UTC))
        .values(until=datetime.now(UTC))
    )


def _record(session: Transaction, who: str, what: str, detail: str | None) -> None:
    """Add to the log. What is public has not changed, so kept pages stay."""
    session.add(EventRow(at=datetime.now(UTC), who=who, what=what, detail=detail))
