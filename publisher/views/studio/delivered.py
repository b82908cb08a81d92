"""As delivered: where what was said and what is written differ, and which the public reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from media.corrections import Correction, named
from media.production.drafted import drafted_words
from media.review import heard_with, place_of
from media.timeline import Span
from publisher.accounts.rights import Right
from publisher.drafts.changes import (
    changed,
    correction_of,
    reworded_text,
    with_correction,
    with_words_after,
    without_correction,
)
from publisher.drafts.drawer import Overtaken
from publisher.drafts.review import Made
from publisher.drafts.values import Draft
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, seen
from publisher.views.studio.made import listening, made_of, short, undoing
from publisher.views.studio.pages import Errors, page, tell
from publisher.views.studio.rewording import ELSEWHERE

pages = Blueprint("delivered", __name__, url_prefix=DRAFT)

Answer = str | Response

DONE = {
    "keep": "The sentence stays in the text, and has no caption.",
    "take-out": "The sentence is taken out of the text.",
    "put-in": "The words are put into the text. They are placed when the draft is made again.",
    "open": "The choice is open again.",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What is written and was not said, or was said and is not written.

    `sentence` is the one that was not said, from 0; or the one that speech follows, -1 where it
    comes first. `before` and `after` are the sentences around it. `words` are the sentence's, or
    what a recogniser took the speech for; `decided` says that the editor chose.
    """

    written: bool
    sentence: int
    heard: Span
    before: str
    words: str
    after: str
    certain: bool = True
    decided: bool = False

    @property
    def id(self) -> str:
        """What names it on the page."""
        return f"{'written' if self.written else 'said'}-{self.sentence + 1}-{self.heard.start}"


@pages.get("/delivered")
@right(Right.WRITE)
def compare(number: int) -> Answer:
    """Show every difference beside the text."""
    return _page(made_of(number))


@pages.post("/delivered")
@right(Right.WRITE)
def choose(number: int) -> Answer:
    """Choose which wording the public reads."""
    made, which = made_of(number), request.form.get("which")
    difference = next((d for d in differences(made) if d.id == which), None)
    if difference is None:
        words = "Nothing was changed: the text is another by now. These are the differences it has."
        tell(words, done=False)
        return redirect(url_for(".compare", number=number), HTTPStatus.SEE_OTHER)
    do, words = request.form.get("do", ""), " ".join(request.form.get("words", "").split())
    if do not in (("keep", "take-out", "open") if difference.written else ("put-in",)):
        abort(400)
    if do == "put-in" and not words:
        return _page(made, {f"{difference.id}-words": "Write what is said there"})
    if _chosen(made.kept.draft, made, difference, do, words) is None:
        return _page(made, {difference.id: ELSEWHERE}, words)

    def put(draft: Draft) -> Draft:
        return _chosen(draft, made, difference, do, words) or draft

    def touches(draft: Draft) -> tuple[str, Correction | None]:
        name = list(named(made.transcript))[max(0, difference.sentence)]
        return draft.text, correction_of(draft, name)

    what = f"as delivered: {do.replace('-', ' ')}"
    try:
        changed(site().drawer, seen(made.kept), made.kept, put, touches, who=me().name, what=what)
    except Overtaken as met:
        trouble = f"{met.theirs.who} changed the text meanwhile. Look at it, then choose again"
        return _page(made_of(number), {difference.id: trouble}, words)
    tell(DONE[do])
    return redirect(url_for(".compare", number=number), HTTPStatus.SEE_OTHER)


def differences(made: Made) -> tuple[Difference, ...]:
    """Every difference, in the order in which it is met in the recording."""
    found = [*_not_said(made), *_not_written(made)]
    return tuple(sorted(found, key=lambda difference: difference.heard))


def _not_said(made: Made) -> Iterator[Difference]:
    text, found, end = made.transcript, made.placed.alignment, made.statement.duration
    names = list(named(text))
    there = _there(made)
    for number in (*found.unsaid, *found.unverified):
        if names[number] in there:
            said = correction_of(made.kept.draft, names[number])
            if said and said.said:
                continue
            yield Difference(
                written=True,
                sentence=number,
                heard=heard_with(place_of(text, found, number, end), end),
                before=_text(made, number - 1),
                words=names[number][0],
                after=_text(made, number + 1),
                certain=number in found.unsaid,
                decided=said is not None,
            )


def _not_written(made: Made) -> Iterator[Difference]:
    found, recording = made.placed.alignment, made.placed.recording
    store, language = site().library.store, made.transcript.language
    names, there = list(named(made.transcript)), _there(made)
    drafts = drafted_words(found.unwritten, recording, language, store)
    heard = zip(found.unwritten, drafts, strict=True)
    for follows, stretches in groupby(heard, lambda one: _before(made, one[0])):
        spans, words = zip(*stretches, strict=True)  # all of one place in the text
        span = Span(spans[0].start, spans[-1].end)
        at = there.index(names[follows]) if follows >= 0 and names[follows] in there else -1
        now, then = there[at + 1 : at + 2], names[follows + 1 : follows + 2]
        yield Difference(
            written=False,
            sentence=follows,
            heard=heard_with(span, made.statement.duration),
            before=_text(made, follows),
            words=" ".join(filter(None, words)),
            after=_text(made, follows + 1),
            decided=now != then,
        )


def _before(made: Made, span: Span) -> int:
    """The sentence that speech follows, -1 where it comes first."""
    earlier = [t.word.start for t in made.placed.alignment.words if t.span.start <= span.start]
    last = earlier[-1] if earlier else -1
    return sum(sentence.start <= last for sentence in made.transcript.sentences) - 1


def _there(made: Made) -> list[tuple[str, int]]:
    """The sentences that the draft has by now."""
    return list(named(made.now)) if made.now else []


def _text(made: Made, number: int) -> str:
    """A sentence's words; "" before the first and after the last."""
    sentences = made.transcript.sentences
    if not 0 <= number < len(sentences):
        return ""
    return made.transcript.text[sentences[number].start : sentences[number].end]


def _chosen(draft: Draft, made: Made, which: Difference, do: str, words: str) -> Draft | None:
    """The draft once this is chosen; None where its text cannot be changed from here."""
    if do == "put-in":
        return with_words_after(draft, made.transcript, which.sentence, words)
    if do == "take-out":
        return reworded_text(draft, made.transcript, which.sentence, "")
    name = list(named(made.transcript))[which.sentence]
    if do == "keep":
        return with_correction(draft, Correction(*name, said=False))
    return without_correction(draft, name)


def _page(made: Made, errors: Errors | None = None, words: str = "") -> str:
    return page(
        "studio/review-delivered.html",
        errors=errors,
        made=made,
        kept=made.kept,
        undoing=undoing(made.kept),
        differences=differences(made),
        given={request.form.get("which"): words} if words else {},
        listening=listening,
        short=short,
        wide=True,
    )
