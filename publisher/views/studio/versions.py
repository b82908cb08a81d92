"""A statement in other languages: which is a version of which, linked and unlinked."""

from collections.abc import Iterator
from http import HTTPStatus

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media.errors import LanguageTaken
from publisher.accounts.rights import Right
from publisher.drafts.values import Draft, Kept
from publisher.errors import words_for
from publisher.phrases import PHRASES
from publisher.site import site
from publisher.statements import Details, Standing
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import (
    DRAFT,
    draft_of,
    language_of,
    on,
    same_language,
    save,
)
from publisher.views.studio.pages import Errors, page, tell

pages = Blueprint("versions", __name__)

Answer = str | Response

STATEMENT = "/statements/<slug>/versions"
CHOOSE = "Choose the statement that it is a version of"


@pages.get(f"{DRAFT}/version-of")
@right(Right.WRITE)
def ask(number: int) -> Answer:
    """Ask which statement a draft is a version of, if of any."""
    return _ask_page(_new(number), {})


@pages.post(f"{DRAFT}/version-of")
@right(Right.WRITE)
def answer(number: int) -> Answer:
    """Take the statement, or that there is none."""
    kept, chosen = _new(number), request.form.get("of", "")
    if chosen and chosen not in _others(kept.slug):
        return _ask_page(kept, {"of": CHOOSE})
    if words := taken(kept, language_of(kept.draft), chosen):
        return _ask_page(kept, {"of": words})
    return on(save(kept, "version of", translation_of=chosen), "studio.work.show")


@pages.get(f"{STATEMENT}/link")
@right(Right.PUBLISH)
def ask_link(slug: str) -> Answer:
    """Ask which statement one is to be linked with."""
    return _link_page(_standing(slug), {})


@pages.post(f"{STATEMENT}/link")
@right(Right.PUBLISH)
def link(slug: str) -> Answer:
    """Link two statements that are here; what is public of either says so at once."""
    standing, chosen = _standing(slug), request.form.get("of", "")
    if chosen not in _others(slug):
        return _link_page(standing, {"of": CHOOSE})
    try:
        site().translations.link(slug, chosen, who=me().name)
    except LanguageTaken as met:
        return _link_page(standing, {"of": words_for(met, studio=True)})
    tell("They are linked.")
    return redirect(url_for("studio.statements.one", slug=slug), HTTPStatus.SEE_OTHER)


@pages.post(f"{STATEMENT}/unlink")
@right(Right.PUBLISH)
def unlink(slug: str) -> Answer:
    """Let a statement stand by itself; it can be linked again."""
    _standing(slug)
    if site().translations.unlink(slug, who=me().name):
        tell("It stands by itself now. You can link it again.")
    return redirect(url_for("studio.statements.one", slug=slug), HTTPStatus.SEE_OTHER)


# What other pages of the studio say of versions


def original_of(draft: Draft) -> Standing | None:
    """The statement that a draft is a version of."""
    return site().library.standing(draft.translation_of) if draft.translation_of else None


def details_of(standing: Standing) -> Details | None:
    """What the public sees of a statement, or will."""
    revision = standing.shown or standing.embargoed
    return revision.details if revision else None


def is_new(kept: Kept) -> bool:
    """Whether nothing of it was public yet: only then does a draft say what it is a version of."""
    return not kept.slug or site().library.standing(kept.slug) is None


def taken(kept: Kept, language: str, of: str) -> str | None:
    """Why a draft cannot be in this language beside `of`, in words: another is, or is begun."""
    beside = of if is_new(kept) else kept.slug
    try:
        site().translations.refuse_twice(language, (beside,), but=kept.slug)
    except LanguageTaken as met:
        return words_for(met, studio=True)
    begun = next(_begun(language, of, kept), None) if of and is_new(kept) else None
    if begun is None:
        return None
    return (
        f"{begun.owner} has begun “{begun.draft.called}”, which is in "
        f"{PHRASES['en'].language_name(language)} and a version of the same statement. Go on with "
        "that draft, or discard it first."
    )


def _begun(language: str, of: str, but: Kept) -> Iterator[Kept]:
    """The other drafts that will stand beside `of`, and that are said to be in this language."""
    family = {one.slug for one in site().translations.of(of)}
    for kept in site().drawer.open():
        beside = kept.id != but.id and kept.draft.translation_of in family and is_new(kept)
        if beside and same_language(kept.draft.language, language):
            yield kept


def _others(slug: str | None) -> dict[str, Details]:
    """Every statement that the public sees or will, but this one."""
    standings = site().library.standings()
    return {s.slug: said for s in standings if s.slug != slug and (said := details_of(s))}


def _new(number: int) -> Kept:
    kept = draft_of(number)
    return kept if is_new(kept) else abort(HTTPStatus.NOT_FOUND)


def _standing(slug: str) -> Standing:
    return site().library.standing(slug) or abort(HTTPStatus.NOT_FOUND)


def _ask_page(kept: Kept, errors: Errors) -> str:
    return _page(kept.slug, kept.draft.translation_of, errors, kept=kept)


def _link_page(standing: Standing, errors: Errors) -> str:
    return _page(standing.slug, "", errors, standing=standing)


def _page(slug: str | None, now: str, errors: Errors, **which: Kept | Standing) -> str:
    return page(
        "studio/version-of.html",
        **which,
        others=_others(slug),
        chosen=request.form.get("of", now),
        name=PHRASES["en"].language_name,
        errors=errors,
    )
