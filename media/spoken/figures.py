"""How figures are read: telephones, money, measures, ranges, and plain numbers."""

import re
from itertools import takewhile

from media.numerals import cardinal, decimal, digits, ordinal, year
from media.spoken.place import NUMBER, Place, Readings, is_year
from media.spoken.tables import (
    CALLING,
    EMERGENCY,
    FRACTIONS,
    MEASURED,
    MONEY,
    PARTS,
    SCALE_WORDS,
    SCALES,
    UNITS,
)

reads = Readings()


def _counted(number: str, names: tuple[str, str]) -> str:
    return f"{decimal(number)} {names[number != '1']}"


# Telephones: every group of a number that began with a nought, or with a country's code


@reads(r"\+?\d+")
def _telephone(match: re.Match[str], place: Place) -> str | None:
    core = match[0]
    alarm = core == "999" or (
        core in EMERGENCY and {place.before.lower(), place.after.lower()} & CALLING
    )
    figures = takewhile(re.compile(r"\+?\d+").fullmatch, reversed(place.cores[: place.at + 1]))
    if not alarm and not any(re.match(r"\+|0\d", f) for f in figures):
        return None
    return ("plus " if core[0] == "+" else "") + digits(core.lstrip("+"), zero="oh")


# Money and measures


@reads(rf"(?:US)?([£$€])({NUMBER})(?:[-–][£$€]?({NUMBER}))?(k|m|bn|tn)?")
def _money(match: re.Match[str], place: Place) -> str:
    sign, number, other, scale = match.groups()
    to = f" to {decimal(other)}" if other else ""
    if place.after in SCALE_WORDS:  # the unit is said after it
        return decimal(number) + to
    if scale or other:
        return " ".join(filter(None, (decimal(number) + to, SCALES.get(scale), MONEY[sign][1])))
    whole, _, part = number.partition(".")
    if len(part) != len("00"):
        return _counted(number, MONEY[sign])
    if not int(part):
        return _counted(whole, MONEY[sign])
    if not int(whole.replace(",", "") or 0):
        return f"{cardinal(int(part))} {PARTS[sign]}"
    return f"{_counted(whole, MONEY[sign])} {cardinal(int(part))}"


@reads("|".join(SCALE_WORDS))
def _scale(match: re.Match[str], place: Place) -> str | None:
    word = SCALES.get(match[0], match[0])
    sign = place.before.removeprefix("US")[:1]
    if sign in MONEY and place.before[-1].isdigit():
        return f"{word} {MONEY[sign][1]}"
    return word if match[0] in ("bn", "tn") else None


@reads(rf"([-−]?)({NUMBER})(?:[-–]({NUMBER}))?({'|'.join(map(re.escape, (*UNITS, *SCALES)))})")
def _measure(match: re.Match[str], place: Place) -> str:
    minus, number, other, unit = match.groups()
    said = f"{'minus ' if minus else ''}{decimal(number)}{f' to {decimal(other)}' if other else ''}"
    if unit == "m" and place.after in MEASURED:
        return f"{said} metres"
    if unit in SCALES:
        return f"{said} {SCALES[unit]}"
    return f"{said} {UNITS[unit][other is not None or number != '1']}"


@reads("|".join(map(re.escape, UNITS)))
def _unit(match: re.Match[str], place: Place) -> str | None:
    measured = place.before[-1:].isdigit() and match[0] not in ("p", "g")
    return UNITS[match[0]][place.before != "1"] if measured else None


@reads(r"(\d*)([½¼¾⅓⅔]|[1-3]/[234])")
def _fraction(match: re.Match[str], _: Place) -> str | None:
    whole, part = match.groups()
    if part not in FRACTIONS or (whole and "/" in part):
        return None
    return f"{cardinal(int(whole))} and {FRACTIONS[part]}" if whole else FRACTIONS[part]


# Other figures


@reads(r"(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)")
def _ordinal(match: re.Match[str], _: Place) -> str:
    return ordinal(int(match[1].replace(",", "")))


@reads(rf"({NUMBER})(?:[-–:])({NUMBER})")
def _range(match: re.Match[str], _: Place) -> str:
    return f"{decimal(match[1])} to {decimal(match[2])}"


@reads(rf"([-−+#]?)({NUMBER})")
def _figure(match: re.Match[str], _: Place) -> str:
    sign, number = match.groups()
    word = {"": "", "+": "plus ", "#": "number "}.get(sign, "minus ")
    return word + (year(int(number)) if not sign and is_year(number) else decimal(number))


@reads(r"([ABM])(\d{3,4})")
def _road(match: re.Match[str], _: Place) -> str:
    return f"{match[1]} {digits(match[2], zero='oh')}"
