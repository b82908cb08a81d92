"""The tables of accounts. Only this package and the migrations speak to them.

accounts ──< sessions
    ├──< invitations
    └──< recovery_codes
attempts     how often somebody tried to sign in lately
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from publisher.models import Base, Moment


class AccountRow(Base):
    """Somebody who may sign in."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # small letters: RFC 5321, 4.5.3
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(Text)  # argon2's own form; None: none chosen yet
    code_secret: Mapped[str | None] = mapped_column(String(32))  # base32, RFC 6238
    code_step: Mapped[int | None]  # the step of the last code that was used; None: codes are off
    subject: Mapped[str | None] = mapped_column(Text, unique=True)  # OpenID Connect's: iss and sub

    sessions: Mapped[list["SessionRow"]] = relationship(cascade="all, delete-orphan")
    invitations: Mapped[list["InvitationRow"]] = relationship(cascade="all, delete-orphan")
    recovery_codes: Mapped[list["RecoveryCodeRow"]] = relationship(cascade="all, delete-orphan")


class SessionRow(Base):
    """A browser that is signed in, or was lately. Its token is known here by digest alone."""

    __tablename__ = "sessions"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    began: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)  # in the past: it has ended
    address: Mapped[str] = mapped_column(String(45))  # the longest that IPv6 writes
    half: Mapped[bool]  # the password was right, and the code is still asked for

    account: Mapped[AccountRow] = relationship(back_populates="sessions")


class InvitationRow(Base):
    """A link with which somebody chooses a password, once."""

    __tablename__ = "invitations"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    until: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[AccountRow] = relationship(back_populates="invitations")


class RecoveryCodeRow(Base):
    """A code that signs in once, for whoever has lost their telephone."""

    __tablename__ = "recovery_codes"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)


class AttemptRow(Base):
    """How often a door was tried in the stretch of time that its first try began."""

    __tablename__ = "attempts"

    door: Mapped[str] = mapped_column(String(64), primary_key=True)  # a SHA-256
    began: Mapped[datetime] = mapped_column(Moment)
    times: Mapped[int]
