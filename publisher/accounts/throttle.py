"""How often a sign-in may be tried, counted in the database for all web processes together.

A stretch of time begins with the first try at a door, and at its end the door is counted from
nothing: no account is locked for ever, and none is let in twice as often because the clock strikes.
An account's owner is counted apart from strangers, by the address they signed in from lately, so
that whoever hammers at the account from elsewhere does not keep them out.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from sqlalchemy import Engine, bindparam, text

from publisher.accounts.people import as_kept
from publisher.models import Moment

STRETCH = timedelta(minutes=15)
# Tries in a stretch. At 10, a password that takes 10^8 guesses holds for centuries; NIST SP
# 800-63B-4, 3.2.2 asks for 100 at most. An office may be behind one address.
PER_ACCOUNT = 10
PER_ADDRESS = 100

# One whose beginning is far ahead was counted before a clock was put right.
END = text("DELETE FROM attempts WHERE began <= :past OR began > :ahead").bindparams(
    bindparam("past", type_=Moment), bindparam("ahead", type_=Moment)
)
COUNT = text(
    "INSERT INTO attempts (door, began, times) VALUES (:door, :now, 1)"
    " ON CONFLICT (door) DO UPDATE SET times = attempts.times + 1 RETURNING times"
).bindparams(bindparam("now", type_=Moment))


class Throttle:
    """Counts tries; each count is one statement, so no two processes miss each other's."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def allows(self, email: str, address: str, *, known: bool, now: datetime | None = None) -> bool:
        """Count a try to sign in as `email`; False where it is one too many.

        `known` says that the account signed in from there lately.
        """
        now = now or datetime.now(UTC)
        doors = {
            f"from {_network(address)}": PER_ADDRESS,
            _account(email, address, known): PER_ACCOUNT,
        }
        with self.engine.begin() as connection:
            connection.execute(END, {"past": now - STRETCH, "ahead": now + STRETCH})
            counts = [
                (connection.scalar(COUNT, {"door": _digest(door), "now": now}), most)
                for door, most in doors.items()
            ]
        return all(times <= most for times, most in counts)

    def forget(self, email: str, address: str, *, known: bool) -> None:
        """Forget the tries of somebody who then signed in."""
        with self.engine.begin() as connection:
            door = _digest(_account(email, address, known))
            connection.execute(text("DELETE FROM attempts WHERE door = :door"), {"door": door})


def _account(email: str, address: str, known: bool) -> str:
    email = as_kept(email)
    return f"{email} from {_network(address)}" if known else email


def _network(address: str) -> str:
    """The address, or of IPv6 what one household has: its first 64 bits.

    >>> _network("203.0.113.5"), _network("2001:db8::1")
    ('203.0.113.5', '2001:db8::/64')
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return address if known.version == 4 else str(ip_network((int(known), 64), strict=False))  # noqa: PLR2004


def _digest(door: str) -> str:
    return sha256(door.encode()).hexdigest()
