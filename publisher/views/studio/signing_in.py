"""Signing in and out, and choosing a password by a link.

Nothing here tells whether somebody has an account: the words are the same, and the time.
"""

from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from publisher.accounts.people import Account
from publisher.accounts.rights import Right
from publisher.site import site
from publisher.views.studio.access import (
    anyone,
    client,
    inside,
    its_session,
    right,
    sign_in,
    sign_out,
    signed_in,
)
from publisher.views.studio.new_password import password_errors
from publisher.views.studio.pages import Errors, page, tell

pages = Blueprint("signing_in", __name__)

Answer = str | Response | tuple[str, int]

TOO_OFTEN = "There were too many tries. Wait 15 minutes, then try again"
WRONG = "Your e-mail address or your password is not right. Check both"
WRONG_CODE = "This code is not right, or it was used already. Wait for the next one"


@pages.get("/sign-in")
@anyone
def ask() -> Answer:
    """Ask who somebody is."""
    then = inside(request.args.get("then"))
    return redirect(then) if signed_in() else page("studio/sign-in.html", then=then)


@pages.post("/sign-in")
@anyone
def check() -> Answer:
    """Sign in by e-mail address and password; a one-time code may be asked for next."""
    email, then = request.form.get("email", ""), inside(request.form.get("then"))

    def again(words: str) -> str:
        return page("studio/sign-in.html", errors={"email": words}, email=email, then=then)

    here = site()
    known = here.sessions.knows(email, client())
    if not here.throttle.allows(email, client(), known=known):
        return again(TOO_OFTEN), HTTPStatus.TOO_MANY_REQUESTS
    account = here.accounts.with_password(email, request.form.get("password", ""))
    if account is None:
        return again(WRONG)
    sign_in(account, half=account.codes)
    if account.codes:  # tries are forgotten when the code is right too
        return redirect(url_for(".ask_code", then=then))
    here.throttle.forget(email, client(), known=known)
    return redirect(then)


@pages.get("/sign-in/code")
@anyone
def ask_code() -> Answer:
    """Ask for the one-time code."""
    if not _half_signed_in():
        return redirect(url_for(".ask"))
    return page("studio/sign-in-code.html", then=inside(request.args.get("then")))


@pages.post("/sign-in/code")
@anyone
def check_code() -> Answer:
    """Sign in whole by a one-time code, or by a recovery code."""
    account, then = _half_signed_in(), inside(request.form.get("then"))
    if account is None:
        return redirect(url_for(".ask"))

    def again(words: str) -> str:
        return page("studio/sign-in-code.html", errors={"code": words}, then=then)

    here = site()
    known = here.sessions.knows(account.email, client())
    if not here.throttle.allows(account.email, client(), known=known):
        return again(TOO_OFTEN), HTTPStatus.TOO_MANY_REQUESTS
    if not here.accounts.right_code(account.id, request.form.get("code", "")):
        return again(WRONG_CODE)
    sign_in(account)
    here.throttle.forget(account.email, client(), known=known)
    return redirect(then)


def _half_signed_in() -> Account | None:
    found = its_session()
    return found.account if found and found.half else None


@pages.post("/sign-out")
@right(Right.ACCOUNT)
def leave() -> Answer:
    """Sign out of this browser."""
    sign_out()
    tell("You have signed out.")
    return redirect(url_for(".ask"))


@pages.get("/invitation/<secret>")
@anyone
def invited(secret: str) -> Answer:
    """Ask whoever has the link for a password."""
    account = site().accounts.invited(secret)
    return _invitation(account, {}) if account else _used()


@pages.post("/invitation/<secret>")
@anyone
def accept(secret: str) -> Answer:
    """Set the password, and sign in."""
    here = site()
    account = here.accounts.invited(secret)
    if account is None:
        return _used()
    new = request.form.get("new", "")
    errors = password_errors(new, request.form.get("again", ""), account)
    if errors:
        return _invitation(account, errors)
    accepted = here.accounts.accept(secret, new)
    if accepted is None:  # it was used in another window meanwhile
        return _used()
    sign_in(accepted)
    tell("Your password is set, and you are signed in.")
    return redirect(url_for("studio.home"))


def _used() -> Answer:
    """Say what to do with a link that was used, has ended, or never was: it is not told which."""
    return page("studio/invitation-used.html"), HTTPStatus.NOT_FOUND


def _invitation(account: Account, errors: Errors) -> str:
    return page("studio/invitation.html", errors=errors, invited=account)
