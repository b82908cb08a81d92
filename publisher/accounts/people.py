"""People of the studio, as values."""

import re
from dataclasses import dataclass
from datetime import datetime

from publisher.accounts.rights import Right, Role, may

LONGEST_NAME = 200  # characters
LONGEST_EMAIL = 254  # characters: RFC 5321, 4.5.3.1.3 less its brackets
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")


class EmailTaken(Exception):
    """Somebody has an account with this e-mail address already."""


class LastAdministrator(Exception):
    """Without this administrator there would be none."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `codes` says that a one-time code is asked for as well."""

    id: int
    name: str
    email: str
    role: Role
    has_password: bool
    codes: bool

    def may(self, right: Right) -> bool:
        """Whether they may do that."""
        return may(self.role, right)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in; `half` where the one-time code is still asked for.

    `address` is where it signed in from. Moments are aware, in UTC.
    """

    account: Account
    began: datetime
    seen: datetime
    address: str
    half: bool
    current: bool = False


def as_kept(email: str) -> str:
    """An e-mail address as it would be kept, whatever was typed; PostgreSQL takes no NUL."""
    return email.replace("\0", "").strip().lower()


def tidy_email(text: str) -> str:
    """An e-mail address as accounts are known by; raises ValueError where it is none.

    >>> tidy_email(" Ann.Lee@Example.org ")
    'ann.lee@example.org'
    """
    email = as_kept(text)
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not ADDRESS.fullmatch(email):
        raise ValueError("no e-mail address")
    return email


def tidy_name(text: str) -> str:
    """A name in one line; raises ValueError where there is none, or it is too long."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError("no name")
    return name
