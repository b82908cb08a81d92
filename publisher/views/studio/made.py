"""What was made of a draft, as the pages share it that look it over: its sound, and its times."""

from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, Response, abort, url_for

from media.timeline import Span
from publisher.accounts.rights import Right
from publisher.drafts.review import Made
from publisher.drafts.values import Kept
from publisher.playing import Source
from publisher.site import site
from publisher.views.files import send
from publisher.views.studio.access import right
from publisher.views.studio.drafting import DRAFT, draft_of

# Answers to questions, which have pages of their own to change them: Undo, pressed once too often
# where captions are edited, must not take away a recording.
ANSWERS = frozenset({"recording", "voice", "details", "version of", "used all the same"})

pages = Blueprint("made", __name__, url_prefix=DRAFT)


@pages.get("/listen/<name>")
@right(Right.WRITE)
def sound(number: int, name: str) -> Response:
    """What is listened to."""
    source = next((s for s in made_of(number).sounds if s.file.name == name), None)
    return send(source.file, name, None) if source else abort(404)


@pages.get("/peaks")
@right(Right.WRITE)
def peaks(number: int) -> Response:
    """The waveform, drawn when the draft was made: a byte for each 20 ms (`media.peaks`).

    204 where there is none yet: an earlier version drew none, or it was cleared away.
    """
    if digest := made_of(number).placed.waveform:
        with suppress(FileNotFoundError), site().library.open_file(digest) as drawn:
            return Response(drawn.read(), content_type="application/octet-stream")
    return Response(status=HTTPStatus.NO_CONTENT)


def made_of(number: int) -> Made:
    """What was made of a draft; 404 where nothing was."""
    return Made.of(draft_of(number), site().library) or abort(404)


def undoing(kept: Kept) -> str:
    """The change that Undo takes back next, in words; "" where there is none to take back here."""
    last = site().drawer.to_undo(kept.id)
    return last.what if last and last.what not in ANSWERS else ""


def listening(made: Made, span: Span) -> list[tuple[str, str | None]]:
    """Addresses that play a span, each with its media type; a browser takes the first it can."""

    def address(source: Source) -> str:
        where = url_for("studio.made.sound", number=made.kept.id, name=source.file.name)
        return f"{where}#t={span.start / 1000:.2f},{span.end / 1000:.2f}"

    return [(address(source), source.media_type) for source in made.sounds]


def short(milliseconds: int) -> str:
    """A time as people read it.

    >>> short(754_320)
    '12:34.320'
    """
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes}:{seconds:02}.{thousandths:03}"
