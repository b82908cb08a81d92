"""What is on its way to us, as values."""

from dataclasses import dataclass
from datetime import datetime


class Misplaced(Exception):
    """A part that does not go on where the last one ended: `here` bytes have arrived."""

    def __init__(self, here: int) -> None:
        super().__init__(here)
        self.here = here


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of `size` bytes, of which `here` have arrived; `name` is what its owner calls it."""

    id: str
    name: str
    size: int
    here: int
    touched: datetime

    def __post_init__(self) -> None:
        if not 0 <= self.here <= self.size:
            raise ValueError(f"{self.here} of {self.size} bytes cannot have arrived")

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self.here == self.size
