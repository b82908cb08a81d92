"""Files to take away and to play, and the site's own styles, scripts and fonts."""

import re
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, send_file
from werkzeug.exceptions import HTTPException
from werkzeug.http import is_resource_modified
from werkzeug.wsgi import wrap_file

from media.errors import FormAbsent
from media.takeaway import AT_ONCE
from publisher.pages import FRESH, takes_gzip
from publisher.site import site
from publisher.statements import File
from publisher.takeaway import make_now
from publisher.views.absent import absent

files = Blueprint("files", __name__)

ANYONE = "cross-origin"  # public words may be played and shown from any site
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = (
    "max-age=300"  # seconds: where a file is now, a small part of how long it can be had there
)
SMALL = 1_000_000  # bytes: sent in no time, and no work for a web server to hand over
ONE_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-\d{1,18})", re.ASCII)


@files.get("/statements/<slug>/<name>")
def download(slug: str, name: str) -> Response:
    """A form of the newest revision, to be saved; the address stays when the text is corrected."""
    here = site()
    found = here.library.statement(slug)
    if found is None:
        return absent(slug)
    file = found.files.get(name)
    if not file and name in AT_ONCE:
        with suppress(FormAbsent):
            file = make_now(name, found, here.settings, here.library)
    if not file:
        abort(404)
    saved = f'attachment; filename="{slug}-{name}"'
    response = send(file, f"{slug}-{name}", found.revision.published, saved)
    response.headers["Cross-Origin-Resource-Policy"] = ANYONE
    response.headers.setdefault("Cache-Control", FRESH)
    return response


@files.get("/files/<digest>/<name>")
def by_content(digest: str, name: str) -> Response:
    """A file of a published statement by its digest, to be played; it never changes."""
    found = site().library.public_file(digest, name) or abort(404)
    response = send(found, name, None)
    response.headers["Cross-Origin-Resource-Policy"] = ANYONE
    response.headers.setdefault("Cache-Control", FOREVER)
    return response


def send(
    file: File, name: str, changed: datetime | None, disposition: str | None = None
) -> Response:
    """Have a file sent by the store or by nginx, or else send it from here.

    A `disposition` (RFC 6266) that is None lets browsers show it.
    """
    response = _sent_elsewhere(file, disposition) or _sent_from_here(file, name, changed)
    response.headers["Content-Type"] = file.media_type
    if disposition:
        response.headers["Content-Disposition"] = disposition
    return response


def _sent_elsewhere(file: File, disposition: str | None) -> Response | None:
    """Send a reader to the store, or have nginx send the file; None where neither is set up.

    Text stays with the site, from which alone a page may read it (HTML, `track`), and so do small
    files. The store's addresses are signed for GET, so HEAD is answered here.
    """
    here = site()
    if here.library.store.origin:
        if file.size <= SMALL or file.media_type.startswith("text/"):
            return None
        if request.method == "HEAD":
            return Response(headers={"Content-Length": str(file.size), "Accept-Ranges": "bytes"})
        address = here.library.store.address(file.digest, file.media_type, disposition)
        return Response(status=302, headers={"Location": address, "Cache-Control": BRIEFLY})
    if here.settings.accel:
        place = f"{here.settings.accel}/{file.digest[:2]}/{file.digest}"
        return Response(headers={"X-Accel-Redirect": place})
    return None


def _sent_from_here(file: File, name: str, changed: datetime | None) -> Response:
    """Send a file whole or in part, or say that it is unchanged (RFC 9110, 13 and 14)."""
    opened = site().library.open_file(file.digest)
    response = send_file(
        opened,
        mimetype="application/octet-stream",  # the file knows better, down to its charset
        etag=file.digest,
        last_modified=changed,
        conditional=False,
        download_name=name,
    )
    response.content_length = file.size
    del response.headers["Cache-Control"]  # for whoever asked to say
    if not _in_part(response):
        request.environ.pop("HTTP_RANGE", None)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=file.size)
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            abort(response.status_code)
    except HTTPException:
        response.close()
        raise
    start = response.content_range.start
    if start is not None and "wsgi.file_wrapper" in request.environ:
        # Werkzeug would read the part, and a slow reader hold the thread that does. A server that
        # sees a file sends it by itself, from where it stands for Content-Length bytes (PEP 3333).
        opened.seek(start)
        response.response = wrap_file(request.environ, opened)
    return response


def _in_part(response: Response) -> bool:
    """Whether to answer with the part that is asked for, where werkzeug alone would say too often.

    A range means nothing to HEAD (14.2); one that breaks the rules, or is counted in something
    else than bytes, is ignored (14.2); several may be answered by the whole. A reader that has the
    file already is told so first (13.2.2), and If-Range counts only by a strong tag (13.1.5).
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not found:
        return False
    first, last = found.groups()
    if last and int(last) < int(first):
        return False
    headers = response.headers
    if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
        return False
    return is_resource_modified(
        request.environ, headers["ETag"], last_modified=headers.get("Last-Modified")
    )


@files.get("/static/<release>/<path:name>")
def asset(release: str, name: str) -> Response:
    """A file of the site itself; one asked for by an older page is not kept."""
    here = site()
    found = here.assets.get(name)
    if found is None:
        abort(404)
    accepted = request.headers.get("Accept-Encoding", "")
    gzipped = found.gzipped if takes_gzip(accepted) else None
    response = Response(gzipped or found.body, content_type=found.media_type)
    if gzipped:
        response.headers["Content-Encoding"] = "gzip"
    if found.gzipped:
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if release == here.assets.release else "no-store"
    return response
