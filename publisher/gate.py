"""What must hold before a statement may be public, and what its editor should know."""

from collections.abc import Iterator
from enum import StrEnum

from media.alignment import TRUSTED
from publisher.drafts.values import Kept
from publisher.statements import Waiting


class Finding(StrEnum):
    """What stands in the way of publishing, or is to be known before."""

    NO_TITLE = "no title"
    NO_DATE = "no date"
    NOT_MADE = "not made"  # sound and captions are not of the draft's newest version
    BEING_MADE = "being made"  # its films are
    UNTRUSTED = "untrusted"  # too little of the text was found in the recording
    NO_NOTE = "no note"  # a correction that does not say what it corrects
    LANGUAGE_TAKEN = "language taken"  # by another version, which is public or will be
    UNHEARD = "unheard"  # nobody listened to some of the figures
    REWORDED = "reworded"  # captions that were edited by hand have other words than the text
    OVERRULED = "overruled"  # too little was found, and an editor took that upon themselves


WARNINGS = frozenset({Finding.UNHEARD, Finding.REWORDED, Finding.OVERRULED})
"""What is to be known and stops nothing."""


def findings(
    kept: Kept,
    waiting: Waiting | None,
    *,
    unheard: int = 0,
    taken: bool = False,
    reworded: bool = False,
) -> Iterator[Finding]:
    """Look at a draft, and at what was made of it.

    `unheard` is how many figures in a recording nobody has listened to; `taken` says that another
    version of the statement is in its language, `reworded` that captions have other words than the
    text.
    """
    draft = kept.draft
    if not draft.title.strip():
        yield Finding.NO_TITLE
    if draft.date is None:
        yield Finding.NO_DATE
    if waiting is None or kept.prepared != kept.version:
        yield Finding.NOT_MADE
        return
    if not waiting.whole:
        yield Finding.BEING_MADE
    if waiting.sureness is not None and waiting.sureness < TRUSTED:
        yield Finding.OVERRULED if draft.overruled else Finding.UNTRUSTED
    if waiting.revision.number > 1 and not waiting.revision.note:
        yield Finding.NO_NOTE
    if taken:
        yield Finding.LANGUAGE_TAKEN
    if reworded:
        yield Finding.REWORDED
    if unheard:
        yield Finding.UNHEARD


def stops(found: Finding) -> bool:
    """Whether it has to be mended first."""
    return found not in WARNINGS
