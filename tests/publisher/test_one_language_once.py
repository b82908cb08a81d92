"""No two versions of a statement are public in one language, whichever way they go out."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from click.testing import CliRunner
from hypothesis import Phase
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from media.errors import Embargoed, LanguageTaken, Overtaken
from publisher.cli import main
from publisher.drafts.drawer import Drawer
from publisher.drafts.values import Draft, Step
from publisher.library import Library
from publisher.library.catalogue import utc_now
from publisher.library.translations import Translations
from publisher.log import Log
from publisher.publishing import publish
from publisher.requests import Request
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.statements import Details

NOW = datetime(2031, 3, 8, 12, 0, tzinfo=UTC)
NOON = NOW + timedelta(days=1)
HIDDEN = re.compile(r'name="(seen|read)" value="([^"]+)"')


def new(title="Cymraeg", language="cy", text="Bore da."):
    said = Details(title, "", "", "", date(2031, 3, 8), language, "espeak")
    return NewRevision(said, text, [], [], 1_000)


def prepared(library, slug, *, to="en", **changes):
    """Have a draft made, a version of `to`; gives what waits."""
    job = library.number(who="ann", slug=slug)
    library.prepare(slug, new(**changes), who="ann", job=job, translation_of=to)
    return library.waiting(slug)


def release(library, slug, waits, at=None):
    number, read = waits.revision.number, waits.fingerprint
    return library.release(slug, number, who="bea", read=read, at=at)


def shown(library):
    """The languages of what is public, each with those it can be had in."""
    return {one.slug: (one.details.language, one.languages) for one in library.published()}


def families(library):
    return Translations(library.engine, library.clock)


@pytest.fixture
def library(database, tmp_path):
    """A site with an English statement, on each database, whose clock stands."""
    library = Library.open(Settings(data=tmp_path / "data", postgresql=database))
    library.clock = lambda: NOW
    library.publish("en", new("English", "en"), who="ann")
    yield library
    library.engine.dispose()


def test_of_two_drafts_the_second_is_refused_and_all_stays_as_it_was(library):
    first, second = (prepared(library, slug, title=slug) for slug in ("one", "two"))
    release(library, "one", first)
    before = library.version(), Log(library.engine).lines(slug="two")

    with pytest.raises(LanguageTaken) as met:
        release(library, "two", second)

    assert str(met.value) == str(LanguageTaken("one", "one", "cy", embargoed=False))
    assert library.waiting("two") == second
    assert (library.version(), Log(library.engine).lines(slug="two")) == before
    library.withdraw("one", who="bea", reason="It was the wrong one.")
    assert release(library, "two", second).number == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("at", [None, NOON - timedelta(hours=1), NOON + timedelta(hours=1)])
def test_one_that_waits_for_its_time_has_its_language_already(library, at):
    first, second = (prepared(library, slug, title=slug) for slug in ("one", "two"))
    release(library, "one", first, NOON)

    with pytest.raises(LanguageTaken) as met:
        release(library, "two", second, at)

    assert met.value.embargoed
    library.call_off("one", who="bea")
    release(library, "two", second, at)
    with pytest.raises(LanguageTaken):
        release(library, "one", first)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_correction_to_another_language_is_refused_too(library):
    release(library, "one", prepared(library, "one"))
    mended = prepared(library, "one", language="en-US")
    with pytest.raises(LanguageTaken):
        release(library, "one", mended)
    with pytest.raises(LanguageTaken):
        library.publish("one", new(language="en-US"), who="ann")
    assert shown(library)["one"] == ("cy", ("en", "cy"))

    polish = prepared(library, "one", language="pl")
    release(library, "one", polish, NOON)
    with pytest.raises(LanguageTaken) as met:
        release(library, "two", prepared(library, "two"))
    assert not met.value.embargoed, "Until noon that one is in Welsh."
    with pytest.raises(LanguageTaken) as met:
        release(library, "three", prepared(library, "three", language="pl"))
    assert met.value.embargoed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_withdrawn_cannot_come_back_beside_what_took_its_place(library):
    library.publish("one", new(), who="ann", translation_of="en")
    library.withdraw("one", who="bea", reason="It was wrong.")
    library.publish("two", new("Dau"), who="ann", translation_of="en")

    with pytest.raises(LanguageTaken):
        release(library, "one", prepared(library, "one", text="Prynhawn da."))
    families(library).unlink("one", who="bea")
    release(library, "one", library.waiting("one"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_families_with_a_language_in_common_are_never_one(library):
    library.publish("one", new(), who="ann", translation_of="en")
    library.publish("pl", new("Polski", "pl"), who="ann")
    library.publish("two", new("Dau"), who="ann", translation_of="pl")

    with pytest.raises(LanguageTaken):
        families(library).link("en", "pl", who="bea")
    with pytest.raises(LanguageTaken):
        library.publish("en", new("English", "en", "Hello."), who="ann", translation_of="pl")

    assert [one.slug for one in families(library).of("en")] == ["one", "en"]
    assert shown(library)["en"] == ("en", ("en", "cy"))


def test_however_many_publish_at_once_one_is_public(library):
    slugs = [f"cy-{n}" for n in range(4)]
    waits = {slug: prepared(library, slug, title=slug) for slug in slugs}
    ready = Barrier(len(slugs))

    def go(slug):
        ready.wait(20)
        with suppress(LanguageTaken):
            return bool(release(library, slug, waits[slug]))

    with ThreadPoolExecutor(len(slugs)) as editors:
        assert [*editors.map(go, slugs)].count(True) == 1
    assert shown(library)["en"] == ("en", ("en", "cy"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_is_refused_before_anything_is_made(library, tmp_path):
    library.publish("one", new(), who="ann", translation_of="en")
    request = Request("d.txt", b"Datganiad\n\nBore da.\n", language="cy", translation_of="en")
    with pytest.raises(LanguageTaken):
        publish(request, Settings(data=tmp_path / "data"), library, who="ann")
    assert library.standing("datganiad") is None
    assert {line.what for line in Log(library.engine).lines()} == {"published"}


@pytest.mark.parametrize("command", ["publish", "submit"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_says_what_to_do(library, tmp_path, command, monkeypatch):
    library.clock = utc_now
    library.publish("one", new(), who="ann", translation_of="en")
    monkeypatch.setenv("PLAINSPOKEN_DATA", str(tmp_path / "data"))
    text = tmp_path / "datganiad.txt"
    text.write_text("Datganiad\n\nBore da.\n", encoding="utf-8")

    to = ["--language", "cy", "--translation-of", "en"]
    result = CliRunner(mix_stderr=False).invoke(main, [command, str(text), *to])

    assert result.exit_code != 0
    assert "“Cymraeg” is in Welsh already" in result.stderr
    assert "To correct that one, say --slug one." in result.stderr


@pytest.fixture
def begun(public):
    """Begin a draft of a version of the English statement, and have it made."""
    public.publish("en", title="English")
    drawer = Drawer(public.library.engine)

    def begin(slug, **said):
        draft = Draft(
            name="t.txt", text="Bore da.", title=slug, date=date(2031, 3, 8), language="cy",
            translation_of="en",
        )  # fmt: skip
        kept = drawer.begin(replace(draft, **said), who="Ann Author", slug=slug)
        job = public.library.number(who="ann", slug=slug)
        made = public._new(title=slug, language="cy", text="Bore da.")
        public.library.prepare(slug, made, who="ann", job=job, translation_of="en")
        return drawer.mark(kept.id, kept.version, prepared=kept.version)

    return begin


def do(browser, kept, action, page=None, **more):
    """Send a form of the page that checks a draft, as it was read."""
    address = f"/studio/drafts/{kept.id}/publish"
    form = dict(HIDDEN.findall(page or browser.get(address).text))
    return browser.post(f"{address}/{action}", {**form, **more}, follow_redirects=True)


def test_an_editor_sees_before_she_submits_what_is_in_the_way_and_where(begun, editor):
    ann, bea, first, second = editor(), editor("reviewer"), begun("one"), begun("two")
    page = f"/studio/drafts/{second.id}/publish"
    read = ann.get(page).text
    assert "already" not in read
    do(ann, first, "submit")
    do(bea, first, "approve", when="now")

    answer = do(ann, second, "submit", read)
    assert answer.status_code == 409
    assert "Nothing was published" in answer.text
    for text in (answer.text, ann.get(page).text):
        assert "“one” is in Welsh already, and each version is in a language of its own." in text
        assert "To go on with this one, withdraw it or unlink it first." in text
        assert 'href="/studio/statements/one">Go to “one”</a>' in text
        assert f'href="/studio/drafts/{second.id}/version-of">change what this' in text
    assert ann.site.drawer.find(second.id).step == Step.WRITING

    bea.post("/studio/statements/one/versions/unlink")
    assert "It is submitted." in do(ann, second, "submit").text
    assert "It is public now." in do(bea, second, "approve", when="now").text


def test_what_was_submitted_before_is_not_approved_after(public, begun, editor):
    ann, bea, first, second = editor(), editor("reviewer"), begun("one"), begun("two")
    for kept in (first, second):
        do(ann, kept, "submit")
    read = bea.get(f"/studio/drafts/{second.id}/publish").text
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    day = {"day": tomorrow.day, "month": tomorrow.month, "year": tomorrow.year, "time": "9am"}
    do(bea, first, "approve", when="later", **day)

    answer = do(bea, second, "approve", read, when="now")

    assert answer.status_code == 409
    assert "“one” is to be public in Welsh, and each" in answer.text
    assert "call it off or unlink it first" in answer.text
    assert bea.site.drawer.find(second.id).step == Step.SUBMITTED
    assert public.get("/statements/two").status_code == 404


def test_one_that_goes_out_between_the_look_and_the_deed_leaves_a_draft(
    public, begun, editor, monkeypatch
):  # fmt: skip
    ann, bea, first, second = editor(), editor("reviewer"), begun("one"), begun("two")
    do(ann, second, "submit")
    step = Drawer.step

    def slowly(drawer, *how, **facts):
        if how[-1] == Step.APPROVED:
            release(public.library, "one", public.library.waiting("one"))
        return step(drawer, *how, **facts)

    monkeypatch.setattr(Drawer, "step", slowly)
    answer = do(bea, second, "approve", when="now")

    assert answer.status_code == 409
    assert "“one” is in Welsh already" in answer.text
    assert bea.site.drawer.find(second.id).step == Step.WRITING
    assert public.get("/statements/two").status_code == 404
    assert first.id != second.id


def test_who_links_a_draft_is_told_of_another_that_was_begun(public, begun, editor):
    ann, drawer = editor(), Drawer(public.library.engine)
    first = begun("one")
    other = drawer.begin(Draft(text="Bore da.", language="cy"), who="Ann").id
    address = f"/studio/drafts/{other}/version-of"
    told = (
        "Ann Author has begun “one”, which is in Welsh and a version of the same statement. Go on "
        "with that draft, or discard it first."
    )
    assert told in ann.post(address, {"seen": "1", "of": "en"}).text

    versions = drawer.begin(Draft(text="Bore da.", translation_of="en"), who="Ann").id
    details = f"/studio/drafts/{versions}/details"
    form = {"seen": "1", "title": "Dau", "date": "9/3/2031", "language": "cy"}
    assert told in ann.post(details, form).text
    assert ann.post(details, {**form, "language": "pl"}).status_code == 303
    mine = {"seen": "1", "title": "Un", "date": "9/3/2031", "language": "cy"}
    assert ann.post(f"/studio/drafts/{first.id}/details", mine).status_code == 303

    ann.post(f"/studio/drafts/{first.id}/discard", {"seen": drawer.find(first.id).version})
    assert ann.post(address, {"seen": "1", "of": "en"}).status_code == 303


def test_who_corrects_the_language_is_told_at_once(public, editor):
    public.publish("en", title="English")
    public.publish("cy", title="Cymraeg", language="cy", to="en")
    ann = editor()
    draft = Draft(text="Bore da.", language="cy", title="Cymraeg")
    kept = Drawer(public.library.engine).begin(draft, who="Ann", slug="cy")
    form = {"seen": "1", "title": "Cymraeg", "date": "9/3/2031", "language": "en-GB"}
    page = ann.post(f"/studio/drafts/{kept.id}/details", form).text
    assert "“English” is in English already" in page


SLUGS = ("a", "b", "c", "d")
a_slug = st.sampled_from(SLUGS)
a_language = st.sampled_from(["en-GB", "cy"])


class Site(RuleBasedStateMachine):
    """All that makes public, links and takes back, in any order, by a clock that goes on."""

    refused, linked = 0, 0

    def __init__(self, library):
        super().__init__()
        self.library = library
        self.now = NOW
        self.count = 0
        library.clock = lambda: self.now

    @initialize()
    def begin_with_two_that_are_linked_and_one_that_may_not_be(self):
        for slug, language in (("a", "en-GB"), ("b", "cy"), ("c", "cy")):
            self.publish(slug, language, "a")

    @rule(slug=a_slug, language=a_language, to=a_slug)
    def publish(self, slug, language, to):
        self._try(self.library.publish, slug, self._new(language), who="ann", translation_of=to)

    @rule(slug=a_slug, language=a_language, to=a_slug, later=st.booleans())
    def prepare_and_release(self, slug, language, to, later):
        job = self.library.number(who="ann", slug=slug)
        self.library.prepare(slug, self._new(language), who="ann", job=job, translation_of=to)
        at = self.now + timedelta(hours=3) if later else None
        self._try(release, self.library, slug, self.library.waiting(slug), at)

    @rule(one=a_slug, other=a_slug)
    def link(self, one, other):
        with suppress(LookupError):
            self._try(families(self.library).link, one, other, who="bea")

    @rule(slug=a_slug, what=st.sampled_from(["unlink", "call off", "withdraw"]))
    def take_back(self, slug, what):
        match what:
            case "unlink":
                families(self.library).unlink(slug, who="bea")
            case "call off":
                self.library.call_off(slug, who="bea")
            case "withdraw":
                self.library.withdraw(slug, who="bea", reason="wrong")

    @rule()
    def wait(self):
        self.now += timedelta(hours=2)

    @invariant()
    def each_language_is_public_once_now_and_at_every_moment_that_is_set(self):
        now = self.now
        for self.now in (now, now + timedelta(hours=4)):
            for _, languages in shown(self.library).values():
                assert len(languages) == len(set(languages))
                Site.linked += len(languages) > 1
        self.now = now

    def teardown(self):
        self.library.engine.dispose()

    def _try(self, change, *given, **said):
        try:
            change(*given, **said)
        except LanguageTaken:
            Site.refused += 1
        except (Embargoed, Overtaken):
            pass

    def _new(self, language):
        self.count += 1
        return new("T", language, f"Text {self.count}.")


def test_no_sequence_of_changes_has_one_language_twice(tmp_path_factory):
    def site():
        return Site(Library.open(Settings(data=tmp_path_factory.mktemp("site"))))

    whole = (Phase.reuse, Phase.generate)  # to make a failure smaller takes minutes
    run_state_machine_as_test(
        site, settings=how(max_examples=10, stateful_step_count=15, deadline=None, phases=whole)
    )
    assert Site.refused
    assert Site.linked
