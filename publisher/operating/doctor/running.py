"""What the service has to do with others: its readers, its worker, the time."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select, text

from publisher.library import Library
from publisher.models import EventRow
from publisher.operating.doctor.finding import Parts, State, Unwell
from publisher.operating.workers import seen_at_work
from publisher.settings import Settings

CLOCK = timedelta(minutes=2)  # what is written then looks as if it came from the future


def _address(settings: Settings) -> str:
    host = urlsplit(settings.base_url).hostname
    if host in {"127.0.0.1", "localhost", "::1"}:
        raise Unwell(
            f"{settings.base_url} can be reached from this machine alone.",
            "Set PLAINSPOKEN_BASE_URL to the address that the public uses.",
            State.UNUSUAL,
        )
    if not settings.secure:
        raise Unwell(
            f"{settings.base_url} is not encrypted.",
            "Put a web server with TLS before it, and let PLAINSPOKEN_BASE_URL begin with https.",
            State.UNUSUAL,
        )
    return settings.base_url


def _worker(settings: Settings) -> str:
    library = Library.open(settings)
    try:
        if not seen_at_work(settings, library.engine):
            raise Unwell(
                "Nobody does what is handed in.",
                "Start `plainspoken worker`, or `plainspoken serve`, which brings one.",
                State.UNUSUAL,
            )
    finally:
        library.engine.dispose()
    return "At work."


def _clock(settings: Settings) -> str:
    library = Library.open(settings)
    try:
        with library.engine.connect() as connection:
            last = connection.scalar(select(func.max(EventRow.at)))
            there = connection.scalar(text("SELECT CURRENT_TIMESTAMP"))
    finally:
        library.engine.dispose()
    now = datetime.now(UTC)
    if last and last > now + CLOCK:
        raise Unwell(
            f"It is {now:%Y-%m-%d %H:%M} UTC here, and something was published at "
            f"{last:%Y-%m-%d %H:%M}.",
            "Let the machine's clock be set by NTP.",
        )
    if isinstance(there, datetime) and abs(there - now) > CLOCK:
        raise Unwell(
            f"It is {now:%H:%M} UTC here, and {there.astimezone(UTC):%H:%M} at the database.",
            "Let the clocks of both machines be set by NTP.",
        )
    return f"{now:%Y-%m-%d %H:%M} UTC"


PARTS: Parts = {
    "address": _address,
    "worker": _worker,
    "clock": _clock,
}
