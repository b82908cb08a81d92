"""The log of who did what, and when."""

from flask import Blueprint, Response, request

from publisher.accounts.rights import Right
from publisher.log import as_csv
from publisher.site import site
from publisher.views.studio.access import right
from publisher.views.studio.pages import page, written

pages = Blueprint("log", __name__, url_prefix="/log")

AT_ONCE = 50  # lines on a page
LONGEST = 200  # characters that are looked for
LONGEST_NUMBER = 10  # figures: what a column of PostgreSQL holds


@pages.get("")
@right(Right.APPROVE)
def lines() -> str:
    """What was done, newest first, a page at a time."""
    log, before = site().log, request.args.get("before", "")
    slug, who = _asked("slug"), _asked("who")
    start = int(before) if before.isdecimal() and len(before) < LONGEST_NUMBER else None
    found = log.lines(slug=slug, who=who, before=start, most=AT_ONCE + 1)
    return page(
        "studio/log.html",
        lines=found[:AT_ONCE],
        older=found[AT_ONCE - 1].number if len(found) > AT_ONCE else None,
        people=log.people(),
        chosen={"slug": slug, "who": who},
        start=start,
    )


@pages.get("/log.csv")
@right(Right.APPROVE)
def table() -> Response:
    """The same for a spreadsheet, whole."""
    found = site().log.lines(slug=_asked("slug"), who=_asked("who"))
    response = Response("".join(as_csv(found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="log.csv"'
    return response


def _asked(name: str) -> str:
    return written(name, LONGEST)
