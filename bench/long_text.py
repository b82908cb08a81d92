"""A statement of any length in which no sentence comes twice, so that each has to be spoken."""

import random
from collections.abc import Iterator

_WHO = (
    "The force",
    "Ashford Vale Constabulary",
    "Each custody suite",
    "The new control room",
    "Chief Constable Hall’s team",
    "Every response officer",
    "The council & its partners",
    "Neighbourhood policing",
    "The call centre",
    "The inspectorate",
)
_DID = (
    "answered {n:,} calls in time on {day} {month}",
    "recorded {n:,} crimes in {year}",
    "saved £{share}.{tenth} million by {month}",
    "reached {share}% of victims within an hour",
    "trained {n:,} people in “safe and well” checks",
    "closed {n:,} cases by {day} {month}",
    "visited {n:,} homes between {month} and the spring",
    "read {n:,} records again",
    "kept {share}.{tenth}% of its promises",
    "spoke to {n:,} young people",
)
_THEN = (
    "which we welcome",
    "and we are grateful for it",
    "but it must do more",
    "as we asked",
    "though victims still wait too long",
    "and the records bear that out",
    "so risk is lower",
    "which is not good enough",
    "and its officers told us why",
    "as it did before",
)
_MONTHS = ("January", "April", "June", "September", "November")
_SPEAKERS = ("Siân Reeve", "Rhodri Huw")
_SENTENCES, _HEADED, _TURN = 8, 20, 4  # in a paragraph; paragraphs under a heading, and in a turn


def long_text(words: int) -> str:
    """Markdown of `words` words or a few more: headings, and two speakers by turns."""
    return "\n\n".join(_paragraphs(words)) + "\n"


def _paragraphs(words: int) -> Iterator[str]:
    chance, number, count = random.Random(20_000), 0, 0  # noqa: S311 - the same text each time
    yield "# The long statement on Ashford Vale"
    while count < words:
        if number % _HEADED == 0:
            yield f"## Part {number // _HEADED + 1}: what we found"
        speaker = _SPEAKERS[number // _TURN % len(_SPEAKERS)]
        said = " ".join(_sentence(chance) for _ in range(_SENTENCES))
        yield f"{speaker}: {said}"
        number, count = number + 1, count + len(said.split())


def _sentence(chance: random.Random) -> str:
    did = chance.choice(_DID).format(
        n=chance.randrange(200, 9_800),
        day=chance.randrange(1, 29),
        month=chance.choice(_MONTHS),
        year=chance.randrange(1_990, 2_024),
        share=chance.randrange(2, 98),
        tenth=chance.randrange(1, 10),
    )
    return f"{chance.choice(_WHO)} {did}, {chance.choice(_THEN)}."
