"""One's own account: the password, one-time codes, and where one is signed in."""

from flask import Blueprint, Response, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response as Answered

from publisher.accounts.codes import picture
from publisher.accounts.rights import Right
from publisher.site import site
from publisher.views.studio.access import TOKEN, client, me, right, sign_in
from publisher.views.studio.new_password import password_errors
from publisher.views.studio.pages import Errors, page, tell
from publisher.views.studio.signing_in import TOO_OFTEN

pages = Blueprint("account", __name__, url_prefix="/account")

Answer = str | Answered

NOT_YOURS = "This is not your password"
ALREADY = (
    "One-time codes are on already. If you did not see your recovery codes, turn them off, and on "
    "again."
)


@pages.get("")
@right(Right.ACCOUNT)
def mine() -> Answer:
    """What is known of somebody, and what they can change."""
    return page("studio/account.html", sessions=site().sessions.of(me(), session[TOKEN]))


@pages.post("/end-sessions")
@right(Right.ACCOUNT)
def end_sessions() -> Answer:
    """Sign out everywhere but here."""
    site().sessions.end_all(me(), who=me().name, but=session[TOKEN])
    tell("You are signed out everywhere but here.")
    return redirect(url_for(".mine"))


@pages.get("/password")
@right(Right.ACCOUNT)
def ask_password() -> Answer:
    """Ask for a new password."""
    return page("studio/account-password.html")


@pages.post("/password")
@right(Right.ACCOUNT)
def change_password() -> Answer:
    """Change the password; whoever else was signed in with the old one is signed out."""
    new = request.form.get("new", "")
    errors = _its_me() or password_errors(new, request.form.get("again", ""), me())
    if errors:
        return page("studio/account-password.html", errors=errors)
    account = me()
    site().accounts.set_password(account.id, new, who=account.name)
    site().sessions.end_all(account, who=account.name)
    sign_in(account)
    tell("Your password is changed. You are signed out everywhere but here.")
    return redirect(url_for(".mine"))


@pages.get("/codes")
@right(Right.ACCOUNT)
def ask_codes() -> Answer:
    """Show the secret for an app, and ask for the first code; or ask whether to turn codes off."""
    return _codes({})


@pages.post("/codes")
@right(Right.ACCOUNT)
def change_codes() -> Answer:
    """Turn one-time codes on, by the first of them, or off; the form that was sent says which."""
    accounts, account = site().accounts, me()
    on = "code" in request.form
    if on and account.codes:  # the form was sent twice
        tell(ALREADY, done=False)
        return redirect(url_for(".mine"))
    errors = _its_me()
    if errors:
        return _codes(errors)
    if not on:
        accounts.turn_codes_off(account.id, who=account.name)
        tell("One-time codes are off.")
        return redirect(url_for(".mine"))
    recovery = accounts.turn_codes_on(account.id, request.form.get("code", ""), who=account.name)
    if recovery is None:
        return _codes({"code": "This code is not right. Check that your telephone’s clock is"})
    return page("studio/recovery-codes.html", recovery=recovery)


@pages.get("/codes.svg")
@right(Right.ACCOUNT)
def codes_picture() -> Response:
    """The secret as a QR code, until codes are on."""
    account = me()
    if account.codes or not account.has_password:
        abort(404)
    secret = site().accounts.code_secret(account.id)
    svg = picture(secret, account.email, site().settings.body_name)
    return Response(svg, content_type="image/svg+xml")


def _codes(errors: Errors) -> str:
    account = me()
    if not account.has_password:  # whoever signs in elsewhere is asked for codes there
        abort(404)
    secret = None if account.codes else site().accounts.code_secret(account.id)
    return page("studio/account-codes.html", errors=errors, secret=secret)


def _its_me() -> Errors:
    """Whether the form has one's password in `password`, for changes that others would like."""
    here, account = site(), me()
    known = here.sessions.knows(account.email, client())
    if not here.throttle.allows(account.email, client(), known=known):
        return {"password": TOO_OFTEN}
    if not here.accounts.with_password(account.email, request.form.get("password", "")):
        return {"password": NOT_YOURS}
    here.throttle.forget(account.email, client(), known=known)
    return {}
