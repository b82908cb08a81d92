"""What is said at the address of a statement that is not there, or no longer."""

from http import HTTPStatus

from flask import Response, abort

from publisher.phrases import phrases_for
from publisher.site import draw, site


def absent(slug: str) -> Response:
    """That the statement was withdrawn, when and why; 404 where there was none.

    Of what is under embargo nothing is told, and no cache may hold that there is nothing.
    """
    found = site().library.withdrawal(slug) or abort(HTTPStatus.NOT_FOUND)
    phrases = phrases_for(found.language, site().settings.language)
    return Response(
        draw("reader/withdrawn.html", phrases, withdrawn=found),
        HTTPStatus.GONE,
        {"Cache-Control": "no-cache"},
    )
