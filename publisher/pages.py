"""Pages kept as they are sent, until the site changes.

A page is drawn once for each version of the site and kept with its compressed twin; what it costs
after that is asking the library for its version.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

ROOM = 64_000_000  # bytes of pages kept: a busy site's pages, and a small part of a small machine


@dataclass(frozen=True, slots=True)
class Page:
    """A page in both its forms; each form has a tag of its own, as RFC 9110 8.8.3 asks."""

    body: bytes
    gzipped: bytes
    tag: str

    @classmethod
    def of(cls, text: str) -> "Page":
        """Compress and tag what was drawn."""
        body = text.encode()
        return cls(body, gzip.compress(body), hashlib.sha256(body).hexdigest()[:32])

    @property
    def size(self) -> int:
        """Bytes kept."""
        return len(self.body) + len(self.gzipped)


class Shelf:
    """Keeps the pages used last, as many as `room` bytes hold, of one version of the site."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._used = 0
        self._version = -1
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()

    def page(self, version: int, key: Hashable, draw: Callable[[], str | None]) -> Page | None:
        """The page kept under `key`, else the one that is drawn now; None where there is none."""
        with self._lock:
            if version > self._version:
                self._pages.clear()
                self._used, self._version = 0, version
            if version == self._version and (kept := self._pages.get(key)):
                self._pages.move_to_end(key)
                return kept
        text = draw()  # unlocked: two readers may draw the same page, and none waits for another
        if text is None:
            return None
        page = Page.of(text)
        with self._lock:
            if version == self._version and key not in self._pages and page.size <= self._room:
                self._pages[key] = page
                self._used += page.size
                while self._used > self._room:
                    self._used -= self._pages.popitem(last=False)[1].size
        return page
