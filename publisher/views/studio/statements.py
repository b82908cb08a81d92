"""What is public, was, or will be: withdrawn with a reason, corrected, called off."""

from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePath

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from publisher.accounts.rights import Right
from publisher.drafts.drawer import Overtaken
from publisher.drafts.texts import PASTED
from publisher.drafts.values import Draft, Kept, Step
from publisher.phrases import PHRASES
from publisher.site import site
from publisher.statements import Revision, Standing
from publisher.views.studio.access import me, right
from publisher.views.studio.pages import Errors, page, tell, written

pages = Blueprint("statements", __name__, url_prefix="/statements")

Answer = str | Response
LONGEST_NOTE = 5_000  # characters
NO_NOTE = "Enter what is corrected, and why, for the public to read"
LINES = 20  # of the log, on a statement's page


@pages.get("")
@right(Right.WRITE)
def everything() -> Answer:
    """All statements that are public, were, or will be."""
    return page("studio/statements.html", standings=site().library.standings())


@pages.get("/<slug>")
@right(Right.WRITE)
def one(slug: str) -> Answer:
    """How one stands, its revisions, and what was done to it."""
    found, library = _standing(slug), site().library
    waiting = library.waiting(slug) if found.embargoed else None
    return page(
        "studio/statement.html",
        standing=found,
        revisions=library.revisions(slug),
        draft=_open_draft(slug),
        preview=waiting and url_for("preview.page", secret=waiting.secret),
        versions=[one for one in site().translations.of(slug) if one.slug != slug],
        name=PHRASES["en"].language_name,
        lines=site().log.lines(slug=slug, most=LINES),
    )


@pages.get("/<slug>/withdraw")
@right(Right.PUBLISH)
def ask_withdraw(slug: str) -> Answer:
    """Ask why."""
    return _withdraw_page(slug, {})


@pages.post("/<slug>/withdraw")
@right(Right.PUBLISH)
def withdraw(slug: str) -> Answer:
    """Take it from public view."""
    reason = written("reason", LONGEST_NOTE)
    if not reason:
        return _withdraw_page(slug, {"reason": "Enter why it is withdrawn, for the public to read"})
    if site().library.withdraw(slug, who=me().name, reason=reason):
        tell("It is withdrawn. Its address tells the public when and why.")
    return _back(slug)


@pages.post("/<slug>/call-off")
@right(Right.PUBLISH)
def call_off(slug: str) -> Answer:
    """Let what waits for its time be a draft again."""
    if not site().library.call_off(slug, who=me().name):
        tell("Nothing was called off: it was public already.", done=False)
        return _back(slug)
    for kept in site().drawer.of(slug):
        if kept.step == Step.APPROVED and kept.public_at:
            return _draft_again(kept)
    tell("It will not be public.")
    return _back(slug)


@pages.get("/<slug>/correct")
@right(Right.WRITE)
def ask_correct(slug: str) -> Answer:
    """Ask what is to be corrected."""
    standing, open_one = _standing(slug), _open_draft(slug)
    if open_one:
        tell("A correction was begun before. Here it is.")
        return _to_draft(open_one)
    return _correct_page(standing, {}) if not standing.embargoed else _back(slug)


@pages.post("/<slug>/correct")
@right(Right.WRITE)
def correct(slug: str) -> Answer:
    """Begin a draft of it, as it was published."""
    standing, note = _standing(slug), written("note", LONGEST_NOTE)
    if _open_draft(slug) or standing.embargoed:
        return redirect(url_for(".ask_correct", slug=slug), HTTPStatus.SEE_OTHER)
    if not note:
        return _correct_page(standing, {"note": NO_NOTE})
    published = next(r for r in site().library.revisions(slug) if r.published)
    draft = _as_published(slug, published, note)
    return _to_draft(site().drawer.begin(draft, who=me().name, slug=slug))


def _as_published(slug: str, published: Revision, note: str) -> Draft:
    """What it was made from; where that was not in the studio, as much as is known of it."""
    for kept in site().drawer.of(slug):
        if kept.step == Step.APPROVED and kept.draft.text == published.text:
            return replace(kept.draft, note=note)
    said = published.details
    marked = any(line.startswith("#") for line in published.text.splitlines())
    return Draft(
        name=str(PurePath(PASTED).with_suffix(".md")) if marked else PASTED,
        text=published.text,
        language=said.language,
        title=said.title,
        speaker=said.speaker,
        role=said.role,
        about=said.about,
        date=said.date,
        voice=said.voice,
        recording=site().library.known(slug, None, said.title).original,
        note=note,
    )


def _draft_again(kept: Kept) -> Response:
    try:
        site().drawer.step(kept.id, kept.version, Step.APPROVED, Step.WRITING, public_at=None)
        tell("It will not be public. It is a draft again.")
    except Overtaken:  # somebody changed it before: so it is a draft
        tell("It will not be public. The draft has been changed meanwhile.")
    return _to_draft(kept)


def _to_draft(kept: Kept) -> Response:
    return redirect(url_for("studio.work.show", number=kept.id), HTTPStatus.SEE_OTHER)


def _open_draft(slug: str) -> Kept | None:
    still = {Step.WRITING, Step.SUBMITTED}
    return next((kept for kept in site().drawer.of(slug) if kept.step in still), None)


def _standing(slug: str) -> Standing:
    return site().library.standing(slug) or abort(HTTPStatus.NOT_FOUND)


def _withdraw_page(slug: str, errors: Errors) -> Answer:
    found = _standing(slug)
    if not found.shown:
        return _back(slug)
    return page(
        "studio/withdraw.html",
        standing=found,
        reason=written("reason", LONGEST_NOTE),
        errors=errors,
    )


def _correct_page(standing: Standing, errors: Errors) -> str:
    return page(
        "studio/correct.html", standing=standing, note=written("note", LONGEST_NOTE), errors=errors
    )


def _back(slug: str) -> Response:
    return redirect(url_for(".one", slug=slug), HTTPStatus.SEE_OTHER)
