"""Listening to what is least sure, and mending it."""

import re
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media.corrections import Correction
from media.review import Why
from media.timeline import Span
from publisher.accounts.rights import Right
from publisher.drafts.changes import (
    changed,
    correction_of,
    with_correction,
    without_correction,
)
from publisher.drafts.drawer import Overtaken
from publisher.drafts.review import Made, Passage
from publisher.drafts.values import Draft
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, draft_of, seen
from publisher.views.studio.made import listening, made_of, short, undoing
from publisher.views.studio.pages import page, tell

pages = Blueprint("review", __name__, url_prefix=DRAFT)

Answer = str | Response

WHY = {
    Why.UNSAID: "Perhaps not said: there is hardly room for it",
    Why.UNVERIFIED: "Perhaps not said: it was not found",
    Why.GUESSED: "The times of some words are guessed",
    Why.FIGURE: "A figure",
    Why.NAME: "A name",
}
MOVE = re.compile(r"(start|end)(?:([+-](?:20|100))|@(\d{1,9}))")
STEPS = (-100, -20, 20, 100)  # ms
LEAST = 20  # ms that a sentence is said for, at least


@pages.get("/review")
@right(Right.WRITE)
def listen(number: int) -> Answer:
    """The sentences to listen to."""
    return _page(made_of(number))


@pages.post("/review")
@right(Right.WRITE)
def mend(number: int) -> Answer:
    """Say something of a sentence."""
    made = made_of(number)
    passage = _passage(made)
    name = (passage.text, passage.nth)
    try:
        correction, what = _asked(request.form.get("do", ""), passage)
    except ValueError as trouble:
        return _page(made, passage, str(trouble))

    def change(draft: Draft) -> Draft:
        if correction is None:
            return without_correction(draft, name)
        return with_correction(draft, correction)

    def touches(draft: Draft) -> Correction | None:
        return correction_of(draft, name)

    try:
        what = f"sentence {passage.number}: {what}"
        before = seen(made.kept)
        changed(site().drawer, before, made.kept, change, touches, who=me().name, what=what)
    except Overtaken as met:
        words = f"{met.theirs.who} changed this sentence meanwhile. Look at it as it is now"
        return _page(made_of(number), passage, words)
    return redirect(
        url_for(".listen", number=number, _anchor=_next(made, passage)), HTTPStatus.SEE_OTHER
    )


@pages.post("/undo")
@right(Right.WRITE)
def undo(number: int) -> Answer:
    """Take the last change back, whatever it was, and go on where one was."""
    back = {"captions": "studio.captions.edit", "delivered": "studio.delivered.compare"}
    kept = draft_of(number)
    what = undoing(kept)
    try:
        if what:
            site().drawer.undo(number, seen(kept), who=me().name)
            tell(f"Undone: {what}.")
        else:
            tell("Nothing was undone: no change is left to take back here.", done=False)
    except Overtaken as met:
        tell(f"Nothing was undone: {met.theirs.who} changed the draft meanwhile.", done=False)
    place = back.get(request.form.get("back", ""), ".listen")
    return redirect(url_for(place, number=number), HTTPStatus.SEE_OTHER)


def _page(made: Made, wrong: Passage | None = None, trouble: str = "") -> str:
    passages = made.passages()
    return page(
        "studio/review.html",
        errors={f"sentence-{wrong.number}": trouble} if wrong else {},
        made=made,
        kept=made.kept,
        undoing=undoing(made.kept),
        passages=passages,
        done=sum(passage.correction is not None for passage in passages),
        why=_why,
        listening=listening,
        short=short,
        steps=STEPS,
    )


def _why(passage: Passage) -> list[str]:
    """Why a sentence is to be listened to, in words."""
    told = [WHY[why] for why in passage.look.why if why in WHY]
    sure = passage.look.sureness
    missing = {Why.UNSAID, Why.UNVERIFIED} & {*passage.look.why}
    return told if sure is None or missing else [f"Found with {sure:.0%} certainty", *told]


def _passage(made: Made) -> Passage:
    given = request.form.get("sentence", "")
    return next((p for p in made.passages() if str(p.number) == given), None) or abort(400)


def _next(made: Made, passage: Passage) -> str:
    """Where to go on: the next one that is to be looked at, once this one was; else stay."""
    if request.form.get("do") not in ("accept", "unsaid"):
        return f"sentence-{passage.number}"
    numbers = [p.number for p in made.passages()]
    after = made.passages()[numbers.index(passage.number) + 1 :]
    following = next((p for p in after if p.correction is None), None)
    return f"sentence-{following.number}" if following else "reviewed"


def _asked(do: str, passage: Passage) -> tuple[Correction | None, str]:
    """What is said of a sentence by a button, and in words; None: as it was found.

    Raises ValueError, with words for the editor, where its times cannot be so.
    """
    correction, span = Correction(passage.text, passage.nth), passage.span
    if do == "found":
        return None, "as it was found"
    if do == "unsaid":
        return replace(correction, said=False), "not said"
    if do == "here":
        return replace(correction, span=span), "said here"
    if do == "accept":
        known = passage.correction
        return replace(correction, span=known.span if known else None), "right"
    move = MOVE.fullmatch(do) or abort(400)
    edge, by, at = move.groups()
    was = span.start if edge == "start" else span.end
    now = int(at) if at else max(0, was + int(by))
    start, end = (now, span.end) if edge == "start" else (span.start, now)
    if end < start + LEAST:
        raise ValueError("A sentence cannot end before it begins. Move its other end first")
    way = "later" if now > was else "earlier"
    return replace(correction, span=Span(start, end)), f"{edge} {abs(now - was)} ms {way}"
