"""Errands: what a command would do by itself, done by a worker that runs beside it.

A command takes a second to start, and a voice another to load; a worker has done both. So
`plainspoken publish` looks for one first (`publisher.cli.errands`). An errand takes no turn in any
queue, as the command itself takes none, and ends when the command does.
"""

import logging
import socket
import threading
from contextlib import suppress
from pathlib import Path

from media.errors import PlainspokenError
from media.progress import Progress
from publisher.errors import words_for
from publisher.library import Library
from publisher.operating.logs import kind, log
from publisher.publishing import publish
from publisher.requests import taken_up
from publisher.settings import Settings
from publisher.wire import Line, Message, agreed, door

LOOKS = 0.5  # seconds between two looks at whether to stop


class Errands:
    """Listens at the data folder's socket, which only its own user may open."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._settings = settings
        self._library = library

    def listen(self, stop: threading.Event) -> None:
        """Do errands, each in a thread of its own, until `stop`."""
        with socket.socket(socket.AF_UNIX) as listening:
            try:
                _bind(listening, door(self._settings))
            except OSError as trouble:  # the path is too long, or another worker listens there
                log("no errands", error=kind(trouble))
                return
            listening.listen()
            listening.settimeout(LOOKS)
            while not stop.is_set():
                with suppress(TimeoutError):
                    connection, _ = listening.accept()
                    connection.setblocking(True)
                    threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        """Do what one command asks. Where that fails, it hears no more, and does it by itself."""
        with Line(connection) as line:
            try:
                for asked in line:
                    if agreed(asked["terms"], self._settings):
                        log("errand begins")
                        line.say(begun=True)
                        line.say(**self._done(asked, line))
                    return
            except OSError as trouble:
                log("errand given up", error=kind(trouble))
            except Exception as trouble:  # noqa: BLE001 - a worker outlives what it is asked for
                log("errand failed", level=logging.ERROR, error=kind(trouble))

    def _done(self, asked: Message, line: Line) -> Message:
        """What came of it, as the last message."""

        def report(now: Progress) -> None:
            line.say(progress=[now.stage, now.done, now.total])

        try:
            done = publish(
                taken_up(asked["request"], self._library.store),
                self._settings,
                self._library,
                who=asked["who"],
                report=report,
                previewed=lambda secret: line.say(preview=self._settings.preview(secret)),
            )
        except PlainspokenError as trouble:
            log("errand refused", error=kind(trouble))
            return {"trouble": words_for(trouble)}
        log("errand done", statement=done.slug)
        return {"done": done.facts(self._settings)}


def _bind(listening: socket.socket, place: str) -> None:
    """Take the place, or that of a worker that was killed. Raises OSError."""
    with socket.socket(socket.AF_UNIX) as visitor, suppress(FileNotFoundError):
        try:
            visitor.connect(place)
        except ConnectionRefusedError:
            Path(place).unlink()
        else:
            raise FileExistsError(place)
    listening.bind(place)
    Path(place).chmod(0o600)  # before anybody can connect
