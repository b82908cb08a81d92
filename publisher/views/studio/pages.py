"""Drawing a page of the studio: in English, for whoever is signed in."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime  # noqa: F401 - UTC is for the example
from zoneinfo import ZoneInfo

from flask import flash, render_template, request

from publisher.accounts.rights import Right
from publisher.phrases import PHRASES
from publisher.site import site
from publisher.views.studio.access import signed_in

# What the header leads to: the words, the endpoint, and the right that it needs.
LINKS = (
    ("Statements", "studio.statements.everything", Right.WRITE),
    ("Sayings", "studio.sayings.listed", Right.WRITE),
    ("Log", "studio.log.lines", Right.APPROVE),
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
        moment=shown_moment,
        day=PHRASES["en"].date,
        asset=here.assets.address,
        settings=here.settings,
    )


def shown_moment(at: datetime) -> str:
    """A moment as people write it where the body is."""
    return moment(at, site().settings.zone)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment as people write it there.

    >>> moment(datetime(2026, 7, 9, 8, 5, tzinfo=UTC), ZoneInfo("Europe/London"))
    '9 July 2026, 9:05am'
    """
    here = at.astimezone(zone)
    half = "am" if here.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{PHRASES['en'].date(here.date())}, {here.hour % 12 or 12}:{here.minute:02}{half}"


def written(name: str, longest: int) -> str:
    """What somebody wrote in a field, as a database keeps it."""
    found = request.values.get(name, "").replace("\r\n", "\n").replace("\0", "")
    return found.strip()[:longest]


def tell(words: str, *, done: bool = True) -> None:
    """Say in a banner, on the next page that is drawn, what was done; or why it was not."""
    flash(words, "Done" if done else "Not done")
