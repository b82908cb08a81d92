"""The words for a password that may not be chosen."""

from publisher.accounts.passwords import LONGEST, SHORTEST, Fault, fault
from publisher.accounts.people import Account
from publisher.site import site
from publisher.views.studio.pages import Errors

WORDS = {
    Fault.SHORT: f"Your password must be {SHORTEST} characters or more. Try three random words",
    Fault.LONG: f"Your password must be {LONGEST} characters or fewer",
    Fault.COMMON: "This password is easy to guess. Choose three words that do not belong together",
}


def password_errors(password: str, again: str, account: Account) -> Errors:
    """What is wrong with a new password, for the fields `new` and `again`."""
    about = (account.name, account.email, site().settings.body_name)
    if not password:
        return {"new": "Enter a password"}
    found = fault(password, about)
    if found:
        return {"new": WORDS[found]}
    return {} if password == again else {"again": "The two passwords are not the same"}
