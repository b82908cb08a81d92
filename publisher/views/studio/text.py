"""The text of a statement: pasted, or from a file."""

from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePath

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media import documents
from media.errors import EmptyTranscript, TranscriptError
from publisher.accounts.rights import Right
from publisher.drafts.texts import PASTED, taken
from publisher.drafts.values import Draft, Kept
from publisher.errors import words_for
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, draft_of, language_of, on, save
from publisher.views.studio.pages import Errors, page, written
from publisher.views.studio.versions import original_of

pages = Blueprint("text", __name__)

Answer = str | Response

MOST = 50_000_001  # bytes read of a file: one more than any text may have
LONGEST = 100  # characters of an address
NOTHING = "Paste the text of the statement, or choose its file"
BOTH = "You wrote in the box, and chose a file. Empty the box, or go on without the file"


@pages.get("/new")
@right(Right.WRITE)
def begin() -> Answer:
    """Ask for the text of a new statement, or of another's version in another language."""
    return _page(_new(), None)


@pages.post("/new")
@right(Right.WRITE)
def begun() -> Answer:
    """Begin a draft with its text."""
    draft, errors = _given(_new())
    if errors:
        return _page(draft, None, errors)
    kept = site().drawer.begin(draft, who=me().name)
    return redirect(url_for("studio.recording.ask", number=kept.id))


@pages.get(f"{DRAFT}/text")
@right(Right.WRITE)
def ask(number: int) -> Answer:
    """Show the text, to be changed."""
    kept = draft_of(number)
    return _page(kept.draft, kept)


@pages.post(f"{DRAFT}/text")
@right(Right.WRITE)
def change(number: int) -> Answer:
    """Take the text as it is now."""
    kept = draft_of(number)
    draft, errors = _given(kept.draft)
    if errors:
        return _page(draft, kept, errors)
    return on(save(kept, "text", name=draft.name, text=draft.text), "studio.recording.ask")


def _new() -> Draft:
    """A draft of which nothing is said but, perhaps, what it is a version of."""
    of = written("version_of", LONGEST)
    if of and not site().library.standing(of):
        abort(HTTPStatus.NOT_FOUND)
    return Draft(translation_of=of)


def _given(draft: Draft) -> tuple[Draft, Errors]:
    """The draft with what was given, and what is wrong with that.

    A file goes before the box, where nothing was written since the page was drawn.
    """
    file = request.files.get("file")
    field = "file" if file and file.filename else "text"
    before = draft.text.strip()
    draft = replace(draft, text=request.form.get("text", "").replace("\r\n", "\n"))
    if field == "file" and draft.text.strip() not in {"", before}:
        return draft, {"text": BOTH}
    try:
        if file and file.filename:
            name = PurePath(file.filename.replace("\\", "/")).name
            name, text = taken(name, file.stream.read(MOST))
        else:
            name, text = draft.name or PASTED, draft.text
        documents.read(name, text.encode(), language_of(draft))
    except EmptyTranscript as trouble:
        return draft, {field: words_for(trouble) if field == "file" else NOTHING}
    except TranscriptError as trouble:
        return draft, {field: words_for(trouble)}
    return replace(draft, name=name, text=text), {}


def _page(draft: Draft, kept: Kept | None, errors: Errors | None = None) -> str:
    kinds = ",".join(documents.DOCUMENTS)
    of = original_of(draft) if not kept else None
    return page("studio/text.html", draft=draft, kept=kept, of=of, errors=errors, kinds=kinds)
