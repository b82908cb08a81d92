"""What is said of a password that may not be chosen."""

from publisher.accounts.passwords import WORDS, fault
from publisher.accounts.people import Account
from publisher.site import site
from publisher.views.studio.pages import Errors


def password_errors(password: str, again: str, account: Account) -> Errors:
    """What is wrong with a new password, for the fields `new` and `again`."""
    found = fault(password, (account.name, account.email, site().settings.body_name))
    if found:
        return {"new": WORDS[found] if password else "Enter a password"}
    return {} if password == again else {"again": "The two passwords are not the same"}
