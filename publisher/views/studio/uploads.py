"""Taking recordings in by script, in parts: tus 1.0.0, its core and the extension “creation”.

https://tus.io/protocols/resumable-upload. The script is `static/upload.js`; a form without script
sends its file whole (`recording`).
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for

from media.errors import TooLong
from publisher.accounts.rights import Right
from publisher.errors import status_for, words_for
from publisher.site import site
from publisher.uploads.values import Misplaced, Upload
from publisher.views.studio.access import me, right

pages = Blueprint("uploads", __name__, url_prefix="/uploads")

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
COUNT = re.compile(r"\d{1,15}", re.ASCII)


@pages.before_request
def of_one_version() -> Response | None:
    """Refuse a script that speaks another version."""
    if request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == VERSION:
        return None
    return Response(status=HTTPStatus.PRECONDITION_FAILED)


@pages.after_request
def told(response: Response) -> Response:
    """Say what is spoken here."""
    response.headers["Tus-Resumable"] = response.headers["Tus-Version"] = VERSION
    return response


@pages.route("", methods=["OPTIONS"])
@right(Right.WRITE)
def offered() -> Response:
    """Say what may be asked for."""
    answer = Response(status=HTTPStatus.NO_CONTENT)
    answer.headers["Tus-Extension"] = "creation"
    answer.headers["Tus-Max-Size"] = str(site().counter.largest)
    return answer


@pages.post("")
@right(Right.WRITE)
def begin() -> Response:
    """Expect a file."""
    try:
        upload = site().counter.begin(me().id, _name(), _count("Upload-Length"))
    except TooLong as trouble:
        return Response(words_for(trouble), status_for(trouble), content_type="text/plain")
    answer = _stands(upload, HTTPStatus.CREATED)
    answer.headers["Location"] = url_for(".take", key=upload.id)
    return answer


@pages.get("/<key>")
@right(Right.WRITE)
def ask(key: str) -> Response:
    """Say how much has arrived (to HEAD)."""
    return _stands(_find(key), HTTPStatus.OK)


@pages.patch("/<key>")
@right(Right.WRITE)
def take(key: str) -> Response:
    """Take a part."""
    if request.mimetype != PART:
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        upload = site().counter.take(_find(key), _count("Upload-Offset"), request.stream)
    except Misplaced as trouble:
        answer = Response(status=HTTPStatus.CONFLICT)
        answer.headers["Upload-Offset"] = str(trouble.here)
        return answer
    return _stands(upload, HTTPStatus.NO_CONTENT)


def _find(key: str) -> Upload:
    return site().counter.find(key, me().id) or abort(HTTPStatus.NOT_FOUND)


def _stands(upload: Upload, status: HTTPStatus) -> Response:
    answer = Response(status=status)
    answer.headers["Upload-Offset"] = str(upload.here)
    answer.headers["Upload-Length"] = str(upload.size)
    return answer


def _count(header: str) -> int:
    count = request.headers.get(header, "")
    if not COUNT.fullmatch(count):
        abort(HTTPStatus.BAD_REQUEST)
    return int(count)


def _name() -> str:
    """The file's name, as Upload-Metadata has it: keys, and values in base 64."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return b64decode(value, validate=True).decode()
            except (NotBase64, UnicodeDecodeError):
                abort(HTTPStatus.BAD_REQUEST)
    return ""
