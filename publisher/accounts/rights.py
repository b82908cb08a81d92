"""Who may do what in the studio: one table, nowhere else."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the studio."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a role may be allowed to do."""

    ACCOUNT = "account"  # see and change one's own
    WRITE = "write"  # make drafts, change them, hand them in
    APPROVE = "approve"  # say that a draft may be published
    PUBLISH = "publish"  # make public, now or later; withdraw
    PEOPLE = "people"  # add and remove people, change their roles


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.AUTHOR: frozenset({Right.ACCOUNT, Right.WRITE}),
    Role.REVIEWER: frozenset({Right.ACCOUNT, Right.WRITE, Right.APPROVE, Right.PUBLISH}),
    Role.ADMINISTRATOR: frozenset(Right),  # where one person is the whole team, they are this
}


def may(role: Role, right: Right) -> bool:
    """Whether somebody with this role may do that.

    >>> may(Role.AUTHOR, Right.WRITE), may(Role.AUTHOR, Right.PUBLISH)
    (True, False)
    """
    return right in RIGHTS[role]
