"""Drawing a page of the studio: in English, for whoever is signed in."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import flash, render_template

from publisher.accounts.rights import Right
from publisher.phrases import PHRASES
from publisher.site import site
from publisher.views.studio.access import signed_in

# What the header leads to: the words, the endpoint, and the right that it needs.
LINKS = (
    ("People", "studio.people.everyone", Right.PEOPLE),
    ("Your account", "studio.account.mine", Right.ACCOUNT),
)
Errors = Mapping[str, str]
"""What is wrong with a form: the id of the field, and the words for it."""


def page(template: str, *, errors: Errors | None = None, **facts: object) -> str:
    """Draw a page in `layouts/studio.html`, which says what blocks there are.

    With `errors` the page has an error summary, each field its message (`studio/fields.html`),
    and the title says so.
    """
    here, found = site(), signed_in()
    account = found.account if found else None
    may: Callable[[Right], bool] = account.may if account else lambda _: False
    return render_template(
        template,
        **facts,
        errors=errors or {},
        error_list=[
            {"href": f"#{field}", "text": words} for field, words in (errors or {}).items()
        ],
        account=account,
        may=may,
        links=[(words, endpoint) for words, endpoint, needed in LINKS if may(needed)],
        moment=moment,
        asset=here.assets.address,
        settings=here.settings,
    )


def moment(at: datetime) -> str:
    """A moment as people write it, by this machine's clock.

    >>> moment(datetime(2026, 3, 9, 8, 5).astimezone())
    '9 March 2026, 8:05am'
    """
    here = at.astimezone()
    half = "am" if here.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{PHRASES['en'].date(here.date())}, {here.hour % 12 or 12}:{here.minute:02}{half}"


def tell(words: str) -> None:
    """Say in a banner, on the next page that is drawn, what was done."""
    flash(words)
