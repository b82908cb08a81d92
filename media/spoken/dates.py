"""How dates and times are read: day first, the twenty-four hour clock, spans of years."""

import re

from media.numerals import cardinal, ordinal, year
from media.spoken.place import Place, Readings, is_year
from media.spoken.tables import MONTH_OF, MONTHS, SHORT_MONTHS

reads = Readings()

_NOON = 12


def _is_day(text: str) -> bool:
    return 1 <= int(text) <= 31  # noqa: PLR2004 - the days of the longest month


# Dates and times


@reads(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})|(\d{4})-(\d\d)-(\d\d)")
def _date(match: re.Match[str], _: Place) -> str | None:
    day, month, era = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    if not (1 <= int(month) <= len(MONTHS) and _is_day(day)):
        return None
    full = era if len(era) == len("2018") else f"20{era}"
    return f"the {ordinal(int(day))} of {MONTHS[int(month) - 1]} {year(int(full))}"


@reads(r"(\d{1,2})(st|nd|rd|th)?(?:[-–](\d{1,2})(?:st|nd|rd|th)?)?")
def _day(match: re.Match[str], place: Place) -> str | None:
    first, _, last = match.groups()
    if not _is_day(first):
        return None
    if place.after in MONTH_OF:
        the = "" if place.before.lower() == "the" else "the "
        return f"{the}{ordinal(int(first))}{f' to the {ordinal(int(last))}' if last else ''} of"
    ends = place.stopped or not place.after or is_year(place.after)
    if place.before in MONTH_OF and ends and not last:
        return f"the {ordinal(int(first))}"
    return None


@reads("|".join(SHORT_MONTHS))
def _month(match: re.Match[str], place: Place) -> str | None:
    beside_figures = any(near[:1].isdigit() for near in (place.before, place.after))
    return SHORT_MONTHS[match[0]] if beside_figures else None


@reads(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?([ap])\.?m|([01]?\d|2[0-3]):([0-5]\d)")
def _time(match: re.Match[str], _: Place) -> str:
    hour, minute, half = match.group(1, 2, 3) if match[1] else (match[4], match[5], None)
    said = [cardinal(int(hour))]
    if minute and int(minute):
        said.append(f"{'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}")
    elif not half:
        said.append("o'clock" if int(hour) <= _NOON else "hundred hours")
    return " ".join((*said, f"{half.upper()} M") if half else said)


@reads(r"([01]?\d)\.([0-5]\d)")
def _time_before_noon(match: re.Match[str], place: Place) -> str | None:
    half_follows = re.fullmatch(r"[ap]\.?m", place.after)
    return f"{cardinal(int(match[1]))} {cardinal(int(match[2]))}" if half_follows else None


@reads(r"([ap])\.?m")
def _half_of_the_day(match: re.Match[str], place: Place) -> str | None:
    return f"{match[1].upper()} M" if place.before[:1].isdigit() else None


@reads(r"(\d{4})[-–/](\d{4}|\d\d)")
def _years(match: re.Match[str], _: Place) -> str | None:
    if not is_year(match[1]):
        return None
    if is_year(match[2]):
        return f"{year(int(match[1]))} to {year(int(match[2]))}"
    return (
        f"{year(int(match[1]))} to {'oh ' if match[2][0] == '0' else ''}{cardinal(int(match[2]))}"
    )


@reads(r"'?(\d\d)?(\d0)s")
def _decade(match: re.Match[str], _: Place) -> str:
    said = year(int(match[1] + match[2])) if match[1] else cardinal(int(match[2]))
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"
