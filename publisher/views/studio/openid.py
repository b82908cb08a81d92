"""Signing in by the body's own OpenID Connect provider (OpenID Connect Core 1.0).

The provider says who somebody is; what they may do is ours. An account must be here already.
"""

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, redirect, request, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from publisher.settings import Settings
from publisher.site import site
from publisher.views.studio.access import anyone, inside, sign_in
from publisher.views.studio.pages import page

pages = Blueprint("openid", __name__, url_prefix="/sign-in/openid")

EXTENSION = "plainspoken.openid"
PATIENCE = 10  # seconds for the provider to answer
REFUSED = "Your organisation did not confirm who you are, or you have no account here"
AWAY = "Your organisation’s sign-in cannot be reached. Try again later, or use your password"


def join_provider(app: Flask, settings: Settings) -> None:
    """Know the provider that the settings name; it is asked nothing until somebody signs in."""
    if settings.openid_issuer:
        oauth = OAuth(app)
        app.extensions[EXTENSION] = oauth.register(
            "provider",
            client_id=settings.openid_client,
            client_secret=settings.openid_secret,
            server_metadata_url=f"{settings.openid_issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE,
            },
        )


@pages.get("")
@anyone
def go() -> Response:
    """Lead to the provider. A link, not a form: the policy lets forms lead nowhere else."""
    session["then"] = inside(request.args.get("then"))
    back = site().settings.base_url + url_for(".back")
    try:
        found: Response = _provider().authorize_redirect(back)
    except RequestException:
        return Response(_refused(AWAY), content_type="text/html; charset=utf-8")
    return found


@pages.get("/back")
@anyone
def back() -> str | Response:
    """Sign in whom the provider sends back."""
    provider, then = _provider(), inside(session.get("then"))
    try:
        token = provider.authorize_access_token()
        proved = token["userinfo"]  # what the signed token says
        told = proved if "email" in proved else provider.userinfo(token=token)
    except RequestException:
        return _refused(AWAY)
    except (OAuthError, JoseError, KeyError):
        return _refused(REFUSED)
    verified = told.get("email_verified") is True and told["sub"] == proved["sub"]
    email = told.get("email") if verified else None
    account = site().accounts.with_openid(f"{proved['iss']} {proved['sub']}", email)
    if account is None:
        return _refused(REFUSED)
    sign_in(account)
    return redirect(then)


def _refused(words: str) -> str:
    return page("studio/sign-in.html", errors={"openid": words}, then=inside(None))


def _provider() -> Any:
    return current_app.extensions.get(EXTENSION) or abort(404)
