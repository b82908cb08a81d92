"""What is logged: one line for each request and for each stage of a job, to standard error.

A line holds facts that this project chose: which statement, which job, how long, what kind of
trouble. It never holds what an error says, for that may quote a statement, nor what other
libraries say, nor anything of a reader. Of those it says where in the code, and what kind.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import extract_tb
from types import MappingProxyType
from typing import TextIO

OWN = "plainspoken"
FORMS = ("auto", "json", "plain")

Fact = str | int | float | None
Facts = Mapping[str, Fact]

_about: ContextVar[Facts] = ContextVar("about", default=MappingProxyType({}))


@contextmanager
def about(**facts: Fact) -> Iterator[None]:
    """Put facts, such as `statement` (a slug) and `job` (an id), on every line logged within."""
    token = _about.set({**_about.get(), **facts})
    try:
        yield
    finally:
        _about.reset(token)


def log(event: str, *, level: int = logging.INFO, **facts: Fact) -> None:
    """Log that something happened, with facts that hold no text of a statement and no person."""
    logging.getLogger(OWN).log(level, event, extra={"facts": {**_about.get(), **facts}})


def start_logging(form: str = "auto", stream: TextIO | None = None) -> None:
    """Send every line to `stream` (standard error), as `json` or `plain`.

    `auto` is plain where somebody is watching. Libraries are heard from warnings upwards.
    """
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    plain = form == "plain" or (form == "auto" and stream.isatty())
    handler.setFormatter(PlainLines() if plain else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OWN).setLevel(logging.INFO)
    jobs = logging.getLogger("dbos")  # brings a handler of its own, unless it has one
    jobs.handlers, jobs.propagate = [handler], False
    jobs.setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """A record as one JSON object: at, level, event, and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {k: v for k, v in _told(record).items() if v is not None}
        return json.dumps({"at": _moment(record), "level": record.levelname.lower(), **facts})


class PlainLines(logging.Formatter):
    """A record as words for somebody who is watching."""

    def format(self, record: logging.LogRecord) -> str:
        told = {k: v for k, v in _told(record).items() if v is not None}
        event = told.pop("event")
        facts = [f"{name}={value}" for name, value in told.items()]
        return " ".join([_moment(record)[11:19], str(event), *facts])


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _told(record: logging.LogRecord) -> dict[str, Fact]:
    """What may be said of a record. What another library says stays unsaid: it may quote."""
    told: dict[str, Fact] = (
        {"event": record.getMessage(), **getattr(record, "facts", {})}
        if record.name == OWN
        else {"event": record.name, **_about.get(), "where": f"{record.module}:{record.lineno}"}
    )
    trouble = record.exc_info and record.exc_info[1]
    if trouble:
        told |= {"error": kind(trouble), "trace": _trace(trouble)}
    return told


def kind(trouble: BaseException) -> str:
    """The class of an error, and of what was behind it; never its words.

    >>> kind(KeyError("a reader's name"))
    'KeyError'
    """
    names = [type(trouble).__name__]
    cause = trouble.__cause__ or trouble.__context__
    while cause and len(names) < 5:  # noqa: PLR2004 - the rest is far from what happened
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " < ".join(names)


def _trace(trouble: BaseException) -> str:
    """Where it happened, innermost first."""
    frames = reversed(extract_tb(trouble.__traceback__))
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
