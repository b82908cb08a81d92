"""What the pages of a new statement share: which draft, which version was seen, what comes next."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media import documents
from media.engines.forms import primary
from media.errors import TranscriptError
from media.transcript import Transcript
from publisher.drafts.asking import hand_in, is_ready, speaks
from publisher.drafts.changes import changed
from publisher.drafts.texts import PASTED
from publisher.drafts.values import Draft, Kept, Step
from publisher.languages import told
from publisher.sayings import doubtful
from publisher.site import site
from publisher.views.studio.access import me

DRAFT = "/drafts/<int(max=2147483647):number>"
LONGEST_VERSION = 9  # figures


def draft_of(number: int) -> Kept:
    """A draft that can be changed; 404 where there is none.

    A page of one that was published leads to what it is now: its address was sent to somebody, or
    is where Back leads.
    """
    kept = site().drawer.find(number)
    if kept and kept.step == Step.APPROVED and request.method == "GET":
        abort(redirect(url_for("studio.publishing.check", number=number), HTTPStatus.SEE_OTHER))
    return kept if kept and kept.step in {Step.WRITING, Step.SUBMITTED} else abort(404)


def seen(kept: Kept) -> int:
    """The version of a draft that the form stood on; 400 where there never was such a one."""
    given = request.form.get("seen", "")
    if not given.isdecimal() or len(given) > LONGEST_VERSION or not 0 < int(given) <= kept.version:
        abort(HTTPStatus.BAD_REQUEST)
    return int(given)


def save(kept: Kept, what: str, **facts: object) -> Kept:
    """Save fields of a draft by somebody who saw the version that the form names.

    Overtaken where somebody else changed one of the same fields; what they changed else stays.
    """
    change: Callable[[Draft], Draft] = lambda draft: replace(draft, **facts)  # type: ignore[arg-type]  # noqa: E731
    touches: Callable[[Draft], object] = lambda draft: [getattr(draft, f) for f in facts]  # noqa: E731
    drawer = site().drawer
    return changed(drawer, seen(kept), kept, change, touches, who=me().name, what=what)


def on(kept: Kept, step: str | None) -> Response:
    """Go on to the next question; after the last, or where all were answered, have it made."""
    if step is None or kept.answered:
        make_now(kept)
        step = "studio.work.show"
    return redirect(url_for(step, number=kept.id), HTTPStatus.SEE_OTHER)


def make_now(kept: Kept, *, afresh: bool = False) -> None:
    """Have a draft made, unless that is done; `afresh` even then. Raises what `hand_in` does."""
    here = site()
    if afresh or not is_ready(kept, here.library):
        told = here.sayings.of(language_of(kept.draft))
        hand_in(kept, here.desk, here.library, told, me().name)


def language_of(draft: Draft) -> str:
    """The language of a draft: as an editor said, else as the text tells."""
    return draft.language or told(draft.text, site().settings.language)


def transcript_of(draft: Draft) -> Transcript | None:
    """The text of a draft as it is read; None where there is none yet."""
    try:
        return documents.read(draft.name or PASTED, draft.text.encode(), language_of(draft))
    except TranscriptError:
        return None


def asks_for_sayings(draft: Draft) -> bool:
    """Whether there are words that a voice may say wrong."""
    read = transcript_of(draft)
    return speaks(draft) and read is not None and any(True for _ in doubtful(read))


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language.

    >>> same_language("en-GB", "en")
    True
    """
    return primary(one) == primary(other)
