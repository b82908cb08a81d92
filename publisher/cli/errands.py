"""Having a worker do what this command would do by itself: see `publisher.jobs.errands`."""

import socket
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from media.progress import Progress, Reporter
from publisher.cli import Trouble
from publisher.settings import Settings
from publisher.wire import Line, door, terms

if TYPE_CHECKING:
    from publisher.requests import Request

ANSWERS = 5.0  # seconds in which a worker that lives says that it has begun


def by_worker(
    request: "Request",
    settings: Settings,
    *,
    who: str,
    report: Reporter,
    previewed: Callable[[str], None],
) -> Mapping[str, Any] | None:
    """What a worker of this data folder publishes, as `Published.facts`.

    `previewed` is told the address of the draft. None where none does it: there is none, or its
    version or settings are others, or it is gone before the end. What was made until then lies in
    the store. Raises Trouble or StoreError.
    """
    from publisher.requests import handed_in
    from publisher.storing import open_store

    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(ANSWERS)
    with Line(connection) as line:
        try:
            connection.connect(door(settings))
            kept = handed_in(request, open_store(settings))
            line.say(terms=terms(settings), who=who, request=kept)
            for message in line:
                match message:
                    case {"begun": _}:
                        connection.settimeout(None)
                    case {"progress": [stage, done, total]}:
                        report(Progress(stage, done, total))
                    case {"preview": str(address)}:
                        previewed(address)
                    case {"trouble": str(words)}:
                        raise Trouble(words)
                    case {"done": dict(facts)}:
                        return facts
        except OSError:
            pass
    return None
