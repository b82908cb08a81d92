"""A draft, and the work on it: how far that is, what failed, and what to do next."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, redirect, url_for
from werkzeug.wrappers import Response as Answered

from media.errors import PlainspokenError, WrongRecording
from publisher.accounts.rights import Right
from publisher.drafts.asking import is_ready, speaks
from publisher.drafts.drawer import Overtaken
from publisher.drafts.values import Draft, Kept, Step
from publisher.errors import words_for
from publisher.jobs import Job, State
from publisher.log import Line
from publisher.site import site
from publisher.views.studio.access import me, right
from publisher.views.studio.drafting import DRAFT, draft_of, make_now, save, seen
from publisher.views.studio.pages import page, tell
from publisher.views.studio.versions import is_new, original_of

pages = Blueprint("work", __name__, url_prefix=DRAFT)

Answer = str | Answered

# What is done, in the editor's words, and the stages of a job (`publisher.jobs.workflow`) in it.
SPEAKING = (
    ("Reading the text", ("settle", "measure")),
    ("Speaking the text", ("speak",)),
    ("Making the sound files", ("encode",)),
    ("Writing the captions", ("write",)),
    ("Putting it together", ("prepare",)),
)
HEARING = (
    ("Looking at the recording", ("settle", "examine")),
    ("Finding the words in the recording", ("hear",)),
    ("Writing the captions", ("draft", "turn")),
    ("Making the films", ("plan", "film")),
    ("Putting it together", ("finish", "prepare")),
)
HANDED = frozenset({"submitted", "taken back", "sent back"})  # in the log: from one to another
LINES = 200  # of the log, among which the last of these is looked for
UNDER_WAY = frozenset({State.WAITING, State.RUNNING})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work: `share` of it is done, from 0 to 1; None where that is not known."""

    words: str
    state: str  # done, now, to come
    share: float | None = None

    @property
    def told(self) -> str:
        """How far it is, in words."""
        if self.state != "now":
            return {"done": "done", "to come": "to come"}[self.state]
        return "now" if self.share is None else f"now, {self.share:.0%}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is. `trouble` is why it failed, or what it waits for; `read` where it is."""

    state: str  # writing, waiting, under way, ready, failed, cancelled
    parts: tuple[Part, ...] = ()
    trouble: str | None = None
    read: str | None = None
    overrule: bool = False

    @property
    def under_way(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in {"waiting", "under way"}

    @property
    def now(self) -> Part | None:
        """What is being done."""
        return next((part for part in self.parts if part.state == "now"), None)


@pages.get("")
@right(Right.WRITE)
def show(number: int) -> Answer:
    """The draft as it stands."""
    kept = draft_of(number)
    of = original_of(kept.draft)
    return page(
        "studio/work.html",
        kept=kept,
        draft=kept.draft,
        standing=standing(kept),
        question=_question(kept),
        returned=sent_back(kept),
        version_of=(of.title if of else "No other statement") if is_new(kept) else "",
    )


@pages.get("/progress")
@right(Right.WRITE)
def progress(number: int) -> Response:
    """The same for a script that asks again and again."""
    found = standing(draft_of(number))
    return jsonify(
        state=found.state,
        read=found.read,
        trouble=found.trouble,
        parts=[{"told": p.told, "state": p.state, "share": p.share} for p in found.parts],
    )


@pages.post("/make")
@right(Right.WRITE)
def make(number: int) -> Answer:
    """Have the draft made as it is now."""
    make_now(draft_of(number))
    return _back(number)


@pages.post("/cancel")
@right(Right.WRITE)
def cancel(number: int) -> Answer:
    """Stop the work."""
    kept = draft_of(number)
    if kept.job and site().desk.cancel(kept.job):
        tell("The work is stopped. What was made so far is kept.")
    return _back(number)


@pages.post("/retry")
@right(Right.WRITE)
def retry(number: int) -> Answer:
    """Begin again what failed or was stopped; what was made is found."""
    kept = draft_of(number)
    if not (kept.job and site().desk.retry(kept.job)):
        make_now(kept)
    return _back(number)


@pages.post("/discard")
@right(Right.WRITE)
def discard(number: int) -> Answer:
    """Take the draft off the desk; what was prepared of it goes, what was written stays."""
    kept = draft_of(number)
    try:
        site().drawer.step(number, seen(kept), kept.step, Step.DISCARDED)
    except Overtaken as met:
        tell(f"Nothing was discarded: {met.theirs.who} changed the draft meanwhile.", done=False)
        return _back(number)
    if kept.job:
        site().desk.cancel(kept.job)
    if kept.slug:
        site().library.drop(kept.slug, who=me().name)
    tell(f"“{kept.draft.called}” is discarded. You can take it up again below.")
    return redirect(url_for("studio.home"), HTTPStatus.SEE_OTHER)


@pages.post("/take-up")
@right(Right.WRITE)
def take_up(number: int) -> Answer:
    """Put a discarded draft on the desk again, as it was written."""
    kept = site().drawer.find(number)
    if not kept or kept.step != Step.DISCARDED:
        abort(HTTPStatus.NOT_FOUND)
    site().drawer.step(number, kept.version, Step.DISCARDED, Step.WRITING)
    return _back(number)


@pages.post("/overrule")
@right(Right.WRITE)
def overrule(number: int) -> Answer:
    """Go on though too little of the text was found in the recording."""
    make_now(save(draft_of(number), "used all the same", overruled=True))
    return _back(number)


def standing(kept: Kept) -> Standing:
    """How far a draft is."""
    job = site().desk.status(kept.job) if kept.job else None
    waiting = site().library.prepared(kept.slug) if kept.slug else None
    read = url_for("preview.page", secret=waiting[1]) if waiting else None
    if is_ready(kept, site().library):
        return Standing("ready", read=read)
    if job is None:
        return Standing("writing", read=read)
    if job.state in UNDER_WAY:
        state = "waiting" if job.state == State.WAITING else "under way"
        preview = job.preview and url_for("preview.page", secret=job.preview)
        return Standing(state, parts(kept.draft, job), job.told or job.trouble, preview)
    if job.state == State.DONE:  # and something was changed since
        return Standing("writing", read=read)
    if job.state == State.CANCELLED:
        return Standing("cancelled")
    error = site().desk.error(job.id)
    return Standing(
        "failed",
        trouble=_words(error) if error else job.trouble,
        overrule=isinstance(error, WrongRecording),
    )


def sent_back(kept: Kept) -> Line | None:
    """Who sent a draft back, when and why: until it is submitted again."""
    if kept.step != Step.WRITING or not kept.submitted_by or not kept.slug:
        return None
    lines = site().log.lines(slug=kept.slug, most=LINES)
    last = next((line for line in lines if line.what in HANDED), None)
    return last if last and last.what == "sent back" else None


def parts(draft: Draft, job: Job) -> tuple[Part, ...]:
    """The parts of the work, and how far each is."""
    plan = SPEAKING if speaks(draft) else HEARING
    at_now = "to come" if job.state == State.WAITING else "now"
    now = next((n for n, (_, stages) in enumerate(plan) if job.stage in stages), None)
    if now is None:  # between two queues, or not begun
        now = len(plan) - 2 if job.preview else 0
    return tuple(
        Part(
            words,
            "done" if n < now else at_now if n == now else "to come",
            job.share if n == now else None,
        )
        for n, (words, _) in enumerate(plan)
    )


def _question(kept: Kept) -> str | None:
    """The page of the first question that a new statement has no answer to yet."""
    draft = kept.draft
    if kept.answered:
        return None
    if not draft.recording and not draft.voice:
        return "studio.recording.ask"
    return None if draft.title and draft.date else "studio.details.ask"


def _words(error: PlainspokenError) -> str:
    return words_for(error, studio=True)


def _back(number: int) -> Answered:
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)
