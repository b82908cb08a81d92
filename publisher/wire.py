"""How a command speaks to a worker of the same data folder: in JSON, a line a message."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.metadata import version
from typing import Any, Self

from publisher.settings import Settings, variable

Message = dict[str, Any]

_VERSION = "version"  # beside the names of settings


class Line:
    """One end of a connection, closed at the end of a block. OSError where the other is gone."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._heard = connection.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._heard.close()
        self._connection.close()

    def __iter__(self) -> Iterator[Message]:
        """What the other end says, until it ends."""
        return map(json.loads, self._heard)

    def say(self, **message: object) -> None:
        """Say something."""
        self._connection.sendall(json.dumps(message).encode() + b"\n")


def door(settings: Settings) -> str:
    """The path of the socket at which a worker listens."""
    return str(settings.data / "worker.socket")


def terms(settings: Settings, environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """On what a command hands its work over: the version, and whatever was set for it.

    Who asks at a terminal has often set but the data folder: all else is then as the site has it.
    """
    told = {f.name for f in fields(Settings) if variable(f) in environment} | {_VERSION}
    return {name: value for name, value in _offered(settings).items() if name in told}


def agreed(asked: Mapping[str, str], settings: Settings) -> bool:
    """Whether a worker with these settings can take it on."""
    return asked.items() <= _offered(settings).items()


def _offered(settings: Settings) -> dict[str, str]:
    own = {f.name: str(getattr(settings, f.name)) for f in fields(Settings) if f.name != "data"}
    return {**own, _VERSION: version("plainspoken")}
