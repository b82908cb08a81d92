"""What the pages say in their own words, in each language that they speak.

A file of phrases a language; `en.json` is the one that the others follow, by test. Dates, lengths
and sizes are written here too, so that a page says everything in one language.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import floor
from pathlib import Path

FOLDER = Path(__file__).parent
KILO = 1000


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of the pages in one `language`, a BCP 47 tag without a region."""

    language: str
    words: Mapping[str, str]

    def say(self, phrase: str, **facts: object) -> str:
        """The phrase with the facts put in; raises KeyError on one that there is none of."""
        return self.words[phrase].format_map(facts)

    def date(self, day: date) -> str:
        """A day as people write it.

        >>> PHRASES["cy"].date(date(2023, 3, 9))
        '9 Mawrth 2023'
        """
        return f"{day.day} {self.words['months'].split()[day.month - 1]} {day.year}"

    def length(self, milliseconds: int) -> str:
        """How long it lasts, to the second.

        >>> PHRASES["en"].length(134_600)
        '2 min 15 sec'
        """
        minutes, seconds = divmod(round(milliseconds / 1000), 60)
        hours, rest = divmod(minutes, 60)
        if hours:
            return self.say("length.hours", hours=hours, minutes=rest)
        if minutes:
            return self.say("length.minutes", minutes=minutes, seconds=seconds)
        return self.say("length.seconds", seconds=seconds)

    def language_name(self, tag: str) -> str:
        """The name of a language; the tag itself where it has no name here."""
        return self.words.get(f"language.{primary(tag)}", tag)

    @staticmethod
    def share(share: float) -> str:
        """A share in hundredths, rounded down: what is not whole is never said to be.

        >>> Phrases.share(0.98), Phrases.share(0.999)
        ('98%', '99%')
        """
        return f"{floor(share * 100 + 1e-9)}%"

    @staticmethod
    def size(count: int) -> str:
        """A count of bytes in thousands, as the International System has it.

        >>> Phrases.size(999), Phrases.size(23_400), Phrases.size(1_249_000)
        ('999 B', '23 kB', '1.2 MB')
        """
        if count < KILO:
            return f"{count} B"
        if round(count / KILO) < KILO:
            return f"{count / KILO:.0f} kB"
        return f"{count / KILO / KILO:.1f} MB"


def primary(tag: str) -> str:
    """The language itself, without its region: what pages are chosen by.

    >>> primary("en-GB")
    'en'
    """
    return tag.partition("-")[0].lower()


PHRASES: Mapping[str, Phrases] = {
    path.stem: Phrases(path.stem, json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(FOLDER.glob("*.json"))
}


def phrases_for(tag: str, otherwise: str = "en") -> Phrases:
    """The phrases in this language, or else in the other, or else in English."""
    return PHRASES.get(primary(tag)) or PHRASES.get(primary(otherwise)) or PHRASES["en"]
