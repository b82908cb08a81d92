"""Captions, edited: a table of cues, the rules they are held to, and the words they must not lose.

A page shows some of the cues, and its form has all of those: what is sent takes their place.
"""

import re
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as Answered

from media.carrying import Carried
from media.cutting import cut, joined
from media.formats import webvtt
from media.profiles import PROFILES, CaptionProfile
from media.quality import Finding, check, words_said
from media.tracks import Track
from media.wording import reworded
from publisher import placed
from publisher.accounts.rights import Right
from publisher.drafts.changes import changed
from publisher.drafts.drawer import Overtaken
from publisher.drafts.review import Made
from publisher.drafts.values import Draft
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.cues import A_PAGE, Row, Typed, rows_of
from publisher.views.studio.cues import typed as typed_in
from publisher.views.studio.drafting import DRAFT, seen
from publisher.views.studio.made import listening, made_of, undoing
from publisher.views.studio.pages import page, tell

pages = Blueprint("captions", __name__, url_prefix=DRAFT)

Answer = str | Answered

DO = re.compile(r"(join|split)-(\d{1,6})(?:@(\d{1,4}))?")
DONE = {"join": "joined with the next", "split": "cut in two"}


@pages.get("/captions")
@right(Right.WRITE)
def edit(number: int) -> Answer:
    """The cues, some at a time."""
    made = made_of(number)
    return _page(made, _captions(made), _first())


@pages.post("/captions")
@right(Right.WRITE)
def save(number: int) -> Answer:
    """Take the cues as they were typed; then join two, or cut one, if that is asked for."""
    made = made_of(number)
    carried, first, do = _captions(made), _first(), request.form.get("do", "save")
    typed = typed_in(request.form, carried.track, first)
    if typed.errors:
        return _page(made, carried, first, typed)
    track, what, near = typed.track, "captions", None
    if asked := DO.fullmatch(do):
        kind, row, at = asked[1], int(asked[2]), int(asked[3]) if asked[3] else None
        near = row
        try:
            track = _reshaped(typed, made, kind, row, at)
        except LookupError:
            abort(400)
        except ValueError:
            words = {f"text-{row}": "This caption is too short to cut in two"}
            return _page(made, carried, first, replace(typed, errors=words))
        what = f"caption {row}: {DONE[kind]}"
    elif do != "save":
        abort(400)
    try:
        if track != carried.track:
            _keep(made, webvtt.write(track), what)
    except Overtaken as met:
        theirs = replace(made_of(number), kept=met.theirs)
        return _page(theirs, carried, first, typed, overtaken=met)
    if near is None:
        saved = track != carried.track
        tell("Captions saved." if saved else "Nothing was changed.", done=saved)
    anchor = f"text-{near}" if near else None
    return redirect(
        url_for(".edit", number=number, first=first, _anchor=anchor), HTTPStatus.SEE_OTHER
    )


@pages.post("/captions/as-made")
@right(Right.WRITE)
def give_up(number: int) -> Answer:
    """Take the captions as they are made, and none of what was edited; undone by one press."""
    made = made_of(number)
    try:
        _keep(made, None, "captions: as made")
        tell("The captions are as they are made. Undo brings your own back.")
    except Overtaken as met:
        tell(f"Nothing was changed: {met.theirs.who} changed the captions meanwhile.", done=False)
    return redirect(url_for(".edit", number=number), HTTPStatus.SEE_OTHER)


@pages.post("/captions/check")
@right(Right.WRITE)
def look_over(number: int) -> Response:
    """What is to be mended in the cues as they are typed, as JSON; nothing is saved.

    `errors` and `findings` are by the id of a row's field and by its number; `lost` are the words
    that are no longer those of the text.
    """
    made = made_of(number)
    typed = typed_in(request.form, _captions(made).track, _first())
    if typed.errors:
        return jsonify(errors=typed.errors, findings={}, lost=[])
    found = _findings(typed.track, made, _profile())
    rows = {row.number: found[row.number] for row in typed.rows if row.number in found}
    return jsonify(errors={}, findings=rows, lost=_lost(typed.track, made))


