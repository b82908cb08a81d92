"""The body's list of how words are said, for every statement and every voice."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answered

from media.engines import voice_for
from media.errors import NoVoiceFor
from media.spoken import written_form
from publisher.accounts.rights import Right
from publisher.sayings import LONGEST
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.pages import Errors, page, tell
from publisher.views.studio.spoken import alone, played

pages = Blueprint("sayings", __name__, url_prefix="/sayings")

Answer = str | Answered


@pages.get("")
@right(Right.WRITE)
def listed() -> Answer:
    """The list, and a form for one word more."""
    return _page()


@pages.post("")
@right(Right.WRITE)
def change() -> Answer:
    """Say how a word is said; nothing said takes it off the list."""
    written, said = (request.form.get(name, "").strip() for name in ("written", "said"))
    language = request.form.get("language", site().settings.language)
    if not written:
        return _page({"written": "Enter the word as it is written"}, written, said)
    if not said and "remove" not in request.form:
        return _page({"said": "Enter the word as it sounds"}, written, said)
    try:
        site().sayings.tell(language, written, said, who=me().name)
    except ValueError as trouble:
        field = "written" if "word" in str(trouble) else "said"
        words = {
            "written": "Enter one word at a time, without spaces",
            "said": f"Write it as it sounds, in letters, in {2 * LONGEST} characters or fewer",
        }
        return _page({field: words[field]}, written, said)
    tell(f"“{written}” is {'kept' if said else 'taken off the list'}.")
    return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)


@pages.get("/hear.wav")
@right(Right.WRITE)
def hear() -> Response:
    """A word of the list by itself."""
    written, language = request.args.get("written", ""), request.args.get("language", "")
    told = site().sayings.of(language)
    if written not in told:
        abort(HTTPStatus.NOT_FOUND)
    try:
        voice = voice_for(language, site().settings.voice or None)
    except NoVoiceFor:
        voice = voice_for(language)
    return played(alone(written, language, {written_form(written): told[written]}), voice.name)


def _page(errors: Errors | None = None, written: str = "", said: str = "") -> str:
    return page(
        "studio/sayings.html",
        sayings=site().sayings.all(),
        errors=errors,
        written=written,
        said=said,
    )
