"""For whoever runs the service, not for the public: whether it is well, and what it has done."""

from hmac import compare_digest
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from publisher.operating.health import Checks
from publisher.operating.metrics import Waiting, metrics
from publisher.site import site

ADDRESSES = frozenset({"/healthz", "/readyz", "/metrics"})
WORKER = "worker"


def health(checks: Checks, waiting: Waiting) -> Blueprint:
    """The three addresses; `checks` has a part called `worker`, told only where it is asked for."""
    views = Blueprint("health", __name__)

    @views.after_request
    def not_kept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @views.get("/healthz")
    def alive() -> Response:
        """That this process answers."""
        return jsonify(well=True)

    @views.get("/readyz")
    def ready() -> tuple[Response, int]:
        """Whether the database and the store are there, and with ?worker whether one is at work."""
        found = checks.health(spare=() if WORKER in request.args else {WORKER})
        status = HTTPStatus.OK if found.well else HTTPStatus.SERVICE_UNAVAILABLE
        return jsonify(well=found.well, parts=dict(found.parts)), status

    @views.get("/metrics")
    def counted() -> Response:
        """What Prometheus is told, to whoever shows the token of the settings."""
        token = site().settings.metrics_token
        shown = request.authorization.token if request.authorization else None
        if not token or not shown or not compare_digest(token.encode(), shown.encode()):
            abort(HTTPStatus.NOT_FOUND)
        body = metrics(site().library.engine, waiting)
        return Response(body, content_type=CONTENT_TYPE_LATEST)

    return views
