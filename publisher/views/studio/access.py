"""Who may see and do what in the studio.

Each view of the studio says which right it needs: `@right(Right.WRITE)`, or `@anyone` before
somebody is signed in. One that says nothing stops the site from starting. The guard stands before
every view; without the right to it an address is not there, or leads to sign-in. Every change, of
whatever part of the site, needs the token that its form or script was given.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, flash, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import MethodNotAllowed

from publisher.accounts.people import Account, Session
from publisher.accounts.rights import Right
from publisher.site import site

STUDIO = "studio"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ENOUGH = 64_000  # bytes of a form from somebody who is not signed in
REFUSED = "PLAINSPOKEN_REFUSED"  # a header: too much was sent (door.py, nginx.conf)
LOST = (
    "You are not signed in any more, so nothing was saved. What you typed may still be there if "
    "you go back in your browser: copy it first, then sign in."
)
TOKEN = "token"  # noqa: S105 - where the cookie holds it

View = TypeVar("View", bound=Callable[..., Any])

tokens = CSRFProtect()


def right(needed: Right) -> Callable[[View], View]:
    """Say which right a view needs. It goes below the route: `@pages.get(…)`, then this."""

    def declare(view: View) -> View:
        view.right = needed  # type: ignore[attr-defined]
        return view

    return declare


def anyone(view: View) -> View:
    """Say that a view is for whoever comes: those who sign in."""
    view.right = None  # type: ignore[attr-defined]
    return view


def me() -> Account:
    """Whoever is signed in. In a view that needs a right there always is somebody."""
    found = signed_in()
    if not found:
        raise LookupError("nobody is signed in")
    return found.account


def signed_in() -> Session | None:
    """The session of the browser that asks, if it is signed in whole."""
    found = its_session()
    return found if found and not found.half else None


def its_session() -> Session | None:
    """The session of the browser that asks, even one that still owes its one-time code."""
    if "session" not in g:
        token = session.get(TOKEN)
        g.session = site().sessions.find(token) if isinstance(token, str) else None
    found: Session | None = g.session
    return found


def sign_in(whose: Account, *, half: bool = False) -> None:
    """Sign this browser in. Whatever its cookie held before is forgotten."""
    sign_out()
    session[TOKEN] = site().sessions.begin(whose, client(), half=half)


def sign_out() -> None:
    """Sign this browser out."""
    token = session.get(TOKEN)
    if isinstance(token, str):
        site().sessions.end(token)
    session.clear()
    g.pop("session", None)
    g.pop("csrf_token", None)


def client() -> str:
    """The address that asks."""
    return request.remote_addr or "unknown"


def in_studio() -> bool:
    """Whether the address that is asked for is of the studio, be it there or not."""
    return request.path == f"/{STUDIO}" or request.path.startswith(f"/{STUDIO}/")


def guarded(app: Flask) -> None:
    """Put the guard before every view; raises LookupError on one of the studio with no right."""
    for endpoint, view in app.view_functions.items():
        if endpoint.split(".")[0] == STUDIO and not hasattr(view, "right"):
            raise LookupError(f"say which right {endpoint} needs: @right(Right.…), or @anyone")
    app.config |= {
        "WTF_CSRF_CHECK_DEFAULT": False,  # the guard does, once it knows who asks
        "WTF_CSRF_TIME_LIMIT": None,  # a token is good for as long as the session
    }
    tokens.init_app(app)
    app.before_request(_guard)


def _guard() -> Response | None:
    if f"HTTP_{REFUSED}" in request.environ:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if "\0" in request.path:  # nothing is called so, and PostgreSQL cannot be asked
        abort(HTTPStatus.NOT_FOUND)
    if in_studio() and isinstance(request.routing_exception, MethodNotAllowed):
        abort(HTTPStatus.NOT_FOUND)
    if request.endpoint is None:
        return None
    needed = getattr(current_app.view_functions[request.endpoint], "right", None)
    if needed is not None:
        found = signed_in()
        if not found:
            return _to_sign_in()
        if not found.account.may(needed):
            abort(HTTPStatus.NOT_FOUND)
    if request.method not in SAFE:
        if needed is None:
            request.max_content_length = ENOUGH
        _refuse_strangers()
        tokens.protect()
    return None


def _to_sign_in() -> Response:
    here: str | None
    if request.method in SAFE:
        here = request.full_path.rstrip("?")
    else:
        here = urlsplit(request.referrer or "").path or None  # where the form was
        flash(LOST, "Not done")
    address = url_for("studio.signing_in.ask", then=here)
    return redirect(address, HTTPStatus.SEE_OTHER)  # type: ignore[return-value]


def _refuse_strangers() -> None:
    """Refuse a change that another site's page asks for, as browsers tell it (RFC 6454)."""
    origin = request.headers.get("Origin")
    ours = {request.host, urlsplit(site().settings.base_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise CSRFError("The origin is another site.")


def inside(address: str | None) -> str:
    r"""Where to go on to: `address` if it is a page of the studio, else the studio's first page.

    >>> inside("/studio/people?x=1"), inside("//elsewhere.example"), inside(r"/studio/\evil")
    ('/studio/people?x=1', '/studio', '/studio')
    """
    first = f"/{STUDIO}"
    if not address or not address.startswith(f"{first}/"):
        return first
    return address if address.isprintable() and "\\" not in address else first
