"""Checking a draft, and making it public: submitted, approved, published now or at a time.

What is approved is what was read: each form names the version of the draft that its page showed,
and the fingerprint of what was made of it. Where either is another by now, nothing happens.
"""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media.errors import Embargoed, LanguageTaken
from media.errors import Overtaken as MadeAgain
from media.review import Why
from publisher.accounts.rights import Right
from publisher.drafts.drawer import Overtaken
from publisher.drafts.review import Made
from publisher.drafts.values import Kept, Step
from publisher.errors import words_for
from publisher.gate import Finding, findings, stops
from publisher.site import site
from publisher.statements import Waiting
from publisher.views.studio.access import me, right
from publisher.views.studio.captions import other_words
from publisher.views.studio.drafting import DRAFT, seen
from publisher.views.studio.pages import Errors, page, shown_moment, tell, written
from publisher.views.studio.versions import is_new, original_of
from publisher.views.studio.when import NoMoment, when
from publisher.views.studio.work import sent_back

pages = Blueprint("publishing", __name__, url_prefix=f"{DRAFT}/publish")

Answer = str | Response | tuple[str, int]
LONGEST_NOTE = 5_000  # characters
TWICE = " That time comes twice that day, because the clocks go back: the second is meant."


@pages.get("")
@right(Right.WRITE)
def check(number: int) -> Answer:
    """The draft as the public will see it, what stands in the way, and what to do next."""
    kept = _draft(number)
    if _is_public(kept):
        return redirect(url_for("studio.statements.one", slug=kept.slug), HTTPStatus.SEE_OTHER)
    return _page(kept, {})


@pages.post("/submit")
@right(Right.WRITE)
def submit(number: int) -> Answer:
    """Ask another person to approve it."""
    kept, waiting = _draft(number), _read(number)
    if waiting is None or any(map(stops, _found(kept, waiting))):
        return _changed(kept)
    try:
        facts = {"submitted_by": me().email, "approved_by": None, "public_at": None}
        site().drawer.step(number, seen(kept), Step.WRITING, Step.SUBMITTED, **facts)
    except Overtaken as met:
        return _changed(met.theirs)
    _note(kept, "submitted", f"draft {number}, version {kept.version}")
    tell("It is submitted. Tell somebody who may approve it: no e-mail is sent.")
    return _back(number)


@pages.post("/take-back")
@right(Right.WRITE)
def take_back(number: int) -> Answer:
    """Go on writing what was submitted."""
    return _to_writing(number, "taken back", f"draft {number}", "It is yours to change again.")


@pages.post("/send-back")
@right(Right.APPROVE)
def send_back(number: int) -> Answer:
    """Say what is to be changed first."""
    note = written("note", LONGEST_NOTE)
    if not note:
        return _page(_draft(number), {"note": "Say what is to be changed"})
    return _to_writing(number, "sent back", note, "It is sent back with your note.")


@pages.post("/approve")
@right(Right.PUBLISH)
def publish(number: int) -> Answer:
    """Approve what was read, and make it public now or at a time."""
    kept, waiting = _draft(number), _read(number)
    if kept.submitted_by == me().email and not _may_approve(kept):
        abort(HTTPStatus.FORBIDDEN)
    if not _may_approve(kept) or waiting is None or any(map(stops, _found(kept, waiting))):
        return _changed(kept)
    try:
        at, twice = when()
    except NoMoment as trouble:
        return _page(kept, trouble.errors)
    here, before = site(), kept.step
    assert kept.slug  # noqa: S101 - something is made of it
    try:
        if before != Step.APPROVED:
            facts = {"approved_by": me().email, "public_at": at}
            here.drawer.step(number, seen(kept), before, Step.APPROVED, **facts)
        try:
            revision = here.library.release(
                kept.slug, waiting.revision.number, who=me().name, read=_fingerprint(), at=at
            )
        except (MadeAgain, Embargoed, LanguageTaken) as trouble:
            kept = here.drawer.step(number, kept.version, Step.APPROVED, Step.WRITING)
            return _changed(kept, trouble)
    except Overtaken as met:
        return _changed(met.theirs)
    if at and revision.published:
        tell(f"It will be public on {shown_moment(revision.published)}.{TWICE if twice else ''}")
    else:
        tell("It is public now.")
    return redirect(url_for("studio.statements.one", slug=kept.slug), HTTPStatus.SEE_OTHER)


