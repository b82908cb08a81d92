"""A benchmark's result: a figure, what it is held against, and the ratio between them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` and `other` in `unit`, measured in one run; `aim` says what the ratio should be."""

    what: str
    ours: float
    unit: str
    other: float | None = None
    beside: str = ""
    aim: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours as a share of the other."""
        return self.ours / self.other if self.other else None


def printed(rows: Iterable[Row]) -> str:
    """Lay the rows out as a table in Markdown."""
    lines = ["| what | ours | beside it | ratio | aim |", "|---|---|---|---|---|"]
    for row in rows:
        other = f"{row.other:,.2f} {row.unit}: {row.beside}" if row.other else ""
        ratio = f"{row.ratio:.2f}" if row.ratio else ""
        lines.append(f"| {row.what} | {row.ours:,.2f} {row.unit} | {other} | {ratio} | {row.aim} |")
    return "\n".join(lines)
