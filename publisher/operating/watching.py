"""Each request is logged and counted, and nothing of who asked or what for.

It stands before everything else, so that a page that is kept is counted as well. An answer is
timed until it is ready to be sent: how long a reader takes to receive it is the reader's line.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from time import perf_counter
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import REGISTRY, Histogram
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from publisher.operating.logs import log

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ANSWERS = Histogram(
    "plainspoken_request_seconds",
    "Requests, by the time until the answer was ready to be sent.",
    ("route", "method", "status"),
    buckets=SECONDS,
    registry=REGISTRY,
)
NO_ROUTE = "none"  # an address that the site does not have
UNANSWERED = 500


class Watched:
    """Stands before `app` and logs and counts what it answers, by the routes of `routes`."""

    def __init__(self, app: WSGIApplication, routes: Map) -> None:
        self.app = app
        self._routes = routes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        status = UNANSWERED

        def start(
            line: str, headers: list[tuple[str, str]], *trouble: object
        ) -> Callable[[bytes], object]:
            nonlocal status
            status = int(line[:3])
            return start_response(line, headers, *trouble)  # type: ignore[arg-type]

        try:
            # Given back as it is: a server sends a file by itself only if it sees that it is one.
            return self.app(environ, start)
        finally:
            self._note(environ, status, perf_counter() - began)

    def _note(self, environ: WSGIEnvironment, status: int, seconds: float) -> None:
        method = environ["REQUEST_METHOD"]
        method = method if method in METHODS else "other"
        route, statement = self._place(environ, method)
        statement = statement if status < HTTPStatus.BAD_REQUEST else None  # it may be anything
        ANSWERS.labels(route, method, status).observe(seconds)
        log(
            "request",
            method=method,
            route=route,
            statement=statement,
            status=status,
            ms=round(seconds * 1000, 1),
        )

    def _place(self, environ: WSGIEnvironment, method: str) -> tuple[str, str | None]:
        """The route, such as /files/<digest>/<name>, and the statement's address where it has one.

        The path itself is not told: it may be a draft's secret.
        """
        try:
            rule, parts = self._routes.bind("").match(
                environ["PATH_INFO"], method="GET" if method == "HEAD" else method, return_rule=True
            )
        except HTTPException:
            return NO_ROUTE, None
        return rule.rule, parts.get("slug")
