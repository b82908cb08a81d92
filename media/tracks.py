"""Timed text: cues, and the track they make."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from media.timeline import Span


class Kind(StrEnum):
    """What a track is for: the kinds of HTML's track element that hold timed text."""

    CAPTIONS = "captions"
    SUBTITLES = "subtitles"
    DESCRIPTIONS = "descriptions"
    CHAPTERS = "chapters"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cue as it is shown, a visible label (`ZOË:`) included, and whose it is."""

    text: str
    speaker: str | None = None

    def __post_init__(self) -> None:
        if not self.text or "\n" in self.text or "\r" in self.text:
            raise ValueError(f"a line of a cue is one line with something on it, not {self.text!r}")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `span.start` until `span.end`."""

    span: Span
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError("a cue shows at least one line")
        if not self.span.duration:
            raise ValueError("a cue is shown for some time")

    @property
    def text(self) -> str:
        """The lines as they are shown, one below the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Track:
    """Cues in order of time, in one language (BCP 47)."""

    cues: tuple[Cue, ...]
    language: str
    kind: Kind = Kind.CAPTIONS

    def __post_init__(self) -> None:
        if any(one.span.start > other.span.start for one, other in pairwise(self.cues)):
            raise ValueError("cues stand in order of their starts")
