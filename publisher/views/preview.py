"""A draft, seen by whoever has its secret address, or by editors alone where it is theirs."""

from flask import Blueprint, Response, abort, url_for

from publisher.accounts.rights import Right
from publisher.drafts.values import Step
from publisher.site import site
from publisher.statements import Statement
from publisher.views.files import send
from publisher.views.reader import statement_page
from publisher.views.studio.access import signed_in

preview = Blueprint("preview", __name__, url_prefix="/preview/<secret>")


@preview.after_request
def in_confidence(response: Response) -> Response:
    """Leave no trace of it: with search engines, in caches, or on other sites."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@preview.get("")
def page(secret: str) -> str:
    """The page as the public will see it, and words that say that they do not yet."""

    def address(name: str) -> str:
        return f"/preview/{secret}/{name}"

    found = _draft(secret)
    back = _back(found.slug) if _is_editor() else None
    return statement_page(found, play=address, take=address, preview=True, back=back)


@preview.get("/<name>")
def file(secret: str, name: str) -> Response:
    """A file of the draft."""
    found = _draft(secret).files.get(name) or abort(404)
    return send(found, name, None)


def _draft(secret: str) -> Statement:
    return site().library.preview(secret, _is_editor) or abort(404)


def _back(slug: str) -> str:
    """Where an editor came from: the draft, or a statement that waits for its moment."""
    drafts = (k for k in site().drawer.of(slug) if k.step in {Step.WRITING, Step.SUBMITTED})
    kept = next(drafts, None)
    if kept:
        return url_for("studio.work.show", number=kept.id)
    if site().library.standing(slug):
        return url_for("studio.statements.one", slug=slug)
    return url_for("studio.home")  # what the command drafted


def _is_editor() -> bool:
    found = signed_in()
    return bool(found and found.account.may(Right.WRITE))
