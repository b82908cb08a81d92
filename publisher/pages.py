"""Pages kept as they are sent, until the site changes.

A page is drawn once for each version of the site and kept with its compressed twin, in front of
Flask: what it costs after that is asking the library for its version.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import parse_accept_header, parse_etags
from werkzeug.wsgi import ClosingIterator

from media.errors import StoreAway

ROOM = 64_000_000  # bytes of pages kept: a busy site's pages, and a small part of a small machine
# Kept by readers too, but asked for again each time: a correction must show at once.
FRESH = "public, max-age=0, must-revalidate"

Key = tuple[str, str]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one of its forms, and what is said of it when it is sent and when it is not."""

    body: bytes
    tag: str
    sent: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class Forms:
    """A page plain and compressed; each has a tag of its own, as RFC 9110 8.8.3 asks."""

    plain: Page
    gzipped: Page

    @classmethod
    def of(cls, body: bytes, headers: Headers) -> "Forms":
        """Compress and tag what was drawn; `headers` are those that it was drawn with."""
        digest = hashlib.sha256(body).hexdigest()[:32]
        about = [h for h in headers if h[0] not in {"Content-Type", "Content-Length"}]
        about += [("Vary", "Accept-Encoding"), ("Cache-Control", FRESH)]

        def form(body: bytes, tag: str, encoding: Headers) -> Page:
            unchanged = [*about, ("ETag", f'"{tag}"')]
            kind = [("Content-Type", "text/html; charset=utf-8"), *encoding]
            return Page(
                body, tag, [*unchanged, *kind, ("Content-Length", str(len(body)))], unchanged
            )

        return cls(
            form(body, digest, []),
            form(gzip.compress(body), f"{digest}-gzip", [("Content-Encoding", "gzip")]),
        )

    @property
    def size(self) -> int:
        """Bytes kept."""
        return len(self.plain.body) + len(self.gzipped.body)


class KeptPages:
    """Stands before an app and keeps the pages used last, as many as `room` bytes hold.

    Pages are what it answers to GET with 200 and HTML, unless it says that they may not be kept;
    everything else passes through untouched. Of an address in `never` not even the version is
    asked: it is to answer where the library does not.
    """

    def __init__(
        self,
        app: WSGIApplication,
        version: Callable[[], int],
        room: int = ROOM,
        never: Collection[str] = (),
    ) -> None:
        self.app = app
        self._version = version
        self._room = room
        self._never = never
        self._used = 0
        self._seen = -1
        self._pages: OrderedDict[Key, Forms] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"} or environ["PATH_INFO"] in self._never:
            return self.app(environ, start_response)
        key = (environ["PATH_INFO"], environ["QUERY_STRING"])
        try:
            version = self._version()
        except StoreAway:  # the app says so itself, wherever it cannot do without
            return self.app(environ, start_response)
        forms = self._find(version, key)
        if forms is None:
            drawn = _Drawn(self.app, {**environ, "REQUEST_METHOD": "GET"})
            if not drawn.is_page:
                if method == "GET":
                    return drawn.passed_on(start_response)
                drawn.close()
                return self.app(environ, start_response)
            forms = Forms.of(drawn.body(), drawn.headers)
            self._keep(version, key, forms)
        return _answer(forms, environ, start_response)

    def _find(self, version: int, key: Key) -> Forms | None:
        with self._lock:
            if version > self._seen:
                self._pages.clear()
                self._used, self._seen = 0, version
            forms = self._pages.get(key) if version == self._seen else None
            if forms:
                self._pages.move_to_end(key)
            return forms

    def _keep(self, version: int, key: Key, forms: Forms) -> None:
        with self._lock:
            if version == self._seen and key not in self._pages and forms.size <= self._room:
                self._pages[key] = forms
                self._used += forms.size
                while self._used > self._room:
                    self._used -= self._pages.popitem(last=False)[1].size


class _Drawn:
    """An answer of the app, held back until it is known to be a page or not."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        self.status = ""
        self.headers: Headers = []
        self._parts = app(environ, self._start)

    def _start(
        self, status: str, headers: Headers, _trouble: object = None
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return lambda _: None  # WSGI's old way to write, which Flask does not use

    @property
    def is_page(self) -> bool:
        said = dict(self.headers)
        return (
            self.status.startswith("200")
            and said.get("Content-Type") == "text/html; charset=utf-8"
            and said.get("Cache-Control") != "no-store"
        )

    def body(self) -> bytes:
        try:
            return b"".join(self._parts)
        finally:
            self.close()

    def passed_on(self, start: StartResponse) -> Iterable[bytes]:
        start(self.status, self.headers)
        return self._parts

    def close(self) -> None:
        ClosingIterator(self._parts).close()


def _answer(forms: Forms, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    page = forms.gzipped if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else forms.plain
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(page.tag):
        start("304 NOT MODIFIED", page.unchanged[:])
        return []
    start("200 OK", page.sent[:])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


@lru_cache(64)
def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    return parse_accept_header(accepted).quality("gzip") > 0
