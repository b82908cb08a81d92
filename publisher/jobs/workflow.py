"""What is done for a job, stage by stage.

A job is one workflow, or two, one handing over to the other: the words, up to where captions can be
previewed, and the films. So each stands in the queue of its like. Between two stages nothing is in
hand but a few facts; what stages make lies in the store, where the next one finds it. Any of them
may run twice.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from dbos import DBOS

from media.progress import Reporter
from publisher.drafts.drawer import Drawer
from publisher.jobs import forming
from publisher.jobs.forming import Forming
from publisher.jobs.queues import (
    FILMS,
    FORMS,
    HEARING,
    LONG_RECORDING,
    LONG_TEXT,
    RENDERINGS,
    WORDS,
    next_turn,
)
from publisher.jobs.stages import Stages
from publisher.jobs.system import VERSION
from publisher.library import Library
from publisher.making.narrating import Narrating
from publisher.making.stages import Making
from publisher.publishing import settle
from publisher.requests import Facts, handed_in, taken_up
from publisher.rows import NewRevision
from publisher.settings import Settings

# ruff: noqa: PLC0415 - what listens takes a second to import: only for recordings

PREVIEW = "preview"  # the event that tells the secret of a draft's address

Kind = TypeVar("Kind", bound=Making)

Order = dict[str, Any]
"""A job as DBOS keeps it: `id`, `number`, `who`, and the `request` as facts.

One that makes a draft ready, and publishes nothing, has the draft's number and version in `draft`.
"""


class Course:
    """The stages of a job, in order. `running` are the workflows that this process is in."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self.running: set[str] = set()
        self.ending = threading.Event()
        self._settings = settings
        self._library = library

    def register(self) -> None:
        """Tell DBOS what there is to do, before it is launched."""

        @DBOS.workflow(name=WORDS)
        def words(order: Order) -> Order:
            with self._running():
                return self.words(order)

        @DBOS.workflow(name=FILMS)
        def films(order: Order) -> Order:
            with self._running():
                return self.films(order)

        made = Forming(self._settings, self._library, self.ending)

        @DBOS.workflow(name=FORMS)
        def forms(order: forming.Order) -> None:
            with self._running():
                made.quick(order)

        @DBOS.workflow(name=RENDERINGS)
        def renderings(order: forming.Order) -> None:
            with self._running():
                made.slow(order)

    @contextmanager
    def _running(self) -> Iterator[None]:
        workflow = DBOS.workflow_id or ""
        self.running.add(workflow)
        try:
            yield
        finally:
            self.running.discard(workflow)

    def words(self, order: Order) -> Order:
        """Settle what is asked for; then narrate it, or find its words in the recording."""
        store = self._library.store

        def settled(_: Reporter) -> Facts:
            asked = taken_up(order["request"], store)
            return handed_in(settle(asked, self._settings, self._library), store)

        facts = self._stages(order).run("settle", settled)
        order = {**order, "request": facts}
        if facts["recording"]:
            return self._heard(order)
        return self._narrated(order)

    def _narrated(self, order: Order) -> Order:
        run, making = self._stages(order).run, self._making(order, Narrating)
        long = run("measure", lambda report: len(making(report).transcript.text)) > LONG_TEXT
        if long and not order.get("alone"):
            return self._hand_over(order, WORDS, HEARING)
        voice = run("speak", lambda report: making(report).spoken().voice)
        # Another voice may have had to speak: from here on it is the one that is asked for.
        order = {**order, "request": {**order["request"], "voice": voice}}
        making = self._making(order, Narrating)
        run("encode", lambda report: _no_more(making(report).sounds(making(report).spoken())))
        run("write", lambda report: _no_more(making(report).narration()))
        if "draft" in order:
            return self._prepared(
                order, lambda report: (one := making(report)).prepare(one.narration())
            )
        return run("publish", lambda report: _published(one := making(report), one.narration().new))

    def _heard(self, order: Order) -> Order:
        from publisher.making.filming import Filming

        run, making = self._stages(order).run, self._making(order, Filming)
        lasts = run("examine", lambda report: making(report).original().recording.duration)
        if lasts > LONG_RECORDING and not order.get("alone"):
            return self._hand_over(order, WORDS, HEARING)
        run("hear", lambda report: _no_more(making(report).heard()))

        def preview(report: Reporter) -> str | None:
            one = making(report)
            if "draft" not in order:
                return one.draft(one.heard())
            secret, found = one.prepare(one.heard(), films=False)
            self._drawer.made(order["draft"][0], order["id"], placed=found)
            return secret

        secret = run("draft", preview)
        if secret:
            DBOS.set_event(PREVIEW, secret)
        return self._hand_over(order, FILMS, FILMS)

    def films(self, order: Order) -> Order:
        """Make a recording, whose words are found, ready for the web, and publish it."""
        from publisher.making.filming import Film, Filming

        run, making = self._stages(order).run, self._making(order, Filming)
        runs = run("plan", lambda report: len(making(report).plan().runs))
        for n in range(runs):

            def make(report: Reporter, n: int = n) -> None:
                one = making(report)
                one.encoded(one.plan(), n)

            run("film", make)

        def film(one: Filming) -> Film:
            return one.film(one.heard())

        run("finish", lambda report: _no_more(film(making(report))))
        if "draft" in order:
            return self._prepared(order, lambda report: (one := making(report)).prepare(film(one)))
        return run("publish", lambda report: _published(one := making(report), film(one).new))

    def _prepared(self, order: Order, prepare: Callable[[Reporter], tuple[str, str]]) -> Order:
        """Let a draft be published at a word: nothing is left to be made then."""

        def prepared(report: Reporter) -> Order:
            number, version = order["draft"]
            secret, found = prepare(report)
            self._drawer.made(number, order["id"], placed=found, version=version)
            return {"prepared": secret}

        done: Order = self._stages(order).run("prepare", prepared)
        DBOS.set_event(PREVIEW, done["prepared"])
        return done

    @property
    def _drawer(self) -> Drawer:
        return Drawer(self._library.engine)

    def _hand_over(self, order: Order, work: str, queue: str) -> Order:
        """Let `work` go on with the job in `queue`, when it is its owner's turn there."""
        mine = self._stages(order).run(
            "turn", lambda _: next_turn(DBOS.list_workflows, queue, order["who"])
        )
        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": work,
                "queue_name": queue,
                "workflow_id": f"{order['id']}.{queue}",
                "priority": mine,
                "authenticated_user": order["who"],
                "app_version": VERSION,
            },
            {**order, "alone": True},
        )
        return {"then": queue}

    def _stages(self, order: Order) -> Stages:
        return Stages(order["id"], order["request"]["slug"], self._library, self.ending)

    def _making(self, order: Order, kind: type[Kind]) -> Callable[[Reporter], Kind]:
        def making(report: Reporter) -> Kind:
            request = taken_up(order["request"], self._library.store)
            who, number = order["who"], order["number"]
            return kind(request, self._settings, self._library, who, number, report)

        return making


def _no_more(_: object) -> None:
    """What was made lies in the store; a later stage finds it there."""


def _published(making: Making, new: NewRevision) -> Order:
    revision = making.publish(new)
    return {"slug": making.slug, "revision": revision.number}
