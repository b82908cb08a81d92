"""Two revisions of a statement side by side."""

from collections.abc import Iterator
from http import HTTPStatus

from flask import Blueprint, abort, request

from publisher.accounts.rights import Right
from publisher.differences import Pair, compared, pair
from publisher.site import site
from publisher.statements import Revision
from publisher.views.studio.access import right
from publisher.views.studio.pages import page

pages = Blueprint("history", __name__, url_prefix="/statements/<slug>/compare")

DETAILS = (
    ("Title", "title"),
    ("Who speaks", "speaker"),
    ("Role", "role"),
    ("About whom", "about"),
    ("Date", "date"),
    ("Language", "language"),
)


@pages.get("")
@right(Right.WRITE)
def compare(slug: str) -> str:
    """The revision before the newest and the newest, unless two others are asked for."""
    found = {str(r.number): r for r in site().library.revisions(slug)}
    newest = list(found.values())
    if not newest:
        abort(HTTPStatus.NOT_FOUND)
    old = found.get(request.args.get("old", ""), newest[1] if len(newest) > 1 else newest[0])
    new = found.get(request.args.get("new", ""), newest[0])
    text = list(compared(old.text, new.text))
    return page(
        "studio/compare.html",
        slug=slug,
        revisions=newest,
        old=old,
        new=new,
        details=[(words, one) for words, one in _details(old, new) if one.changed],
        text=text,
        changes=sum(one.changed for one in text),
    )


def _details(old: Revision, new: Revision) -> Iterator[tuple[str, Pair]]:
    for words, name in DETAILS:
        yield words, pair(*(str(getattr(r.details, name)) for r in (old, new)))
