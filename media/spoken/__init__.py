"""Written English into spoken English, word by word.

`£3.2` `million` are `three point two` `million pounds`. Each written word keeps its own spoken
form, so a time found for what is said is the time of what is written. Readings are British: dates
day first, "one hundred and five", "point", "pounds".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from media.spoken import dates, figures, names
from media.spoken.place import NUMBER, Place, Readings
from media.spoken.tables import BEFORE_FIGURES, SHORT, TITLES

PAUSE = "…"  # what is said for a word that nobody can say: a breath, so that it has a time

_OPENING = "([{“‘\"'«‹¿¡*_•"
_CLOSING = ")]}”’\"'»›.,;:!?…*_"
_HEARD = frozenset("(“)”.,;:!?…")  # the punctuation that changes the tune of a sentence


def spoken(words: Sequence[str]) -> tuple[str, ...]:
    """What is said for each written word of a sentence, in order; PAUSE where it cannot be said.

    >>> spoken("On 28 April 2018, £3.2 million (50%) went to HMIC’s office, e.g. St. Ives.".split())
    ... # doctest: +NORMALIZE_WHITESPACE
    ('On', 'the twenty-eighth of', 'April', 'twenty eighteen,', 'three point two', 'million pounds',
     '(fifty per cent)', 'went', 'to', "HMIC's", 'office,', 'for example', 'Saint', 'Ives.')
    """
    parts = [_parts(w) for w in words]
    cores = tuple(core for _, core, _ in parts)
    said = []
    for at, (opening, core, closing) in enumerate(parts):
        place = Place(cores, at, stopped=any(c in ",.;:" for c in closing))
        short = _in_full(core, place.after)
        form = _said(place) if short is None else short
        own_dot = short is not None and closing[:1] == "." and place.after
        heard = (
            "".join(c for c in edge if c in _HEARD) for edge in (opening, closing[bool(own_dot) :])
        )
        said.append((form or PAUSE).join(heard))
    return tuple(said)


def written_form(word: str) -> str:
    """What a saying is kept for: a word without the punctuation around it, and without its 's.

    >>> written_form("(Billingham’s)"), written_form("HMICFRS,")
    ('Billingham', 'HMICFRS')
    """
    return _parts(word)[1].removesuffix("'s")


def as_told(word: str, sayings: Mapping[str, str]) -> str | None:
    """What people say a written word is said as, by its written form; None: nothing is told.

    >>> as_told("Cwmbrân’s,", {"Cwmbrân": "Koom braan"})
    "Koom braan's,"
    """
    opening, core, closing = _parts(word)
    told = sayings.get(written_form(word))
    if told is None:
        return None
    owner = "'s" if core.endswith("'s") else ""
    before, after = ("".join(c for c in edge if c in _HEARD) for edge in (opening, closing))
    return f"{before}{told}{owner}{after}"


def _parts(word: str) -> tuple[str, str, str]:
    """Split a word: the punctuation before it, itself with straight apostrophes, and after it."""
    rest = word.lstrip(_OPENING)
    core = rest.rstrip(_CLOSING)
    return word[: len(word) - len(rest)], core.replace("’", "'"), rest[len(core) :]


def _in_full(core: str, after: str) -> str | None:
    """Write an abbreviation out, where the word is one."""
    if core == "St":  # a saint stands before a name, a street after one
        return "Saint" if after[:1].isupper() else "Street"
    if after[:1].isdigit() and core in BEFORE_FIGURES:
        return BEFORE_FIGURES[core]
    return TITLES.get(core) or SHORT.get(core)


def _said(place: Place) -> str:
    for readings in (names.reads, dates.reads, figures.reads, _reads_the_rest):
        if (form := readings.of(place)) is not None:
            return form
    return place.core


_reads_the_rest = Readings()


@_reads_the_rest(r"(.+)('s)")
def _owner(match: re.Match[str], place: Place) -> str | None:
    said = _said(Place((place.before, match[1], place.after), 1, place.stopped))
    return None if said == match[1] else said + match[2]


@_reads_the_rest(r"(?=.*[\d&]).+")
def _mixed(match: re.Match[str], _: Place) -> str | None:
    """Say `43-year-old`, `A14` or `R&D` a piece at a time."""
    pieces = re.findall(rf"[£$€]?(?:{NUMBER})%?|[^\W\d_]+(?:'[^\W\d_]+)*|[&+=@%§]", match[0])
    return None if pieces == [match[0]] else " ".join(spoken(pieces)) if pieces else None


@_reads_the_rest(r"(?s:.*)")
def _character(match: re.Match[str], _: Place) -> str | None:
    """Name what has a name people use: an emoji, a Greek letter. Other scripts cannot be said."""
    text = match[0]
    names = [unicodedata.name(c, "") for c in text]
    if any(n.startswith("LATIN") for n in names):
        return None
    if len(text) == 1 and names[0].startswith("GREEK"):
        return names[0].split()[-1].lower()
    symbols = [n for n, c in zip(names, text, strict=True) if unicodedata.category(c) == "So"]
    return " ".join(symbols).lower()
