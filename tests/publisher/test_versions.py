"""A statement in several languages: linked, unlinked, and never told of before its time."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.errors import LanguageTaken
from publisher.drafts.asking import asked
from publisher.drafts.drawer import Drawer
from publisher.drafts.values import Draft
from publisher.library import Library
from publisher.library.translations import Translations
from publisher.settings import Settings
from publisher.statements import Details

WELSH = """Arolygiad o Ddyffryn Onnen

Siân Reeve: Bore da. Fe ddaethom i weld sut mae’r heddlu yn gwasanaethu pobl y cwm. Mae’r
swyddogion yn gweithio’n galed, ac mae pobl yn ymddiried ynddynt.
"""
NOON = datetime(2031, 3, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def versions(public):
    return Translations(public.library.engine, public.library.clock)


@pytest.fixture
def three(public, versions):
    """An English statement and its versions in Welsh and Polish."""
    public.publish("en", title="English")
    public.publish("cy", title="Cymraeg", language="cy", to="en")
    public.publish("pl", title="Polski", language="pl", to="cy")
    return versions


def slugs(versions, slug):
    return [one.slug for one in versions.of(slug)]


def linked(public, slug):
    """Where the public page of a statement leads, in other languages."""
    text = public.get(f"/statements/{slug}").text
    heads = re.findall(r'<link rel="alternate" hreflang="(\S+)" href="\S+/statements/(\S+)"', text)
    shown = re.findall(r'href="/statements/(\S+)" hreflang="(\S+)" lang="\2" rel="alternate"', text)
    assert [other for _, other in heads if other != slug] == [other for other, _ in shown]
    assert not heads or slug in [other for _, other in heads], "a page names itself, too"
    return [other for _, other in heads if other != slug]


def test_a_version_of_a_version_is_a_version_of_all(public, three):
    for slug in ("en", "cy", "pl"):
        assert slugs(three, slug) == ["cy", "en", "pl"]
        assert set(linked(public, slug)) == {"en", "cy", "pl"} - {slug}
    assert public.get("/").text.count("Also in Welsh") == 2


@pytest.mark.parametrize("slug", ["en", "cy", "pl"])
def test_one_is_unlinked_and_the_others_stay_together(public, three, slug):
    assert three.unlink(slug, who="Bea")
    assert not three.unlink(slug, who="Bea"), "it stands by itself already"
    others = {"en", "cy", "pl"} - {slug}
    assert linked(public, slug) == []
    for other in others:
        assert set(slugs(three, other)) == others
        assert set(linked(public, other)) == others - {other}
    three.link(slug, others.pop(), who="Bea")
    assert slugs(three, slug) == ["cy", "en", "pl"]


def test_no_language_is_there_twice_unless_one_was_withdrawn(public, three):
    public.publish("other", title="Other", language="en-US")
    with pytest.raises(LanguageTaken) as met:
        three.link("other", "pl", who="Bea")
    assert (met.value.slug, met.value.title, met.value.language) == ("en", "English", "en-GB")
    public.library.withdraw("en", who="Bea", reason="It was wrong.")
    three.link("other", "pl", who="Bea")
    assert set(linked(public, "other")) == {"cy", "pl"}, "what is withdrawn is not told of"
    with pytest.raises(LookupError):
        three.link("other", "nowhere", who="Bea")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_families_are_flat_whatever_is_linked_and_unlinked(tmp_path_factory, steps):
    library = Library.open(Settings(data=tmp_path_factory.mktemp("families")))
    languages = ("en", "cy", "pl", "fr", "ur")
    for language in languages:
        details = Details(language, "", "", "", date(2026, 3, 9), language, "")
        library.publish(language, _new(details), who="ann")
    versions = Translations(library.engine, library.clock)
    families = {one: {one} for one in languages}
    for joins, a, b in steps:
        one, other = languages[a], languages[b]
        if joins:
            versions.link(one, other, who="ann")
            whole = families[one] | families[other]
        else:
            versions.unlink(one, who="ann")
            whole = families[one] - {one}
            families[one] = {one}
        families |= dict.fromkeys(whole, whole)
    assert {one: set(slugs(versions, one)) for one in languages} == families
    library.engine.dispose()


def _new(details):
    from publisher.rows import NewRevision  # noqa: PLC0415

    return NewRevision(details, "Hello.", [], [], 1_000)


def prepared(public, slug, **changes):
    """Have a draft made, as the work does."""
    said = {"title": "Arolygiad", "language": "cy"}
    to = changes.pop("to", None)
    job = public.library.number(who="ann", slug=slug)
    new = public._new(**said | changes)
    return public.library.prepare(slug, new, who="ann", job=job, translation_of=to)


def test_nothing_tells_of_a_version_before_its_time(public, editor):
    public.library.clock = lambda: NOON - timedelta(days=1)
    public.publish("en", title="English")
    secret = prepared(public, "cy", to="en")
    waits = public.library.waiting("cy")
    public.library.release("cy", 1, who="bea", read=waits.fingerprint, at=NOON)
    public.library.clock = lambda: NOON - timedelta(microseconds=1)
    for address in ("/", "/statements/en", "/cy/"):
        text = public.get(address).text
        assert "statements/cy" not in text
        assert "Also in" not in text
        assert "Arolygiad" not in text
    assert linked(public, "en") == []
    assert "Also in English" not in (page := editor().get(f"/preview/{secret}").text)
    assert "Hefyd ar gael: Saesneg" in page, "editors see the link as the public will"
    public.library.clock = lambda: NOON
    assert linked(public, "en") == ["cy"]
    assert linked(public, "cy") == ["en"]


def test_a_correction_changes_no_link(public, three):
    prepared(public, "cy", text="Other.")
    assert slugs(three, "cy") == ["cy", "en", "pl"]
    prepared(public, "new", language="fr", to="en")
    assert slugs(three, "en") == ["cy", "en", "pl"], "what was never public is nobody's version"
    prepared(public, "new", language="fr")
    waits = public.library.waiting("new")
    public.library.release("new", 1, who="bea", read=waits.fingerprint)
    assert linked(public, "new") == []


def seen(page):
    return re.search(r'name="seen" value="(\d+)"', page.text)[1]


def test_a_version_begun_at_a_statement_asks_nothing_more(public, editor):
    public.publish("en", role="Arolygydd", language="cy", title="Earlier", date=date(2017, 1, 1))
    public.publish("ashford")
    ann = editor()
    page = ann.get("/studio/statements/ashford")
    start = re.search(r'href="(/studio/new\?version_of=ashford)"', page.text)[1]
    assert "A version of “Inspection of Ashford Vale” in another language" in ann.get(start).text
    there = ann.post(start, {"text": WELSH}).headers["Location"]
    seen_one = {"seen": "1", "by": "voice", "voice": "espeak"}
    there = ann.post(there, seen_one).headers["Location"]
    asked_for = ann.get(there)
    for value in ("Siân Reeve", "Arolygydd", "Ashford Vale Constabulary", "1 February 2018"):
        assert f'value="{value}"' in asked_for.text, value
    assert '<option value="cy" selected>' in asked_for.text

    form = {"title": "Arolygiad", "date": "9/3/2026", "language": "en-GB"}
    wrong = ann.post(there, {"seen": seen(asked_for), **form})
    assert "“Inspection of Ashford Vale” is in English already" in wrong.text
    answer = ann.post(there, {"seen": seen(asked_for), **form, "language": "cy"})
    assert answer.status_code == 303
    kept = ann.site.drawer.find(1)
    assert asked(kept, {}, "Ann").translation_of == "ashford"
    assert "Inspection of Ashford Vale" in ann.get("/studio/drafts/1").text
    assert editor(None).get("/studio/new?version_of=ashford").status_code == 303
    assert ann.get("/studio/new?version_of=nowhere").status_code == 404


def test_a_draft_is_said_to_be_a_version_later_and_not_any_more(public, editor):
    public.publish("ashford")
    public.publish("cymraeg", title="Cymraeg", language="cy", to="ashford")
    ann, drawer = editor(), Drawer(public.library.engine)
    kept = drawer.begin(Draft(text="Bonjour.", language="fr", title="Visite"), who="Ann")
    address = f"/studio/drafts/{kept.id}/version-of"
    page = ann.get(address)
    assert '<option value="cymraeg">Cymraeg (Welsh, 1 February 2018)</option>' in page.text
    for of in ("nowhere", "<script>"):
        answer = ann.post(address, {"seen": "1", "of": of})
        assert "Choose the statement" in answer.text
    assert ann.post(address, {"seen": "1", "of": "cymraeg"}).status_code == 303
    assert drawer.find(kept.id).draft.translation_of == "cymraeg"
    ann.post(address, {"seen": "2", "of": ""})
    assert drawer.find(kept.id).draft.translation_of == ""

    drawer.undo(kept.id, 3, who="Ann")
    assert drawer.find(kept.id).draft.translation_of == "cymraeg"
    of_cy = drawer.begin(Draft(text="Bore da.", language="cy"), who="Ann").id
    answer = ann.post(f"/studio/drafts/{of_cy}/version-of", {"seen": "1", "of": "ashford"})
    assert "“Cymraeg” is in Welsh already" in answer.text
    correction = drawer.begin(Draft(text="Hello."), who="Ann", slug="ashford").id
    assert ann.get(f"/studio/drafts/{correction}/version-of").status_code == 404
    assert "version-of" not in ann.get(f"/studio/drafts/{correction}").text


def test_published_statements_are_linked_and_unlinked_by_a_reviewer(public, editor):
    public.publish("ashford")
    public.publish("cymraeg", title="Cymraeg", language="cy")
    ann, bea = editor(), editor("reviewer", name="Bea")
    link, unlink = (f"/studio/statements/ashford/versions/{do}" for do in ("link", "unlink"))
    assert ann.get(link).status_code == ann.post(unlink).status_code == 404
    assert "/versions/" not in ann.get("/studio/statements/ashford").text
    assert "Cymraeg (Welsh" in bea.get(link).text
    assert "Choose the statement" in bea.post(link, {"of": ""}).text
    done = bea.post(link, {"of": "cymraeg"}, follow_redirects=True)
    assert "They are linked." in done.text
    assert linked(public, "cymraeg") == ["ashford"]
    assert public.get("/").text.count("Also in") == 2
    assert "Unlink it" in bea.get("/studio/statements/cymraeg").text
    public.publish("again", title="Again", language="cy")
    assert "is in Welsh already" in bea.post(link, {"of": "again"}).text

    done = bea.post(unlink, follow_redirects=True)
    assert "It stands by itself now" in done.text
    assert linked(public, "cymraeg") == linked(public, "ashford") == []
    assert [line.what for line in bea.site.log.lines(slug="ashford")][:2] == ["unlinked", "linked"]
    assert bea.get("/studio/statements/nowhere/versions/link").status_code == 404
