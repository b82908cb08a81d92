"""From a draft to the work that makes it ready."""

from collections.abc import Mapping

from publisher.drafts.drawer import Drawer
from publisher.drafts.texts import PASTED
from publisher.drafts.values import Draft, Kept
from publisher.jobs import Desk
from publisher.library import Library
from publisher.requests import Request


def asked(kept: Kept, sayings: Mapping[str, str], who: str) -> Request:
    """What is handed in for a draft: all that it says, and nothing of what was said before."""
    draft = kept.draft
    heard = draft.recording is not None
    return Request(
        name=draft.name or PASTED,
        data=draft.text.encode(),
        slug=kept.slug,
        title=draft.title or None,
        speaker=draft.speaker,
        role=draft.role,
        about=draft.about,
        date=draft.date,
        language=draft.language or None,
        voice=None if heard else draft.voice or None,
        note=draft.note or None,
        translation_of=draft.translation_of or None,
        recording=draft.recording,
        poster_at=draft.poster_at,
        overruled_by=who if draft.overruled else None,
        sayings=() if heard else tuple(sorted(sayings.items())),
        corrections=draft.corrections if heard else (),
        captions=draft.captions,
        captions_over=draft.captions_over,
        before=kept.placed if heard else None,
    )


def hand_in(kept: Kept, desk: Desk, library: Library, sayings: Mapping[str, str], who: str) -> Kept:
    """Have a draft made ready, in place of what was made of it before.

    Raises what `Desk.submit` does.
    """
    drawer = Drawer(library.engine)
    if not kept.slug:  # noted at once: where it cannot be handed in, the address is still its own
        kept = drawer.mark(kept.id, kept.version, slug=library.address(kept.draft.title))
    if kept.job:
        desk.cancel(kept.job)
    desk.submit(asked(kept, sayings, who), who, draft=(kept.id, kept.version))
    return drawer.find(kept.id) or kept


def is_ready(kept: Kept, library: Library) -> bool:
    """Whether all has been made of a draft as it is now, and waits to be published.

    It goes where a draft is discarded, and where the command publishes at the same address.
    """
    made = kept.prepared == kept.version
    return made and kept.slug is not None and library.prepared(kept.slug) is not None


def speaks(draft: Draft) -> bool:
    """Whether a voice reads it."""
    return draft.recording is None
