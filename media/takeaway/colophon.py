"""What every form says of itself: above the text who speaks and when, below it where it is from.

All of it is in the edition's `words_language`, save names, which are as the editor wrote them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from media.renditions import Tags
from media.takeaway.edition import Edition


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it; `address` is where that leads, if anywhere."""

    label: str
    value: str
    address: str = ""


def byline(edition: Edition) -> Iterator[str]:
    """The lines under the title: who speaks, about whom, and the date."""
    if edition.speaker:
        yield ", ".join(filter(None, (edition.speaker, edition.role)))
    if edition.about:
        yield edition.words["about"].format(body=edition.about)
    yield edition.day


def colophon(edition: Edition) -> Iterator[Fact]:
    """What is said at the end, under the heading `words["colophon"]`."""
    words = edition.words
    if edition.body:
        yield Fact(words["publisher"], edition.body)
    if edition.address:
        yield Fact(words["address"], edition.address, edition.address)
    yield Fact(words["revision"], str(edition.number))
    heard = "narration" if edition.voice else "recording"
    yield Fact(words["sound"], words[heard].format(voice=edition.voice))
    if edition.licence:
        yield Fact(words["licence"], edition.licence, edition.licence_url)
    yield Fact(words["digest"], edition.digest)


def tags(edition: Edition) -> Tags:
    """The same for a sound or a film: what a player shows of it."""
    return Tags(
        title=edition.title,
        artist=edition.speaker or edition.body,
        date=edition.date.isoformat(),
        comment=edition.digest,
    )
