"""The Flask service that people read, hear and take statements from."""

from functools import partial
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from govuk_frontend_jinja import __name__ as govuk
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import AnyConverter, Map

from media.errors import StoreAway
from publisher.headers import careful
from publisher.library import Library
from publisher.operating.health import Checks
from publisher.operating.kept import kept_files
from publisher.operating.watching import Watched
from publisher.operating.workers import Workers
from publisher.pages import KeptPages
from publisher.phrases import PHRASES
from publisher.secret_key import secret_key
from publisher.settings import Settings
from publisher.site import Site, draw, site, site_phrases
from publisher.views.files import files
from publisher.views.health import ADDRESSES, WORKER, health
from publisher.views.preview import preview
from publisher.views.reader import reader
from publisher.views.studio import not_there, studio
from publisher.views.studio.access import guarded
from publisher.views.studio.openid import join_provider

HERE = Path(__file__).parent
LARGEST_FORM = 16_000_000  # bytes of its fields: two long texts, and what they are written in
SOON = 30  # seconds, after which to ask again for what does not answer now
WORDED = {404, 413, 416, 500, 503}  # statuses that the phrases have words of their own for


def create_app(settings: Settings, library: Library) -> Flask:
    """Put the public site together. Raises FileNotFoundError where its front end was not built."""
    app = Flask("publisher", static_folder=None)
    app.extensions["plainspoken"] = Site(settings, library)
    app.jinja_options = {
        "loader": ChoiceLoader(
            [
                FileSystemLoader([HERE / "templates", HERE.parent / "templates"]),
                PrefixLoader({govuk: PackageLoader(govuk)}),
            ]
        ),
        "undefined": ChainableUndefined,  # GOV.UK's macros look into what was not given
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.url_map.converters["language"] = _LanguageConverter
    careful(app, settings, library.store.origin)
    app.register_blueprint(reader)
    app.register_blueprint(files)
    app.register_blueprint(preview)
    app.register_blueprint(studio)
    _remember(app, settings)
    guarded(app)
    join_provider(app, settings)
    app.register_error_handler(HTTPException, _told)
    app.register_error_handler(StoreAway, _away)
    app.register_blueprint(_health(settings, library))
    stand_before(app, library)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    return app


def _remember(app: Flask, settings: Settings) -> None:
    """Let the studio keep a signed cookie; the public site never opens it, so it sends none."""
    app.secret_key = secret_key(settings)
    app.config |= {
        # A name that browsers hold to this host, to https and to the whole site: RFC 6265bis, 4.1.3
        "SESSION_COOKIE_NAME": "__Host-studio" if settings.secure else "studio",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
    }


def stand_before(app: Flask, library: Library) -> None:
    """Put what answers without Flask where it can before Flask, and what watches before that."""
    drawn = partial(Flask.wsgi_app, app)
    kept = KeptPages(drawn, library.version, never=ADDRESSES)
    app.wsgi_app = Watched(kept, app.url_map)  # type: ignore[method-assign]


def _health(settings: Settings, library: Library) -> Blueprint:
    """What is told to whoever runs the service."""
    checks = Checks(
        {
            "database": library.version,
            "store": kept_files(library.store).answers,
            WORKER: Workers(settings, library.engine).answer,
        }
    )
    return health(checks, _waiting)


def _waiting() -> dict[str, int]:
    return site().desk.waiting()


class _LanguageConverter(AnyConverter):
    """A language that the pages speak, as the first part of an address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, *PHRASES)


def _told(error: HTTPException) -> Response:
    """Say what went wrong and what to do, in the address's language; the studio, in its own."""
    if error.code == HTTPStatus.NOT_FOUND and (shown := not_there()):
        return shown
    said = error.code if error.code in WORDED else "other"
    asked = request.path.split("/")[1]  # the first part of an address may be a language
    phrases = PHRASES.get(asked) or site_phrases()
    response = Response(draw("errors/error.html", phrases, said=said), error.code)
    response.headers["Cache-Control"] = "no-cache"  # what is not there may be in a second
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:  # such as Content-Range, Allow
            response.headers[name] = value
    return response


def _away(_: StoreAway) -> Response:
    """Ask to come back: the database or the store is elsewhere, and does not answer."""
    return _told(ServiceUnavailable(retry_after=SOON))
