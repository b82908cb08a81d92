"""What is found of a part of an installation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from publisher.settings import Settings


class State(StrEnum):
    """How a part is."""

    WELL = "well"
    UNUSUAL = "unusual"  # works, and is perhaps not what was meant
    ILL = "ill"


MARKS: Mapping[State, str] = {State.WELL: "well", State.UNUSUAL: "look", State.ILL: "WRONG"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a part; `remedy` is what to do, where there is something."""

    part: str
    state: State
    said: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether it stands in nobody's way."""
        return self.state is not State.ILL


class Unwell(Exception):
    """A part that is not as it should be."""

    def __init__(self, said: str, remedy: str, state: State = State.ILL) -> None:
        super().__init__(said)
        self.said, self.remedy, self.state = said, remedy, state


Parts = Mapping[str, Callable[[Settings], str]]
"""What tries a part, by its name: it says how the part is, or raises Unwell."""
