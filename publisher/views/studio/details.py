"""What is said of a statement: on one page, filled in as far as it is known."""

import re
from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from media.engines import VOICES, voice_for
from media.errors import NoVoiceFor
from publisher.accounts.rights import Right
from publisher.drafts.asking import speaks
from publisher.drafts.values import Draft, Kept
from publisher.errors import words_for
from publisher.phrases import PHRASES
from publisher.site import site
from publisher.statements import Details
from publisher.views.studio import days
from publisher.views.studio.access import right
from publisher.views.studio.drafting import (
    DRAFT,
    asks_for_sayings,
    draft_of,
    language_of,
    on,
    same_language,
    save,
    transcript_of,
)
from publisher.views.studio.pages import Errors, page, written
from publisher.views.studio.statements import LONGEST_NOTE, NO_NOTE
from publisher.views.studio.versions import details_of, is_new, original_of, taken

pages = Blueprint("details", __name__, url_prefix=f"{DRAFT}/details")

Answer = str | Response

FIELDS = {"title": "Title", "speaker": "Who speaks", "role": "Role", "about": "About whom"}
LONGEST = 300  # characters
# How people say who they are, in English.
INTRODUCED = re.compile(r"\b(?:I am|I['’]m|[Mm]y name is) ((?:[A-Z][\w'’-]+ ?){2,4})")


@pages.get("")
@right(Right.WRITE)
def ask(number: int) -> Answer:
    """Ask for the details."""
    kept = draft_of(number)
    return _page(kept, {**known(kept.draft), "note": kept.draft.note})


@pages.post("")
@right(Right.WRITE)
def answer(number: int) -> Answer:
    """Take the details."""
    kept = draft_of(number)
    given = {name: " ".join(request.form.get(name, "").split()) for name in FIELDS}
    given |= {name: request.form.get(name, "").strip() for name in ("date", "language")}
    given["note"] = written("note", LONGEST_NOTE) if _corrects(kept) else kept.draft.note
    errors = _wrong(kept.draft, given)
    if _corrects(kept) and not given["note"]:
        errors["note"] = NO_NOTE
    if "language" not in errors and given["language"] != kept.draft.language:
        words = taken(kept, given["language"], kept.draft.translation_of)
        errors |= {"language": words} if words else {}
    if errors:
        return _page(kept, given, errors)
    day = days.read(given["date"])
    voice = _voice(kept.draft, given["language"])
    saved = save(kept, "details", **{**given, "date": day, "voice": voice})
    return on(saved, "studio.words.ask" if asks_for_sayings(saved.draft) else None)


def _corrects(kept: Kept) -> bool:
    """Whether the public reads beside it what was corrected."""
    return bool(kept.draft.note) or not is_new(kept)


def known(draft: Draft) -> dict[str, str]:
    """What was said; else what the text tells, or what this body said the last time."""
    read, language = transcript_of(draft), language_of(draft)
    original = original_of(draft)
    of = details_of(original) if original else None
    before = [*filter(None, (of,)), *(one.details for one in site().library.published())]
    before.sort(key=lambda d: not same_language(d.language, language))  # its words before others'
    speaker = draft.speaker or ", ".join(read.speakers if read else ()) or _speaker(before, draft)
    speaker = speaker or (of.speaker if of else "")
    asked = bool(draft.title)  # the page was answered: what is empty was meant to be
    title = draft.title or (read.title if read else None) or ""
    role = next((d.role for d in before if d.speaker == speaker and d.role), "")
    about = next((d.about for d in before if d.about and d.about in title), of.about if of else "")
    today = site().library.clock().astimezone(site().settings.zone).date()
    day = draft.date or (of.date if of else today)
    return {
        "title": title,
        "speaker": draft.speaker if asked else speaker,
        "role": draft.role if asked else role,
        "about": draft.about if asked else about,
        "date": days.written(day),
        "language": language,
    }


def _speaker(before: list[Details], draft: Draft) -> str:
    """Whoever spoke for this body before, and is named in this text; or says who they are."""
    opening = draft.text[:2_000]
    known = next((d.speaker for d in before if d.speaker and d.speaker in opening), "")
    introduced = INTRODUCED.search(opening)
    return known or (introduced[1].strip() if introduced else "")


def _wrong(draft: Draft, given: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if not given["title"]:
        errors["title"] = "Enter a title"
    for name, words in FIELDS.items():
        if len(given[name]) > LONGEST:
            errors[name] = f"{words} must be {LONGEST} characters or fewer"
    try:
        days.read(given["date"])
    except ValueError:
        errors["date"] = "Enter a date, such as 9 March 2026"
    if given["language"] not in languages(draft):
        errors["language"] = "Choose a language"
        return errors
    try:
        _voice(draft, given["language"])
    except NoVoiceFor as trouble:
        errors["language"] = words_for(trouble, studio=True)
    return errors


def _voice(draft: Draft, language: str) -> str:
    """The voice that reads it: the one that was chosen, if it speaks the language."""
    if not speaks(draft):
        return ""
    chosen = VOICES.get(draft.voice)
    spoken = chosen and any(same_language(language, one) for one in chosen.languages)
    return voice_for(language, draft.voice if spoken else None, text=draft.text).name


def languages(draft: Draft) -> dict[str, str]:
    """The languages to choose from, by their tags: the site's own first."""
    own = site().settings.language
    phrases = PHRASES["en"]
    named = [key.removeprefix("language.") for key in phrases.words if key.startswith("language.")]
    others = [t for t in named if t != "self" and not same_language(t, own)]
    others.sort(key=phrases.language_name)
    tags = dict.fromkeys([own, *others, language_of(draft)])
    return {tag: phrases.language_name(tag) for tag in tags}


def _page(kept: Kept, given: Mapping[str, str], errors: Errors | None = None) -> str:
    draft, own = kept.draft, site().settings.language
    seems = "" if draft.language else language_of(draft)
    return page(
        "studio/details.html",
        kept=kept,
        draft=draft,
        given=given,
        languages=languages(draft),
        seems=seems if seems != own else "",
        corrects=_corrects(kept),
        errors=errors,
    )
