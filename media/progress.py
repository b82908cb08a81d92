"""How far a long piece of work has come: a small value, given to whoever wants to know."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` parts of `stage` are finished; the unit is the stage's own."""

    stage: str
    done: float
    total: float

    def __post_init__(self) -> None:
        if not 0 <= self.done <= self.total:
            raise ValueError(f"{self.done} of {self.total} is no progress")


Reporter = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Tell nobody."""
