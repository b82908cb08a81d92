"""Until its moment nothing of a statement is there; from then on all of it is."""

import http.client
import re
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from media.errors import Embargoed, Overtaken
from publisher.app import create_app
from publisher.drafts.drawer import Drawer
from publisher.drafts.values import Draft, Step
from publisher.library import Library
from publisher.models import StatementRow
from publisher.settings import Settings
from publisher.takeaway import EVERYTHING, make, revision_to_make
from tests.serving import served

NOON = datetime(2031, 3, 9, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SECRET = "Zugzwang"  # a word of the embargoed text that stands nowhere else
TALK = [(None, 0, [f"{SECRET} was found.", "Good morning."])]


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(public):
    public.library.clock = Clock(NOON - timedelta(days=1))
    return public.library.clock


@pytest.fixture
def embargo(public):
    """Prepare a statement, and approve it for noon; gives what waits."""

    def set_at(slug="ashford", at=NOON, **changes):
        said = {"title": f"{SECRET} Vale", "text": f"{SECRET} was found.", "talk": TALK}
        forms = {
            "speech.mp3": f"{SECRET} spoken",
            "transcript.txt": SECRET,
            "captions.vtt": f"WEBVTT {SECRET}",
        }
        new = public._new(**{**said, "forms": forms, **changes})
        job = public.library.number(who="ann", slug=slug)
        public.library.prepare(slug, new, who="ann", job=job)
        waits = public.library.waiting(slug)
        public.library.release(
            slug, waits.revision.number, who="bea", read=waits.fingerprint, at=at
        )
        return public.library.waiting(slug)

    return set_at


def files_of(public, secret):
    return public.library.preview(secret, lambda: True).files


def addresses(public, slug, waits, files):
    """Every address of the site that may be about it, whatever part of it an address names."""
    filled = {
        "slug": [slug],
        "secret": [waits.secret],
        "number": [str(n) for n in range(1, waits.revision.number + 1)],
        "language": ["cy"],
        "release": ["x"],
        "id": ["1"],
    }
    for rule_ in public.app.url_map.iter_rules():
        if "GET" not in rule_.methods:
            continue
        pairs = [(f.digest, f.name) for f in files.values()]
        if not rule_.arguments & {"digest", "name"}:
            pairs = pairs[:1]
        for digest, name in pairs:
            values = {**filled, "digest": [digest], "name": [name]}
            for number in values["number"]:

                def put(match, values=values, number=number):
                    found = number if match[1] == "number" else values.get(match[1], ["1"])[0]
                    return quote(found)

                yield re.sub(r"<(?:[^<>]+:)?(\w+)>", put, rule_.rule)
    for asked in ("q=vale", "language=en", "language=cy", "q=vale&language=en"):
        yield f"/?{asked}"
        yield f"/cy/?{asked}"


def own(address, slug, waits, files):
    """Whether an address names the statement, what is made of it, or its preview."""
    parts = urlsplit(address).path.split("/")
    public_part = parts[1] in {"statements", "files", "preview"}
    return public_part and bool(
        {slug, waits.secret, *(f.digest for f in files.values())} & {*parts}
    )


def test_until_the_second_before_every_address_says_that_there_is_nothing(
    public, clock, embargo
):  # fmt: skip
    waits = embargo()
    files = files_of(public, waits.secret)
    every = sorted(set(addresses(public, "ashford", waits, files)))
    assert len(every) > 40
    mine = [a for a in every if own(a, "ashford", waits, files)]
    assert len(mine) >= 3 * len(files)

    for moment in (NOON - SECOND, NOON - timedelta(microseconds=1)):
        clock.now = moment
        for address in every:
            for method in ("GET", "HEAD"):
                answer = public.client.open(address, method=method)
                assert SECRET not in answer.text, address
                if address in mine:
                    assert answer.status_code == 404, f"{method} {address} at {moment}"
                    assert answer.headers["Cache-Control"] in {"no-cache", "no-store"}

    clock.now = NOON
    for address in mine:
        there = "/preview/" not in address and "/revisions/" not in address
        status = public.get(address).status_code
        assert status == (200 if there else 302 if "/revisions/" in address else 404), address
    assert SECRET in public.get("/").text
    assert SECRET in public.get("/?q=vale").text


def test_a_correction_leaves_the_earlier_revision_in_view_until_its_moment(
    public, clock, embargo
):  # fmt: skip
    public.publish(title="Ashford Vale")
    before = {f.digest for f in public.library.statement("ashford").files.values()}
    waits = embargo(note=f"{SECRET} was left out.")
    files = {n: f for n, f in files_of(public, waits.secret).items() if f.digest not in before}
    assert len(files) == 4

    clock.now = NOON - SECOND
    page = public.get("/statements/ashford")
    assert page.status_code == 200
    for address in sorted(set(addresses(public, "ashford", waits, files))):
        assert SECRET not in public.get(address).text, address
    for address in [f"/files/{f.digest}/{f.name}" for f in files.values()]:
        assert public.get(address).status_code == 404
    assert public.get("/statements/ashford/revisions/2").status_code == 404
    assert public.get(f"/preview/{waits.secret}").status_code == 404

    clock.now = NOON
    assert f"{SECRET} was left out." in public.get("/statements/ashford").text
    assert public.get("/statements/ashford/transcript.txt").text == SECRET
    assert public.get("/statements/ashford/revisions/1").status_code == 200


def test_its_forms_are_made_before_and_are_there_at_its_moment(public, clock, embargo):
    public.publish(title="Ashford Vale")
    waits = embargo()
    settings = public.app.extensions["plainspoken"].settings
    found = revision_to_make("ashford", 2, public.library)
    names = ("transcript.docx", "statement.epub", EVERYTHING)
    made = make(names, found, settings, public.library)
    files = {file.name: file for file in made.files}
    assert set(files) == set(names)

    clock.now = NOON - SECOND
    digests = {file.digest for file in made.files}
    for address in sorted(set(addresses(public, "ashford", waits, files))):
        answer = public.get(address)
        assert SECRET.encode() not in answer.data, address
        assert answer.headers.get("ETag", "").strip('"') not in digests, address
    for file in made.files:
        assert public.get(f"/files/{file.digest}/{file.name}").status_code == 404
    assert EVERYTHING not in public.library.statement("ashford").files

    clock.now = NOON
    version = public.library.version()
    for file in made.files:
        tag = public.get(f"/statements/ashford/{file.name}").headers["ETag"]
        assert tag == f'"{file.digest}"'
    assert public.library.version() == version, "nothing was left to be made"


def test_editors_alone_see_it_before(public, clock, embargo, editor):
    waits = embargo()
    clock.now = NOON - SECOND
    address = f"/preview/{waits.secret}"
    for who in ("author", "reviewer", "administrator"):
        ann = editor(who)
        page = ann.get(address)
        assert page.status_code == 200
        assert "Only people who are signed in to the studio can see it." in page.text
        assert ann.get(f"{address}/speech.mp3").text == f"{SECRET} spoken"
        assert public.get(address).status_code == 404
        assert ann.get("/statements/ashford").status_code == 404
    clock.now = NOON
    assert editor("author").get(address).status_code == 404


def test_what_the_studio_prepared_is_for_editors_before_anything_is_decided(public, editor):
    job = public.library.number(who="ann", slug="ashford")
    secret = public.library.prepare("ashford", public._new(), who="ann", job=job)
    assert public.get(f"/preview/{secret}").status_code == 404
    assert editor("author").get(f"/preview/{secret}").status_code == 200


def test_a_translation_tells_of_it_from_its_moment_on(public, clock, embargo):
    public.publish("cy", title="Bro Ashford", language="cy", to=None)
    embargo()
    with public.library._changing() as session:
        english, welsh = (
            session.scalar(select(StatementRow).where(StatementRow.slug == slug))
            for slug in ("ashford", "cy")
        )
        english.translation_of = welsh
    clock.now = NOON - SECOND
    assert "/statements/ashford" not in public.get("/statements/cy").text
    assert "Hefyd" not in public.get("/statements/cy").text
    public.library.record("x", who="t", what="t", detail="")
    clock.now = NOON
    assert "/statements/ashford" in public.get("/statements/cy").text


def test_every_process_draws_its_pages_anew_at_the_moment(public, clock, embargo):
    other = create_app(public.app.extensions["plainspoken"].settings, public.library)
    embargo()
    clock.now = NOON - SECOND
    clients = (public.app.test_client(), other.test_client())
    kept = [client.get("/").headers["ETag"] for client in clients]
    assert kept == [client.get("/").headers["ETag"] for client in clients]
    clock.now = NOON
    for client, tag in zip(clients, kept, strict=True):
        answer = client.get("/", headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert SECRET in answer.text


def test_its_files_are_kept_while_it_waits(public, clock, embargo):
    public.publish()
    waits = embargo()
    wanted = {f.digest for f in files_of(public, waits.secret).values()}
    wanted |= {f.digest for f in public.library.statement("ashford").files.values()}
    assert wanted <= public.library.reachable()
    clock.now = NOON
    assert public.library.reachable() >= {
        f.digest for f in public.library.statement("ashford").files.values()
    }


def test_called_off_it_is_a_draft_again_and_stays_unseen(public, clock, embargo):
    waits = embargo()
    assert public.library.call_off("ashford", who="bea")
    clock.now = NOON + SECOND
    assert public.get("/statements/ashford").status_code == 404
    again = public.library.waiting("ashford")
    assert (again.secret, again.fingerprint) == (waits.secret, waits.fingerprint)
    assert not public.library.call_off("ashford", who="bea")


def test_while_one_waits_no_other_goes_out(public, clock, embargo):
    embargo()
    with pytest.raises(Embargoed) as met:
        public.publish(text="Another.")
    assert met.value.at == NOON
    with pytest.raises(Embargoed):
        embargo(text="Another.")
    clock.now = NOON
    assert public.publish(text="Another.").number == 2


def test_what_waits_is_not_public_by_being_published_before(public, clock, embargo):
    """Withdrawn meanwhile, it still comes at its moment, alone."""
    public.publish()
    embargo(note="The name is right now.")
    public.library.withdraw("ashford", who="bea", reason="a mistake")
    clock.now = NOON - SECOND
    assert public.get("/statements/ashford").status_code == 410
    clock.now = NOON
    assert public.get("/statements/ashford").status_code == 200
    assert public.get("/statements/ashford/revisions/1").status_code == 404


def test_what_was_made_again_cannot_be_released(public, clock, embargo):
    embargo(at=clock.now)
    job = public.library.number(who="ann", slug="ashford")
    public.library.prepare("ashford", public._new(text="Read."), who="ann", job=job)
    read = public.library.waiting("ashford")
    public.library.prepare("ashford", public._new(text="Changed."), who="ann", job=job)
    with pytest.raises(Overtaken):
        public.library.release("ashford", 2, who="bea", read=read.fingerprint)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_both_databases_hold_it_back_to_the_microsecond(database, tmp_path, public):
    library = Library.open(Settings(data=tmp_path / "other", postgresql=database))
    library.store = public.library.store
    library.clock = Clock(NOON)
    at = NOON + timedelta(microseconds=2)
    library.prepare("ashford", public._new(), who="ann", job=1)
    waits = library.waiting("ashford")
    library.release("ashford", 1, who="bea", read=waits.fingerprint, at=at)
    versions = []
    for tick in range(4):
        library.clock.now = NOON + timedelta(microseconds=tick)
        there = tick >= 2
        assert bool(library.statement("ashford")) == there
        assert bool(library.published()) == bool(library.published("ashford")) == there
        assert bool(library.withdrawal("ashford")) is False
        versions.append(library.version())
    assert versions[0] == versions[1] < versions[2] == versions[3]
    library.engine.dispose()


def test_over_real_http_all_of_it_comes_at_once(public):
    """Nothing runs at the moment: no job, no timer; the server's own clock is enough."""
    library = public.library
    job = library.number(who="ann", slug="ashford")
    secret = library.prepare("ashford", public._new(), who="ann", job=job)
    files = files_of(public, secret)
    wanted = [f"/files/{f.digest}/{name}" for name, f in files.items()]
    wanted += ["/statements/ashford", "/statements/ashford/captions.vtt"]
    with served(public.app) as site:
        connection = http.client.HTTPConnection(urlsplit(site).netloc)

        def status(address):
            began = datetime.now(UTC)
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            return answer.status, began, datetime.now(UTC)

        before = datetime.now(UTC)
        assert {status(address)[0] for address in wanted} == {404}
        once = datetime.now(UTC) - before
        waits = library.waiting("ashford")
        at = datetime.now(UTC) + max(timedelta(seconds=2), 3 * once)  # a busy machine is slow
        library.release("ashford", 1, who="bea", read=waits.fingerprint, at=at)
        seen = {200: 0, 404: 0}
        while not seen[200] or datetime.now(UTC) < at + SECOND / 4:
            for address in wanted:
                found, began, ended = status(address)
                assert found == 404 or ended >= at, f"{address} was there before"
                assert found == 200 or began < at, f"{address} was not there in time"
                seen[found] += 1
            time.sleep(0.02)
        assert seen[404] > len(wanted)
        assert status(f"/preview/{secret}")[0] == 404
        connection.close()


class Studio(RuleBasedStateMachine):
    """Two authors and two who may approve do whatever the studio lets them, in any order."""

    numbers = count()
    went_out = 0
    people = ("author", "reviewer", "administrator")

    def __init__(self, public, browsers, clock):
        super().__init__()
        self.public, self.browsers, self.clock = public, browsers, clock
        self.slug = f"case-{next(self.numbers)}"
        self.drawer = Drawer(public.library.engine)
        self.kept = self.drawer.begin(self._draft(), who="Ann", slug=self.slug)
        self.texts = count(1)
        self.read = {}  # what each has on the screen
        self.approved = {}  # text to the moment that was approved for it
        self.submitted_by = None

    def _draft(self, text="Text 0."):
        return Draft(text=text, title="A visit", date=date(2018, 2, 1), note="All of it.")

    @property
    def draft(self):
        return self.drawer.find(self.kept.id)

    @rule()
    def write(self):
        kept = self.draft
        if kept.step in {Step.WRITING, Step.SUBMITTED}:
            text = f"Text {next(self.texts)}."
            self.drawer.save(kept.id, kept.version, self._draft(text), who="Ann", what="text")

    @rule()
    def make(self):
        kept, library = self.draft, self.public.library
        if kept.step in {Step.WRITING, Step.SUBMITTED} and kept.prepared != kept.version:
            new = self.public._new(text=kept.draft.text, note="All of it.", forms={})
            library.prepare(self.slug, new, who="Ann", job=library.number(who="A", slug=self.slug))
            self.drawer.mark(kept.id, kept.version, prepared=kept.version)

    @rule(who=st.sampled_from(people), later=st.booleans())
    def go_on(self, who, later):
        """Take the next step on the way, as somebody who has just read the page."""
        self.make()
        self.open_page(who)
        if who in self.read and self.draft.step == Step.WRITING:
            self._step(who, "submit")
        elif who in self.read and self.draft.step == Step.SUBMITTED:
            self._approve(who, later)

    @rule(who=st.sampled_from(people))
    def open_page(self, who):
        page = self.browsers[who].get(f"/studio/drafts/{self.kept.id}/publish")
        form = dict(re.findall(r'name="(seen|read)" value="([^"]+)"', page.text))
        if len(form) == 2:
            self.read[who] = form, self.public.library.waiting(self.slug).revision.text

    @precondition(lambda self: self.read)
    @rule(data=st.data(), do=st.sampled_from(["submit", "take-back", "send-back"]))
    def step(self, data, do):
        self._step(data.draw(st.sampled_from(sorted(self.read))), do)

    def _step(self, who, do):
        form, _ = self.read[who]
        before = self.draft.step
        self._post(who, do, {**form, "note": "No."})
        if do == "submit" and before != self.draft.step == Step.SUBMITTED:
            self.submitted_by = who

    @precondition(lambda self: self.read)
    @rule(data=st.data(), later=st.booleans())
    def approve(self, data, later):
        self._approve(data.draw(st.sampled_from(sorted(self.read))), later)

    def _approve(self, who, later):
        form, text = self.read[who]
        before = self.draft
        at = self.clock.now + timedelta(days=1)
        when = {
            "when": "later", "day": at.day, "month": at.month, "year": at.year, "time": "9am",
        }  # fmt: skip
        answer = self._post(who, "approve", {**form, **(when if later else {"when": "now"})})
        if answer.headers.get("Location", "").endswith(f"/statements/{self.slug}"):
            assert who != "author"
            assert before.step == Step.SUBMITTED
            assert who != self.submitted_by
            assert text == before.draft.text
            Studio.went_out += 1
            nine = at.replace(tzinfo=ZoneInfo("Europe/London"), hour=9, minute=0)
            self.approved[text] = nine if later else self.clock.now

    @rule(who=st.sampled_from(people), do=st.sampled_from(["withdraw", "correct", "call-off"]))
    def change(self, who, do):
        form = {"reason": "A mistake.", "note": "All of it."}
        address = f"/studio/statements/{self.slug}/{do}"
        answer = self.browsers[who].client.post(address, data={**form, **self._token(who)})
        found = re.search(r"/drafts/(\d+)$", answer.headers.get("Location", ""))
        if found:
            self.kept = self.drawer.find(int(found[1]))
            self.read.clear()

    @rule(hours=st.sampled_from([1, 30]))
    def wait(self, hours):
        self.clock.now += timedelta(hours=hours)

    @invariant()
    def nothing_is_public_that_was_not_approved(self):
        found = self.public.library.statement(self.slug)
        for one in found.history if found else ():
            assert one.text in self.approved
            assert self.approved[one.text] <= self.clock.now
        page = self.browsers[None].get(f"/statements/{self.slug}")
        assert page.status_code == (200 if found else 410 if self._withdrawn() else 404)

    def _withdrawn(self):
        return self.public.library.withdrawal(self.slug) is not None

    def _post(self, who, do, form):
        address = f"/studio/drafts/{self.kept.id}/publish/{do}"
        return self.browsers[who].client.post(address, data={**form, **self._token(who)})

    def _token(self, who):
        return {"csrf_token": self.browsers[who].known}


def test_no_sequence_of_what_editors_do_makes_public_what_was_not_approved(public, clock, editor):
    clock.now = NOON.replace(hour=6)
    public.app.test_client_class = FlaskClient  # the pages were checked above, one by one
    browsers = {who: editor(who) for who in (None, *Studio.people)}
    for browser in browsers.values():
        browser.known = browser.token
    straight = Studio(public, browsers, clock)
    for who in ("author", "reviewer"):
        straight.go_on(who, later=False)
    assert Studio.went_out, "the rules lead nowhere"
    run_state_machine_as_test(
        lambda: Studio(public, browsers, clock),
        settings=how(max_examples=12, stateful_step_count=20, deadline=None),
    )
