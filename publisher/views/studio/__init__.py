"""The studio, where editors work: everything under /studio.

A module here has a blueprint of its own, `pages`, which is registered below; its views say which
right they need (`access`), and draw with `pages.page`.
"""

from http import HTTPStatus

from flask import Blueprint, Response, make_response
from flask_wtf.csrf import CSRFError

from media.errors import PlainspokenError, StoreFull, TranscriptError, VoiceError
from publisher.accounts.rights import Right
from publisher.drafts.drawer import Overtaken
from publisher.errors import status_for, words_for
from publisher.views.studio import (
    account,
    captions,
    conflicts,
    delivered,
    details,
    history,
    log,
    made,
    openid,
    people,
    publishing,
    recording,
    review,
    rewording,
    sayings,
    signing_in,
    statements,
    text,
    uploads,
    versions,
    words,
    work,
)
from publisher.views.studio.access import STUDIO, in_studio, right, signed_in
from publisher.views.studio.conflicts import shown
from publisher.views.studio.home import first_page
from publisher.views.studio.pages import page

studio = Blueprint(STUDIO, __name__, url_prefix=f"/{STUDIO}")
for part in (
    signing_in,
    openid,
    account,
    people,
    text,
    recording,
    details,
    words,
    work,
    conflicts,
    made,
    review,
    rewording,
    delivered,
    captions,
    sayings,
    uploads,
    publishing,
    statements,
    versions,
    history,
    log,
):
    studio.register_blueprint(part.pages)


@studio.get("")
@right(Right.WRITE)
def home() -> str:
    """Where somebody comes first."""
    return first_page()


@studio.after_request
def in_confidence(response: Response) -> Response:
    """Leave nothing in caches, tell no other site its addresses, and be in no search engine."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@studio.errorhandler(Overtaken)
def both(met: Overtaken) -> tuple[str, int]:
    """Show both texts where two editors changed the same."""
    return shown(met)


@studio.errorhandler(TranscriptError)
@studio.errorhandler(VoiceError)
@studio.errorhandler(StoreFull)
def told(error: PlainspokenError) -> tuple[str, int]:
    """Say what went wrong where no form had a place for it."""
    return page("studio/trouble.html", words=words_for(error, studio=True)), status_for(error)


@studio.errorhandler(CSRFError)
def not_from_here(_: CSRFError) -> tuple[str, int]:
    """Say what to do where a change came without its token: most often from a page long open."""
    return page("studio/try-again.html"), HTTPStatus.BAD_REQUEST


def not_there() -> Response | None:
    """Say to an editor that an address of the studio is not there; None where the public asks."""
    if not in_studio() or not signed_in():
        return None
    return in_confidence(make_response(page("studio/absent.html"), HTTPStatus.NOT_FOUND))
