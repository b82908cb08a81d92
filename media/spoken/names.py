"""How addresses, acronyms, monarchs and signs are read."""

import re

from media.numerals import cardinal, digits, ordinal, roman
from media.spoken.place import Place, Readings
from media.spoken.tables import (
    ACRONYMS,
    IN_ADDRESSES,
    MONARCHS,
    NUMBERED,
    SYMBOLS,
    WHOLE_IN_ADDRESSES,
)

reads = Readings()


@reads(
    r"(?:https?://)?((?:www\.)(?:[^\s/]+)(?:/\S*)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[\w-]+\.)+(?:com|cymru|gov|info|net|org|police|uk|wales)(?:/\S*)?)"
)
def _address(match: re.Match[str], _: Place) -> str:
    said = []
    for part in re.findall(r"[^\W\d_]+|\d+|[\W_]", match[1].rstrip("/")):
        if part.isdecimal():
            said.append(digits(part) if part[0] == "0" else cardinal(int(part)))
        elif part.isalpha() and len(part) <= len("www") and part not in WHOLE_IN_ADDRESSES:
            said += part.upper()
        else:
            said.append(IN_ADDRESSES.get(part, part if part.isalpha() else ""))
    return " ".join(filter(None, said))


@reads(r"([IVXLC]+)('s)?")
def _roman_figure(match: re.Match[str], place: Place) -> str | None:
    value = roman(match[1])
    if value and place.before in NUMBERED:
        return cardinal(value) + (match[2] or "")
    if value and place.before in MONARCHS and match[1] != "I":  # "Mary I" may be Mary and I
        return f"the {ordinal(value)}{match[2] or ''}"
    return None


@reads("|".join(ACRONYMS))
def _acronym(match: re.Match[str], _: Place) -> str:
    return match[0].capitalize()


@reads("|".join(map(re.escape, SYMBOLS)))
def _symbol(match: re.Match[str], _: Place) -> str:
    return SYMBOLS[match[0]]


@reads(r"#(\D+)")
def _hashtag(match: re.Match[str], _: Place) -> str:
    return f"hashtag {match[1]}"
