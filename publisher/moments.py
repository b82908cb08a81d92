"""Moments of a statement: how an address names one, and which sentence is said then."""

import re
from collections.abc import Iterator, Sequence

from media.paragraphs import ReadParagraph, ReadSentence

# 12.5 and 12.5s, 1m23s, 1h2m3s, as people's links to moments have it; digits are bounded, so that
# an address cannot name a number that takes long to read.
MOMENT = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})(?:\.(\d{1,9}))?s?)?", re.ASCII)


def read_moment(text: str | None) -> int | None:
    """The moment that `?t=` names, in ms; None where it names none.

    >>> read_moment("12.5"), read_moment("1m23s"), read_moment("soon")
    (12500, 83000, None)
    """
    match = MOMENT.fullmatch(text or "")
    if not text or not match:
        return None
    hours, minutes, seconds, fraction = match.groups(default="0")
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0")[:3])


def write_moment(milliseconds: int) -> str:
    """The moment as an address and a media fragment name it: seconds.

    >>> write_moment(12_500), write_moment(83_000)
    ('12.5', '83')
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds}.{rest:03}".rstrip("0").rstrip(".")


def show_moment(milliseconds: int) -> str:
    """The moment as a player shows it.

    >>> show_moment(83_900), show_moment(3_723_000)
    ('1:23', '1:02:03')
    """
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def numbered(
    paragraphs: Sequence[ReadParagraph],
) -> Iterator[tuple[ReadParagraph, list[tuple[int, ReadSentence]]]]:
    """Each paragraph with its sentences, these counted from 1 through the whole text."""
    number = 0
    for paragraph in paragraphs:
        counted = list(enumerate(paragraph.sentences, number + 1))
        number += len(counted)
        yield paragraph, counted


def sentence_at(paragraphs: Sequence[ReadParagraph], moment: int) -> int | None:
    """The number of the sentence that is said at `moment`, or was said last before it."""
    said = None
    for _, sentences in numbered(paragraphs):
        for number, sentence in sentences:
            if sentence.start is not None and sentence.start <= moment:
                said = number
    return said
