"""Days as people type them, day first."""

import re
from datetime import date

from publisher.phrases import PHRASES

EARLIEST = 1900  # a year: two figures, or a slip, are asked about
FIGURES = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})")
NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([^\W\d]{3,})\.?,?\s+(\d{4})", re.IGNORECASE)
MONTHS = [name.lower() for name in PHRASES["en"].words["months"].split()]


def written(day: date) -> str:
    """A day as the form shows it."""
    return PHRASES["en"].date(day)


def read(text: str) -> date:
    """The day that is meant; raises ValueError where none is.

    >>> read("9 March 2026") == read("9th mar 2026") == read("09/03/2026") == read("2026-03-09")
    True
    """
    text = text.strip()
    if found := FIGURES.fullmatch(text):
        day = date(int(found[3]), int(found[2]), int(found[1]))
    elif found := NAMED.fullmatch(text):
        meant = [n for n, name in enumerate(MONTHS, 1) if name.startswith(found[2].lower())]
        day = date(int(found[3]), meant[0] if meant else 0, int(found[1]))
    else:
        day = date.fromisoformat(text)
    if day.year < EARLIEST:
        raise ValueError(f"{day} is too early")
    return day