def _draft(number: int) -> Kept:
    kept = site().drawer.find(number)
    return kept if kept and kept.step != Step.DISCARDED else abort(HTTPStatus.NOT_FOUND)


def _waiting(kept: Kept) -> Waiting | None:
    found = site().library.waiting(kept.slug) if kept.slug else None
    return found if found and not found.revision.published else None


def _read(number: int) -> Waiting | None:
    """What waits, if it is what the page showed that this form stood on."""
    kept = _draft(number)
    found = _waiting(kept)
    same = found and found.fingerprint == _fingerprint() and kept.version == seen(kept)
    return found if same else None


def _is_public(kept: Kept) -> bool:
    """Whether an approved draft went out, or will; a cut may come between the two."""
    return kept.step == Step.APPROVED and _waiting(kept) is None


def _may_approve(kept: Kept) -> bool:
    """Whether who is signed in may approve it: another than submitted it, but for a setting."""
    alone = site().settings.approval == "same"
    submitted = kept.step in {Step.SUBMITTED, Step.APPROVED}
    return me().may(Right.PUBLISH) and (alone or (submitted and kept.submitted_by != me().email))


def _found(kept: Kept, waiting: Waiting | None) -> tuple[Finding, ...]:
    taken, reworded = _taken(kept, waiting) is not None, bool(_reworded(kept))
    unheard = _unheard(kept)
    return tuple(findings(kept, waiting, unheard=unheard, taken=taken, reworded=reworded))


def _reworded(kept: Kept) -> list[str]:
    """Where its captions have other words than its text, in words."""
    return other_words(Made.of(kept, site().library)) if kept.draft.captions is not None else []


def _taken(kept: Kept, waiting: Waiting | None) -> dict[str, object] | None:
    """What `studio/taken.html` says of a version that is in the language of what waits."""
    if waiting is None:
        return None
    language = waiting.revision.details.language
    try:
        site().translations.refuse_twice(language, (kept.slug,), but=kept.slug)
    except LanguageTaken as met:
        return {
            "words": words_for(met, studio=True),
            "title": met.title,
            "address": url_for("studio.statements.one", slug=met.slug),
            "new": is_new(kept),
        }
    return None


def _unheard(kept: Kept) -> int:
    """How many figures in a recording nobody has listened to."""
    made = Made.of(kept, site().library) if kept.draft.recording else None
    passages = made.passages() if made else ()
    return sum(Why.FIGURE in p.look.why and p.correction is None for p in passages)


def _page(kept: Kept, errors: Errors) -> str:
    waiting = _waiting(kept)
    found = _found(kept, waiting)
    return page(
        "studio/publish.html",
        kept=kept,
        waiting=waiting,
        preview=waiting and url_for("preview.page", secret=waiting.secret),
        stopping=[one.name for one in found if stops(one)],
        warnings=[one.name for one in found if not stops(one)],
        unheard=_unheard(kept),
        reworded=_reworded(kept),
        taken=_taken(kept, waiting),
        version_of=original_of(kept.draft) if is_new(kept) else None,
        submitter=_name(kept.submitted_by),
        may_approve=_may_approve(kept),
        alone=site().settings.approval == "same",
        returned=sent_back(kept),
        form=request.form,
        zone=site().settings.time_zone,
        errors=errors,
    )


def _changed(kept: Kept, trouble: Exception | None = None) -> tuple[str, int]:
    """Say that it is no longer what was read, and that nothing was done."""
    embargoed = trouble if isinstance(trouble, Embargoed) else None
    taken = _taken(kept, _waiting(kept))
    drawn = page("studio/publish-changed.html", kept=kept, embargoed=embargoed, taken=taken)
    return drawn, HTTPStatus.CONFLICT


def _to_writing(number: int, what: str, detail: str, words: str) -> Answer:
    kept = _draft(number)
    try:
        site().drawer.step(number, seen(kept), Step.SUBMITTED, Step.WRITING)
    except Overtaken as met:
        return _changed(met.theirs)
    _note(kept, what, detail)
    tell(words)
    return _back(number)


def _note(kept: Kept, what: str, detail: str) -> None:
    site().library.record(kept.slug or "", who=me().name, what=what, detail=detail)


def _name(email: str | None) -> str:
    found = site().accounts.named(email) if email else None
    return found.name if found else email or ""


def _fingerprint() -> str:
    return request.form.get("read", "")


def _back(number: int) -> Response:
    return redirect(url_for(".check", number=number), HTTPStatus.SEE_OTHER)
