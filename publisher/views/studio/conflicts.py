"""Two editors changed the same thing: both texts are shown, and one of them chooses.

Any view of the studio may let the drawer's Overtaken go by: this page is its answer. What is not
kept yet goes to the browser and back, and is signed: a draft names files of the store.
"""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256
from http import HTTPStatus

from flask import Blueprint, abort, current_app, request
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from publisher.accounts.rights import Right
from publisher.differences import Piece, compared
from publisher.drafts.drawer import Overtaken
from publisher.drafts.values import Draft, Kept
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, draft_of, on
from publisher.views.studio.pages import page

pages = Blueprint("conflicts", __name__, url_prefix=f"{DRAFT}/conflict")

NAMES = {
    "name": "The kind of the text",
    "text": "The text",
    "language": "Language",
    "title": "Title",
    "speaker": "Who speaks",
    "role": "In what role",
    "about": "About whom",
    "date": "Date",
    "voice": "Voice",
    "recording": "Recording",
    "poster_at": "Moment of the still picture",
    "corrections": "What was corrected in the recording",
    "captions": "Captions",
    "note": "Note for the public",
    "overruled": "Published though little of it was found",
    "translation_of": "Version in another language of",
}
MERGED = frozenset({"text", "captions", "note"})  # what is long enough to be put together by hand


def shown(met: Overtaken) -> tuple[str, int]:
    """The page for a conflict: nothing of either is lost, and nothing was changed."""
    return _page(met.theirs, met.yours), HTTPStatus.CONFLICT


@pages.post("")
@right(Right.WRITE)
def choose(number: int) -> str | Response:
    """Save what was chosen of either; a third change meanwhile is another conflict."""
    kept = draft_of(number)
    try:
        yours = Draft.unpack(_signer().unsign(request.form.get("yours", "")).decode())
        seen = int(request.form.get("seen", ""))
    except (BadSignature, ValueError):  # no form of ours
        abort(HTTPStatus.BAD_REQUEST)
    theirs = next((v for v in site().drawer.versions(number) if v.version == seen), None)
    if theirs is None:
        abort(HTTPStatus.BAD_REQUEST)
    chosen = {}
    for name in _differing(theirs.draft, yours):
        choice = request.form.get(name)
        if choice == "yours":
            chosen[name] = getattr(yours, name)
        elif choice == "merged" and name in MERGED:
            chosen[name] = request.form.get(f"merged-{name}", "").replace("\r\n", "\n")
        elif choice != "theirs":
            return _page(theirs, yours, {name: "Choose which is to stand"})
    if chosen.get("captions") == yours.captions != theirs.draft.captions:
        chosen["captions_over"] = yours.captions_over
    both = replace(theirs.draft, **chosen)
    saved = site().drawer.save(kept.id, seen, both, who=me().name, what="chosen of two")
    return on(saved, "studio.work.show")


def _page(theirs: Kept, yours: Draft, errors: dict[str, str] | None = None) -> str:
    return page(
        "studio/conflict.html",
        kept=theirs,
        yours=_signer().sign(yours.pack()).decode(),
        differing=[
            {
                "id": name,
                "name": NAMES.get(name, name),
                "theirs": _told(theirs.draft, name),
                "yours": _told(yours, name),
                "merged": name in MERGED,
                "passages": _passages(theirs.draft, yours, name),
            }
            for name in _differing(theirs.draft, yours)
        ],
        errors=errors,
    )


def _signer() -> Signer:
    key = current_app.secret_key
    assert key  # noqa: S101 - no app is without
    return Signer(key, salt="conflict", digest_method=sha256)


def _passages(theirs: Draft, yours: Draft, name: str) -> list[dict[str, Sequence[Piece]]]:
    """Where two texts differ that may be long."""
    if name not in MERGED:
        return []
    pairs = compared(_told(theirs, name), _told(yours, name))
    return [{"theirs": pair.old, "yours": pair.new} for pair in pairs if pair.changed]


def _differing(one: Draft, other: Draft) -> list[str]:
    names = (f.name for f in fields(Draft) if f.name != "captions_over")  # goes with the captions
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _told(draft: Draft, name: str) -> str:
    """A part of a draft in words."""
    value = getattr(draft, name)
    match name:
        case "recording":
            return value.name if value else "None: a voice reads it"
        case "corrections":
            return "\n".join(
                f"{c.sentence}: {'not said' if not c.said else c.span or 'right as found'}"
                for c in value
            )
        case "captions":
            return value or "As they are made"
    return "" if value is None else str(value) if not isinstance(value, bool) else json.dumps(value)