def _captions(made: Made) -> Carried:
    return made.captions(_profile(), site().library.store)


def _profile() -> CaptionProfile:
    return PROFILES[site().settings.profile]


def _first() -> int:
    """The number of the first cue of a page, from 1."""
    given = request.values.get("first", "1")
    first = int(given) if given.isdecimal() and len(given) < 7 else 1  # noqa: PLR2004
    return max(1, first - (first - 1) % A_PAGE)


def _reshaped(typed: Typed, made: Made, kind: str, row: int, at: int | None) -> Track:
    """Join a row with the next, or cut it in two. ValueError, LookupError where it cannot be."""
    emptied = sum(not r.text.strip() for r in typed.rows if r.number < row)
    number = row - 1 - emptied
    if kind == "join":
        return joined(typed.track, number, _profile())
    said = words_said(typed.track, made.alignment)
    return cut(typed.track, number, at, said[number])


def _keep(made: Made, captions: str | None, what: str) -> None:
    """Save the captions, and what they were edited over. Raises Overtaken or StoreError."""
    over = ""
    if captions is not None and made.kept.placed:
        over = placed.again(made.kept.placed, made.alignment, site().library.store).digest

    def change(draft: Draft) -> Draft:
        return replace(draft, captions=captions, captions_over=over)

    def touches(draft: Draft) -> str | None:
        return draft.captions

    changed(site().drawer, seen(made.kept), made.kept, change, touches, who=me().name, what=what)


def other_words(made: Made | None) -> list[str]:
    """Where captions that were edited by hand have other words than the text, in words."""
    if made is None or made.kept.draft.captions is None:
        return []
    return _lost(_captions(made).track, made)


def _findings(track: Track, made: Made, profile: CaptionProfile) -> dict[int, list[str]]:
    """What breaks the rules, in words, by the number of the cue."""
    found: dict[int, list[str]] = {}
    for finding in check(track, profile, made.alignment):
        found.setdefault(finding.cue, []).append(_words(finding))
    return found


def _words(finding: Finding) -> str:
    return finding.message.removeprefix(f"Cue {finding.cue}: ")


def _lost(track: Track, made: Made) -> list[str]:
    """Where captions have other words than the text, in words."""
    return [
        f"Caption {one.cue}: "
        + (
            f"“{one.shown}”, where the text has “{one.written}”"
            if one.written and one.shown
            else f"“{one.written}” is in the text and in no caption"
            if one.written
            else f"“{one.shown}” is not in the text"
        )
        for one in reworded(track, made.transcript, made.alignment)
    ]


def _page(
    made: Made,
    carried: Carried,
    first: int,
    typed: Typed | None = None,
    overtaken: Overtaken | None = None,
) -> str:
    track, profile = carried.track, _profile()
    count = max([len(track.cues), *(row.number for row in (typed.rows if typed else ()))])
    if first > max(1, count):
        first = 1
    errors = dict(typed.errors) if typed else {}
    theirs: tuple[tuple[Row, Row | None], ...] = ()
    if overtaken and typed:
        who = overtaken.theirs.who
        errors["captions"] = f"{who} saved other captions meanwhile. Yours are not saved yet"
        now = rows_of(_captions(made).track, first)
        beside = dict(zip((row.number for row in now), now, strict=True))
        theirs = tuple((row, beside.get(row.number)) for row in typed.rows)
        theirs = tuple((mine, other) for mine, other in theirs if mine != other)
    return page(
        "studio/captions.html",
        errors=errors,
        made=made,
        kept=made.kept,
        undoing=undoing(made.kept),
        rows=typed.rows if typed else rows_of(track, first),
        theirs=theirs,
        first=first,
        count=count,
        a_page=A_PAGE,
        carried=carried,
        edited=made.kept.draft.captions is not None,
        findings={} if errors else _findings(track, made, profile),
        lost=[] if errors else _lost(track, made),
        profile=profile,
        listening=listening,
        spans={n: cue.span for n, cue in enumerate(track.cues, 1)},
        wide=True,
    )
