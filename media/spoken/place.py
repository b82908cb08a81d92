"""A written word in its sentence, and the readings that words of its shape may have."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Commas at the thousands, one point, or several as in a section's number
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)*|\.\d+"


@dataclass(frozen=True, slots=True)
class Place:
    """One of a sentence's words, which are here without the punctuation that touches them."""

    cores: Sequence[str]
    at: int
    stopped: bool  # a comma or the like follows

    @property
    def core(self) -> str:
        return self.cores[self.at]

    @property
    def before(self) -> str:
        return self.cores[self.at - 1] if self.at else ""

    @property
    def after(self) -> str:
        return self.cores[self.at + 1] if self.at + 1 < len(self.cores) else ""


Reading = Callable[[re.Match[str], Place], str | None]  # None: not a word of that kind after all


class Readings:
    """Readings, each for words of one shape, tried in the order in which they were added."""

    def __init__(self) -> None:
        self._readings: list[tuple[str, Reading]] = []

    def __call__(self, pattern: str) -> Callable[[Reading], Reading]:
        """Add the decorated reading for the words that `pattern` matches wholly."""

        def added(reading: Reading) -> Reading:
            self._readings.append((pattern, reading))
            return reading

        return added

    def of(self, place: Place) -> str | None:
        """The first reading that has something to say; None where there is none."""
        for pattern, reading in self._readings:
            match = re.fullmatch(pattern, place.core)  # compiled when first used, then kept by re
            if match and (said := reading(match, place)) is not None:
                return said
        return None


def is_year(text: str) -> bool:
    """Whether four figures in running text are a year; other thousands are printed with a comma."""
    return bool(re.fullmatch(r"1[1-9]\d\d|10[1-9]\d|20\d\d", text))
