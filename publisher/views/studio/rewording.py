"""The words of one sentence, changed while it is listened to."""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from publisher.accounts.rights import Right
from publisher.drafts.changes import changed, reworded_text
from publisher.drafts.drawer import Overtaken
from publisher.drafts.review import Made
from publisher.drafts.values import Draft
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, seen
from publisher.views.studio.made import made_of
from publisher.views.studio.pages import page, tell

pages = Blueprint(
    "rewording", __name__, url_prefix=f"{DRAFT}/review/<int(max=2147483647):sentence>"
)

Answer = str | Response

ELSEWHERE = "This sentence cannot be changed here. Change it where the whole text is"


@pages.get("/words")
@right(Right.WRITE)
def ask(number: int, sentence: int) -> Answer:
    """Ask for the words of a sentence."""
    made = made_of(number)
    text, speaker = _written(made, sentence)
    return _words_page(made, sentence, speaker, text)


@pages.post("/words")
@right(Right.WRITE)
def change_words(number: int, sentence: int) -> Answer:
    """Take the words of a sentence; only that sentence is placed or spoken anew."""
    made = made_of(number)
    _, speaker = _written(made, sentence)
    words = " ".join(request.form.get("words", "").split())
    if reworded_text(made.kept.draft, made.transcript, sentence - 1, words) is None:
        return _words_page(made, sentence, speaker, words, words_error=ELSEWHERE)

    def change(draft: Draft) -> Draft:
        done = reworded_text(draft, made.transcript, sentence - 1, words)
        return replace(draft) if done is None else done

    def touches(draft: Draft) -> bool:
        return reworded_text(draft, made.transcript, sentence - 1, "-") is None

    what = f"sentence {sentence}: {'other words' if words else 'taken out'}"
    try:
        before = seen(made.kept)
        changed(site().drawer, before, made.kept, change, touches, who=me().name, what=what)
    except Overtaken as met:
        trouble = f"{met.theirs.who} changed this sentence meanwhile. {ELSEWHERE}"
        return _words_page(made_of(number), sentence, speaker, words, words_error=trouble)
    tell(f"Sentence {sentence} is changed. Its time is found when the draft is made again.")
    return redirect(url_for("studio.review.listen", number=number), HTTPStatus.SEE_OTHER)


def _words_page(
    made: Made, sentence: int, speaker: str | None, words: str, words_error: str = ""
) -> str:
    return page(
        "studio/review-words.html",
        errors={"words": words_error} if words_error else {},
        made=made,
        kept=made.kept,
        sentence=sentence,
        speaker=speaker,
        words=words,
    )


def _written(made: Made, sentence: int) -> tuple[str, str | None]:
    """The words of a sentence, counted from 1, and who says them."""
    places = [(p, s) for p in made.transcript.paragraphs for s in p.sentences]
    if not 1 <= sentence <= len(places):
        abort(404)
    paragraph, found = places[sentence - 1]
    return made.transcript.text[found.start : found.end], paragraph.speaker
