"""What a person says of a sentence's place in a recording, having listened."""

from dataclasses import dataclass

from media.timeline import Span


@dataclass(frozen=True, slots=True)
class Correction:
    """One sentence, listened to.

    `sentence` is its text and `nth` which of the sentences with that text it is, from 0: so it
    holds when the text is changed elsewhere. `span` is when it is said, None where that was found
    right; `said` is false where it was not said at all.
    """

    sentence: str
    nth: int = 0
    span: Span | None = None
    said: bool = True

    def __post_init__(self) -> None:
        if self.span and not self.said:
            raise ValueError("what was not said has no time")
