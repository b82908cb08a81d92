"""What an editor is preparing, as values: no database, no web."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date as Day  # noqa: N812 - a field is called date
from datetime import datetime
from enum import StrEnum
from textwrap import shorten
from typing import Any

from media.corrections import Correction
from media.timeline import Span
from publisher.statements import Supplied

CALLED = 60  # characters of a text that stand for a title


class Step(StrEnum):
    """How far a draft has come."""

    WRITING = "writing"
    SUBMITTED = "submitted"  # another may approve it
    APPROVED = "approved"  # public now, or at its time
    DISCARDED = "discarded"


STEPS: Mapping[Step, frozenset[Step]] = {  # where each may lead
    Step.WRITING: frozenset({Step.SUBMITTED, Step.APPROVED, Step.DISCARDED}),
    Step.SUBMITTED: frozenset({Step.WRITING, Step.APPROVED, Step.DISCARDED}),
    Step.APPROVED: frozenset({Step.WRITING}),  # called off before it was public
    Step.DISCARDED: frozenset({Step.WRITING}),  # taken up again
}


@dataclass(frozen=True, slots=True)
class Draft:
    """All that an editor has said so far; "" and None where nothing has been said yet.

    `name` is the file that the text came in, `text` the author's own. `recording` is kept in the
    store already. `poster_at` is in ms. `corrections` are of sentences in the recording;
    `captions` are the cues as edited, as WebVTT, None where they are as made; `captions_over` the
    digest of the words and times they were edited over (`publisher.placed`). `overruled` says
    that too little of the text was found in the recording, and that it is published all the same.
    `translation_of` is the address of the statement that it is a version of in another language.
    """

    name: str = ""
    text: str = ""
    language: str = ""
    title: str = ""
    speaker: str = ""
    role: str = ""
    about: str = ""
    date: Day | None = None
    voice: str = ""
    recording: Supplied | None = None
    poster_at: int | None = None
    corrections: tuple[Correction, ...] = ()
    captions: str | None = None
    captions_over: str = ""
    note: str = ""
    overruled: bool = False
    translation_of: str = ""

    @property
    def called(self) -> str:
        """What tells it from others on the desk: its title, before it has one its first words.

        >>> Draft(text="# Hello, good morning").called
        'Hello, good morning'
        """
        first = next((line for line in self.text.splitlines() if line.strip("# \t")), "")
        words = shorten(first.strip("# \t"), CALLED, placeholder=" …")
        return self.title or words or "Untitled"

    def pack(self) -> str:
        """Write it as JSON."""
        facts = asdict(self) | {"date": self.date and self.date.isoformat()}
        return json.dumps(facts, ensure_ascii=False)

    @classmethod
    def unpack(cls, packed: str) -> "Draft":
        """Read what `pack` wrote.

        >>> Draft.unpack(Draft(text="Good morning.", date=Day(2023, 3, 9)).pack()).date
        datetime.date(2023, 3, 9)
        """
        facts: dict[str, Any] = json.loads(packed)
        facts["date"] = Day.fromisoformat(facts["date"]) if facts["date"] else None
        facts["recording"] = Supplied(**facts["recording"]) if facts["recording"] else None
        facts["corrections"] = tuple(map(_correction, facts["corrections"]))
        return cls(**facts)


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a draft as it lies on the drawer.

    `version` counts the saves, from 1; `what` says in a few words what was changed by `who`.
    `slug` is the address of the statement that it corrects, or will have; `prepared` the version
    that sound and captions were last made of by the work `job`, and `placed` the digest of where
    its words were found (`publisher.placed`); `public_at` when it becomes public, once it is
    approved.
    """

    id: int
    version: int
    draft: Draft
    step: Step
    who: str
    what: str
    at: datetime
    owner: str
    slug: str | None = None
    job: str | None = None
    prepared: int | None = None
    placed: str | None = None
    submitted_by: str | None = None
    approved_by: str | None = None
    public_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Whether its questions were answered: it was handed in, or began as a correction."""
        return bool(self.job or self.prepared or self.draft.note)


def _correction(facts: Mapping[str, Any]) -> Correction:
    span = Span(**facts["span"]) if facts["span"] else None
    return Correction(facts["sentence"], facts["nth"], span, facts["said"])
