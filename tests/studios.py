"""A body's studio, put in any state by the product's own functions.

Sound is spoken once, by the quickest voice; what was made of drafts after that is put into the
database as a worker would, and the stages of a worker stand still where a test wants to look.
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import count

from dbos import DBOS

from media import documents
from media.production.drafted import recipe as drafting_recipe
from media.progress import Progress
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from publisher import placed
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.drafts.asking import asked, hand_in
from publisher.drafts.values import Draft
from publisher.jobs.queues import FILMS, LOOKS, PLACES
from publisher.jobs.stages import EVERY
from publisher.jobs.system import LOCAL, configured, prepare
from publisher.jobs.workflow import PREVIEW, Course
from publisher.library import Library
from publisher.making.narrating import Narrating
from publisher.placed import Placed
from publisher.playing import AS_GIVEN
from publisher.publishing import settle
from publisher.requests import Request
from publisher.settings import Settings
from publisher.site import Site
from publisher.statements import Supplied
from tests.serving import served

TITLE = "Visit to Ashford Vale"
TEXT = (
    f"{TITLE}\n\nGood morning to you all. We met 28 people there. Nobody says this. "
    "They were very kind.\n\nWe thank Zoë Billingham of HMICFRS for her help.\n"
)
PLAIN = "Good morning\n\nGood morning to you all. They were very kind.\n"  # nothing to listen to
UNSAID = 2  # the sentence of TEXT that its recording has not
FACTS = {
    "language": "en-GB", "title": TITLE, "speaker": "Siân Reeve", "role": "Inspector",
    "about": "Ashford Vale Constabulary", "date": date(2026, 3, 9),
}  # fmt: skip
PASSWORD = "heron lamp quarry velvet"
PATIENCE = 600  # seconds that a stage stands still at most


def apart(call, *args, **more):
    """Call in a thread of its own: where Playwright runs an event loop, DBOS refuses to."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *args, **more).result()


