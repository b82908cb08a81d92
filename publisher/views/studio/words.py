"""Words that a voice may say wrong: heard, and corrected, before the statement is spoken."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media.engines import voice_for
from media.errors import NoVoiceFor
from media.spoken import written_form
from publisher.accounts.rights import Right
from publisher.drafts.values import Kept
from publisher.sayings import LONGEST, doubtful
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, draft_of, language_of, make_now, transcript_of
from publisher.views.studio.pages import Errors, page
from publisher.views.studio.spoken import played, some_of

pages = Blueprint("words", __name__, url_prefix=f"{DRAFT}/words")

Answer = str | Response

AROUND = 30  # characters of the sentence that are shown to either side
MOST = 60  # words on the page
UNSAYABLE = "Write how “{}” sounds, in letters, in {} characters or fewer"


@pages.get("")
@right(Right.WRITE)
def ask(number: int) -> Answer:
    """Show the words."""
    return _page(draft_of(number))


@pages.post("")
@right(Right.WRITE)
def answer(number: int) -> Answer:
    """Keep how they are said, and have the statement made."""
    kept = draft_of(number)
    language, sayings = language_of(kept.draft), site().sayings
    told = sayings.of(language)
    errors: dict[str, str] = {}
    given: dict[str, str] = {}
    for nth in range(MOST):
        written, said = (request.form.get(f"{name}-{nth}", "") for name in ("word", "said"))
        if not written or said.strip() == told.get(written, ""):
            continue
        given[written] = said
        try:
            sayings.tell(language, written, said, who=me().name)
        except ValueError:
            errors[f"said-{nth}"] = UNSAYABLE.format(written, 2 * LONGEST)
    if errors:
        return _page(kept, errors, given)
    # Some may have been kept with a form that had errors, or on the body's list, since it was made.
    make_now(kept, afresh=True)
    return redirect(url_for("studio.work.show", number=number), HTTPStatus.SEE_OTHER)


@pages.get("/hear.wav")
@right(Right.WRITE)
def hear(number: int) -> Response:
    """A word in its sentence, said as it is on the list, or as `said` has it."""
    kept = draft_of(number)
    read, at = transcript_of(kept.draft), request.args.get("at", "")
    if not read or not at.isdecimal():
        abort(HTTPStatus.NOT_FOUND)
    found = [(s, w) for s in read.sentences for w in s.words if str(w.start) == at and not s.sound]
    if not found:
        abort(HTTPStatus.NOT_FOUND)
    ((sentence, word),) = found
    sayings, said = site().sayings.of(read.language), request.args.get("said", "").strip()
    if said:
        sayings[written_form(word.text)] = said[: 2 * LONGEST]
    try:
        voice = voice_for(read.language, kept.draft.voice or None)
    except NoVoiceFor:
        abort(HTTPStatus.NOT_FOUND)
    return played(some_of(read, sentence, word.start, sayings), voice.name)


def _page(kept: Kept, errors: Errors | None = None, given: dict[str, str] | None = None) -> str:
    read = transcript_of(kept.draft)
    words = list(doubtful(read))[:MOST] if read else []
    told = site().sayings.of(language_of(kept.draft)) | (given or {})
    text = read.text if read else ""
    rows = [
        {
            "written": written_form(word.text),
            "before": _tail(text[max(0, word.start - AROUND) : word.start]),
            "word": word.text,
            "after": _head(text[word.end : word.end + AROUND]),
            "said": told.get(written_form(word.text), ""),
            "hear": url_for(".hear", number=kept.id, at=word.start),
        }
        for word in words
    ]
    return page("studio/words.html", kept=kept, draft=kept.draft, rows=rows, errors=errors)


def _tail(text: str) -> str:
    """The end of what stands before, from a whole word of the same paragraph on."""
    last = text.rpartition("\n")[2]
    return last if len(last) < AROUND else "… " + last.partition(" ")[2]


def _head(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) < AROUND else first.rpartition(" ")[0] + " …"
