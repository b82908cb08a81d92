"""How much the server takes in of a request before the site hears of it.

waitress keeps a request on disk until all of it is here, and only then asks the site who sends it.
So that nobody can fill the disk who may not, its size is judged as soon as its headers are here: by
the cookie, whose signature says that this browser was signed in.
"""

import re
from copy import copy
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.utilities import RequestEntityTooLarge
from werkzeug.http import parse_cookie

from publisher.accounts.sessions import LONGEST
from publisher.views.studio.access import ENOUGH, REFUSED, TOKEN

FORM = 80_000_000  # bytes: the file of the longest text, beside the same text typed
AROUND = 1_000_000  # bytes of a form around a recording
RECORDING = re.compile(r"/studio/drafts/\d+/recording")  # its form, which a browser sends whole


@dataclass(frozen=True, slots=True)
class Door:
    """Judges the requests to a site; `largest` is the most bytes of a recording."""

    app: Flask
    largest: int

    def most(self, path: str, cookies: str) -> int:
        """The bytes that may come to an address from whoever has these cookies."""
        if not self.was_signed_in(cookies):
            return ENOUGH
        return self.largest + AROUND if RECORDING.fullmatch(path) else FORM

    def stand_before(self, servers: dict[int, Any]) -> None:
        """Have every server of waitress' map judge what it receives."""
        for server in servers.values():
            if isinstance(server, BaseWSGIServer):
                server.channel_class = self._channel()

    def _channel(self) -> type[HTTPChannel]:
        door = self

        class Channel(HTTPChannel):  # type: ignore[misc]
            parser_class = staticmethod(lambda settings: _Judged(settings, door))

        return Channel

    def was_signed_in(self, cookies: str) -> bool:
        """Whether one of them was given to somebody who signed in, within a week."""
        cookie = parse_cookie(cookies).get(self.app.config["SESSION_COOKIE_NAME"], "")
        signed = SecureCookieSessionInterface().get_signing_serializer(self.app)
        if signed is None:  # a site without a key signs nobody in
            return False
        try:
            return TOKEN in signed.loads(cookie, max_age=int(LONGEST.total_seconds()))
        except BadData:
            return False


class _Judged(HTTPRequestParser):  # type: ignore[misc]
    """A request on its way. Of one that is too large nothing is kept.

    The site hears that it was refused, and answers with a page of its own; an error waitress would
    answer by itself. Browsers listen when all is sent, so what comes is thrown away until then; of
    what is larger than any form only for somebody who was signed in: to others the line is closed.
    """

    adj: Any  # waitress' settings
    chunked: bool
    content_length: int
    error: Any
    expect_continue: bool
    headers: dict[str, str]

    def __init__(self, settings: Any, door: Door) -> None:
        super().__init__(settings)
        self._door = door
        self._thrown_away = 0  # bytes that are still to come

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.content_length or self.chunked:  # readers, who send nothing, need not wait
            self.adj = copy(self.adj)
            # What it has to stay below, in waitress' own words.
            self.adj.max_request_body_size = 1 + self._door.most(self.path, self._cookies)

    def received(self, data: bytes) -> int:
        if self._thrown_away:
            used = min(len(data), self._thrown_away)
            self._thrown_away -= used
            self.completed = not self._thrown_away
            return used
        used = int(super().received(data))
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = None
            self.headers |= {REFUSED: "1", "CONTENT_LENGTH": "0"}
            if self._browser_waits():
                self._thrown_away, self.completed = self.content_length, False
            else:
                self.headers["CONNECTION"] = "close"
            self.expect_continue = False
        return used

    def _browser_waits(self) -> bool:
        """Whether whoever sends it listens when all is sent, and may have us wait for that."""
        if self.chunked or self.expect_continue:
            return False
        return self.content_length <= FORM or self._door.was_signed_in(self._cookies)

    @property
    def _cookies(self) -> str:
        cookies: str = self.headers.get("COOKIE", "")
        return cookies
