"""Whole milliseconds from the start of the recording, and how they are written."""

import re
from dataclasses import dataclass

_CLOCK = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time in whole milliseconds, half open: `start` is in it, `end` is not.

    >>> Span(1_000, 2_500).duration
    1500
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start}..{self.end}")

    @property
    def duration(self) -> int:
        """Milliseconds from start to end."""
        return self.end - self.start

    def moved(self, by: int) -> "Span":
        """The same stretch, `by` milliseconds later."""
        return Span(self.start + by, self.end + by)


def clock(milliseconds: int, *, fraction: str = ".") -> str:
    """Write a time as hours:minutes:seconds and milliseconds, the way caption files do.

    Hours have two digits or more, so that hour 101 prints right. Nothing is rounded, so nothing
    can print a sixtieth second.

    >>> clock(3_723_004)
    '01:02:03.004'
    >>> clock(59_999, fraction=",")
    '00:00:59,999'
    """
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{fraction}{thousandths:03}"


def read_clock(text: str) -> int:
    """Read a time as people write it: seconds, or minutes and hours before them.

    >>> read_clock("1:02.5"), read_clock(" 00:00:07,040 "), read_clock("62.5")
    (62500, 7040, 62500)

    Raises ValueError where it is no time.
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no time")
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "").ljust(3, "0"))
