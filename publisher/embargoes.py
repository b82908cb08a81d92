"""A day and a time as an editor writes them, and the moment they mean where the body is."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

NOON = 12
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?", re.ASCII)


class NotOnTheClock(ValueError):
    """The clocks go forward over this time: there it does not come."""


@dataclass(frozen=True, slots=True)
class Civil:
    """A moment in UTC. `twice`: the clocks go back over it, and the later of two is meant."""

    moment: datetime
    twice: bool = False


def read_time(text: str) -> time | None:
    """A time of the day; None where it is none.

    >>> read_time("9:30am"), read_time("14.00"), read_time("Midday"), read_time("25:00")
    (datetime.time(9, 30), datetime.time(14, 0), datetime.time(12, 0), None)
    """
    plain = " ".join(text.lower().split())
    if plain in {"midday", "noon"}:
        return time(NOON)
    match = CLOCK.fullmatch(plain)
    if not match or not (match[2] or match[3]):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def moment_of(day: date, clock: time, zone: ZoneInfo) -> Civil:
    """When it is that time on that day there. Raises NotOnTheClock, or OverflowError.

    >>> london = ZoneInfo("Europe/London")
    >>> moment_of(date(2026, 7, 1), time(9, 30), london).moment.isoformat()
    '2026-07-01T08:30:00+00:00'
    """
    wanted = datetime.combine(day, clock)
    both = {wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    there = [moment for moment in both if moment.astimezone(zone).replace(tzinfo=None) == wanted]
    if not there:
        raise NotOnTheClock
    return Civil(max(there), len(there) > 1)