def found(transcript, end, unsaid, unverified, unwritten):
    """Where words would be in a recording of `end` ms, each sentence less sure than the last."""
    words, at, missing = [], 0, {*unsaid, *unverified}
    each = min(400, (end - 500) // len(transcript.words))
    for n, sentence in enumerate(transcript.sentences):
        for word in sentence.words if n not in missing else ():
            words.append(TimedWord(word, Span(at, at + each), Timing.HEARD))
            at += each
    sureness = [None if n in missing else 0.9 - n / 10 for n in range(len(transcript.sentences))]
    unwritten = tuple(Span(at + 100, end) for _ in unwritten[:1])
    return Alignment(tuple(words), unsaid, unverified, unwritten, 0, tuple(sureness), "hybrid")


@dataclass
class Studio:
    """A site, its people by role, and what they work on."""

    settings: Settings
    library: Library

    def __post_init__(self):
        self.app = create_app(self.settings, self.library)
        self.numbers = count(1000)
        self.people = {role: self.somebody(f"Ann {role.capitalize()}", role) for role in Role}

    @property
    def site(self):
        return self.app.extensions["plainspoken"]

    @contextmanager
    def serving(self):
        with served(self.app) as self.address:
            yield self
        self.site.close()
        self.library.engine.dispose()

    @contextmanager
    def where(self, library=None, **settings):
        """The same site with other settings, or with other statements, for a while."""
        here = self.site
        other = Site(replace(self.settings, **settings), library or self.library, here.assets)
        self.app.extensions["plainspoken"] = other
        yield
        self.app.extensions["plainspoken"] = here
        other.close()

    def somebody(self, name, role="author"):
        email = f"{''.join(filter(str.isalpha, name)).lower()}@example.org"
        accounts = self.site.accounts
        return accounts.named(email) or accounts.add(name, email, Role(role), who="test")

    def cookie(self, account):
        """What a browser holds in which somebody is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as held:
            held["token"] = self.site.sessions.begin(account, "127.0.0.1")
        return {"name": "studio", "value": client.get_cookie("studio").value, "url": self.address}

    # Drafts

    def draft(self, text=TEXT, *, who="Ann Author", slug=None, **facts):
        draft = Draft(**{"name": "visit.txt", "text": text, **FACTS, **facts})
        title = draft.title or "Untitled"
        return self.site.drawer.begin(draft, who=who, slug=slug or self.library.address(title))

    def save(self, kept, *, who="Bob Other", what="text", **facts):
        draft = replace(self.site.drawer.find(kept.id).draft, **facts)
        return self.site.drawer.save(kept.id, kept.version, draft, who=who, what=what)

    @cached_property
    def spoken(self):
        """The text, spoken and written down."""
        request = Request("visit.txt", TEXT.encode(), slug="spoken", voice="espeak", **FACTS)
        request = settle(request, self.settings, self.library)
        return Narrating(request, self.settings, self.library, "test", 1).narration().new

    def narrated(self, text=TEXT, *, kept=None, **facts):
        """A draft that a voice has read."""
        kept = kept or self.draft(text, voice="espeak", **facts)
        request = settle(asked(kept, {}, "test"), self.settings, self.library)
        making = Narrating(request, self.settings, self.library, "test", next(self.numbers))
        _, where = making.prepare(making.narration())
        return self.site.drawer.mark(kept.id, kept.version, prepared=kept.version, placed=where)

    def recorded(
        self, text=TEXT, *, kept=None, unsaid=(UNSAID,), unverified=(), unwritten=(), sureness=0.9,
        whole=True, **facts,
    ):  # fmt: skip
        """A draft whose words were found in a recording: the sound that a voice made of it."""
        new = self.spoken
        sound = next(file for file in new.files if file.name == "speech.mp3")
        supplied = facts.pop("recording", None) or Supplied(sound.digest, "visit.mp3")
        kept = kept or self.draft(text, recording=supplied, **facts)
        draft = kept.draft
        transcript = documents.read(draft.name, draft.text.encode(), draft.language)
        unsaid = unsaid if len(transcript.sentences) > UNSAID + 1 else ()
        alignment = found(transcript, new.duration, unsaid, unverified, unwritten)
        if any(unwritten):
            recipe = drafting_recipe(alignment.unwritten, supplied.digest, draft.language)
            self.library.store.keep_bytes(recipe, lambda: json.dumps(unwritten).encode())
        it = Placed(transcript, alignment, supplied.digest)
        where = placed.keep(it, draft.name, draft.text.encode(), self.library.store)
        new = replace(
            new, text=draft.text, steps=[*new.steps, where], original=supplied, sureness=sureness,
            details=replace(new.details, title=draft.title, voice=""), note=draft.note or None,
            files=[*new.files, *([] if whole else [replace(sound, name=AS_GIVEN)])],
        )  # fmt: skip
        self.library.prepare(kept.slug, new, who="test", job=next(self.numbers))
        return self.site.drawer.mark(
            kept.id, kept.version, prepared=kept.version, placed=where.digest
        )

    def again_recorded(self, **facts):
        """A recorded draft that is made once more."""
        kept = self.recorded(**facts)
        return self.save(kept, what="title", title=f"{TITLE}, again")

    def worked(self, text=TEXT, **facts):
        """A draft that was handed in, and of which all was made."""
        kept = self.draft(text, **facts)
        return self.site.drawer.mark(kept.id, kept.version, job="1-ended", prepared=kept.version)

    def released(self, kept, at=None):
        """A draft that is public, or will be."""
        waits = self.library.waiting(kept.slug)
        self.library.release(
            kept.slug, waits.revision.number, who="test", read=waits.fingerprint, at=at
        )
        drawer, facts = self.site.drawer, {"approved_by": "test", "public_at": at}
        return drawer.step(kept.id, kept.version, "writing", "approved", **facts)

    # Work on them

    def hand_in(self, kept):
        return apart(hand_in, kept, self.site.desk, self.library, {}, "test")


class Standstill(Course):
    """A worker in this process. Each job does what `scenes` has for its draft, and stands still."""

    def __init__(self, studio):
        super().__init__(studio.settings, studio.library)
        self.scenes, self.go_on = {}, threading.Event()

    def words(self, order):
        return self.scenes[order["draft"][0]](self, order)

    def films(self, order):
        def film(report):
            self._wait(report, 1, 4)

        return self._stages(order).run("film", film)

    def speaks(self, order):
        return self._stages(order).run("speak", lambda report: self._wait(report, 3, 10))

    def hears(self, order):
        slug = order["request"]["slug"]
        DBOS.set_event(PREVIEW, self._library.prepared(slug)[1])
        return self._hand_over(order, FILMS, FILMS)

    def fails(self, order, error):
        def fail(_):
            raise error

        return self._stages(order).run("hear", fail)

    def lacks(self, order, error):
        met = []

        def lack(_):
            if not met:
                met.append(error)
                raise error
            self.go_on.wait(PATIENCE)

        return self._stages(order).run("speak", lack)

    def _wait(self, report, done, total):
        self.go_on.wait(EVERY)  # notes of progress are that far apart
        report(Progress("part", done, total))
        self.go_on.wait(PATIENCE)

    @contextmanager
    def working(self):
        apart(self._begin)
        yield self
        self.go_on.set()
        apart(DBOS.destroy, workflow_completion_timeout_sec=10)

    def _begin(self):
        prepare(self._settings)
        DBOS(config=configured(self._settings, LOCAL))
        self.register()
        DBOS.launch()
        for queue, places in PLACES.items():
            DBOS.register_queue(
                queue, worker_concurrency=places, polling_interval_sec=LOOKS,
                on_conflict="always_update",
            )  # fmt: skip
