"""What a statement can be taken away as, and what its page says of each form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from media.errors import Lack
from media.production import takeaway
from media.takeaway import AT_ONCE, lack
from publisher.editions import edition_of
from publisher.library import Library
from publisher.library.unmade import EVERYTHING
from publisher.settings import Settings
from publisher.statements import File, Statement

GROUPS: Mapping[str, tuple[str, ...]] = {  # what a statement is taken away as: text first
    "read": (
        "transcript.txt",
        "transcript.docx",
        "transcript.pdf",
        "transcript-large-print.pdf",
        "transcript.odt",
        "transcript.html",
        "transcript-times.txt",
        "manuscript.txt",
    ),
    "braille": ("transcript-grade-1.brf", "transcript-grade-2.brf"),
    "watch": ("video-with-captions.mp4", "social-square.mp4", "social-portrait.mp4"),
    "listen": ("speech.mp3", "speech.opus", "statement.epub", "chapters.mp3", "statement.m4b"),
    "captions": ("captions.vtt", "captions.srt", "captions.ttml"),
    "everything": (EVERYTHING,),
}
OFFERED = tuple(chain.from_iterable(GROUPS.values()))


@dataclass(frozen=True, slots=True)
class Offer:
    """A form on the page. `file` is None where it is not made yet, `lacks` why it cannot be."""

    name: str
    file: File | None
    lacks: Lack | None = None

    @property
    def made_on_demand(self) -> bool:
        """Whether it is there for whoever asks, though it is not made yet; else it is to come."""
        return not (self.file or self.lacks) and self.name in AT_ONCE


def offers(
    statement: Statement, settings: Settings, library: Library, *, public: bool
) -> Mapping[str, list[Offer]]:
    """The forms to show, by group: those that are made and, in public, those that are still to be.

    What cannot be made here is shown with the reason, save sound of what has none. What failed
    when all was made is not shown.
    """
    edition = edition_of(statement, settings, library) if public else None
    to_come = set(AT_ONCE if EVERYTHING in statement.files else takeaway.FORMS)

    def offered(name: str) -> Iterator[Offer]:
        file = statement.files.get(name)
        if file:
            yield Offer(name, file)
        elif edition and name in takeaway.FORMS:
            lacks = lack(name, edition)
            if lacks not in {Lack.SOUND, Lack.TIMES} and (lacks or name in to_come):
                yield Offer(name, None, lacks)

    found = {
        group: [offer for name in names for offer in offered(name)]
        for group, names in GROUPS.items()
    }
    return {group: offers for group, offers in found.items() if offers}
