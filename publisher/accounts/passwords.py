"""Passwords: how they are kept, and which may be chosen.

By NIST SP 800-63B-4 (2025), 3.1.1.2: at least 15 characters where a password may stand alone, no
rules of composition, no expiry, spaces and all of Unicode allowed, and none that is commonly used.
The NCSC's advice is the same: three random words, and a list of what is refused.
"""

from enum import StrEnum
from functools import cache
from threading import Lock
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

SHORTEST = 15  # characters
LONGEST = 200  # characters: no phrase is longer, and nobody can make us hash a book
JUDGED = 72  # characters that are looked at: it takes longer the more there are
GUESSES = 10**8  # what zxcvbn calls safe from guessing at a throttled door

# OWASP's Password Storage Cheat Sheet. Not RFC 9106's 64 MiB: eight threads may hash at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_judging = Lock()  # zxcvbn keeps the words that it was given last where all can see them


class Fault(StrEnum):
    """Why a password may not be chosen."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"


WORDS = {
    Fault.SHORT: f"The password must be {SHORTEST} characters or more. Try three random words",
    Fault.LONG: f"The password must be {LONGEST} characters or fewer",
    Fault.COMMON: "This password is easy to guess. Try three words that do not belong together",
}


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept; where none was, it takes the same time."""
    if len(password) > LONGEST:
        password = ""
    try:
        _hasher.verify(kept or _nobodys(), _normal(password))
    except VerifyMismatchError:
        return False
    return kept is not None


def fault(password: str, about: tuple[str, ...] = ()) -> Fault | None:
    """Why this may not be a password. `about` are words that others would try first: the name.

    >>> fault("three random words 2"), fault("Wordpass1!"), fault("passwordpassword")
    (None, <Fault.SHORT: 'short'>, <Fault.COMMON: 'common'>)
    """
    if len(password) < SHORTEST:
        return Fault.SHORT
    if len(password) > LONGEST:
        return Fault.LONG
    from zxcvbn import zxcvbn  # noqa: PLC0415 - reads its word lists when it is imported

    with _judging:
        known = [word for text in about for word in (text, *text.replace("@", " ").split())]
        guesses = zxcvbn(password[:JUDGED], known)["guesses"]
    return Fault.COMMON if guesses < GUESSES else None


def _normal(password: str) -> str:
    """The same letters, however the keyboard composes them: NIST SP 800-63B-4, 3.1.1.2."""
    return normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("")
