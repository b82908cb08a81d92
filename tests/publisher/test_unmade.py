"""What a worker finds to make forms of: whatever went out, or will, and has not all of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from publisher.library import Library
from publisher.library.unmade import terms, unmade
from publisher.settings import Settings
from publisher.statements import File
from publisher.takeaway import EVERYTHING, revision_to_make
from publisher.takeaway import make as make_forms

OURS = Settings(licence="Open Government Licence v3.0", base_url="https://old.example")
TERMS = terms(OURS)
TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, public, tmp_path):
    """The same site on each database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("server").empty()
        library = Library.open(Settings(data=tmp_path / "other", postgresql=url))
        library.store, public.library = public.library.store, library
    yield public
    if request.param == "postgresql":
        public.library.engine.dispose()


def found(site, now=TERMS):
    return [(one.slug, one.number) for one in unmade(site.library, now)]


def prepare(site, slug, **changes):
    job = site.library.number(who="ann", slug=slug)
    site.library.prepare(slug, site._new(**changes), who="ann", job=job)
    return site.library.waiting(slug)


def release(site, slug, at=None, **changes):
    waits = prepare(site, slug, **changes)
    site.library.release(slug, waits.revision.number, who="bea", read=waits.fingerprint, at=at)


def make(site, slug, number):
    """Say that it has its zip."""
    seen = revision_to_make(slug, number, site.library)
    files = [File(EVERYTHING, "5e" * 32, 1, "application/zip")]
    made_of = {file.digest for file in seen.files.values()}
    assert site.library.offer(slug, number, files, made_of=made_of, terms=TERMS)


def test_what_went_out_last_comes_first_and_what_is_whole_is_not_there(site):
    site.publish("first")
    release(site, "second")
    site.publish("third")
    assert found(site) == [("third", 1), ("second", 1), ("first", 1)]

    make(site, "second", 1)

    assert found(site) == [("third", 1), ("first", 1)]
    site.publish("first", text="Corrected.")
    assert found(site) == [("first", 2), ("third", 1)]


def test_what_nobody_sees_and_nobody_will_is_not_there(site):
    site.draft("recorded")
    prepare(site, "prepared")
    site.publish("withdrawn")
    site.library.withdraw("withdrawn", who="ann", reason="a mistake")

    assert found(site) == []
    assert revision_to_make("prepared", 1, site.library) is None
    assert revision_to_make("withdrawn", 1, site.library) is None


def test_what_waits_for_its_moment_is_there_beside_what_is_seen_until_then(site):
    site.publish("ashford")
    release(site, "ashford", at=TOMORROW, text="Later.")

    assert sorted(found(site)) == [("ashford", 1), ("ashford", 2)]
    make(site, "ashford", 2)
    assert found(site) == [("ashford", 1)]
    assert EVERYTHING not in site.library.statement("ashford").files
    site.library.call_off("ashford", who="bea")
    assert found(site) == [("ashford", 1)]


def test_published_again_the_same_words_are_another_turn(site):
    """So that a turn that failed, or was for other files, is not taken for this one."""
    site.publish("ashford")
    (before,) = unmade(site.library, TERMS)
    site.publish("ashford")
    (after,) = unmade(site.library, TERMS)

    assert (before.slug, before.number) == (after.slug, after.number)
    assert before.event < after.event


def test_what_was_made_under_other_terms_is_there_again(site):
    site.publish("ashford")
    (first,) = unmade(site.library, TERMS)
    make(site, "ashford", 1)
    for change in (
        {"licence": "Open Government Licence v4.0"},
        {"licence_url": "https://licence.example"},
        {"base_url": "https://new.example"},
        {"body_name": "The Inspectorate"},
    ):
        (other,) = unmade(site.library, terms(replace(OURS, **change)))
        assert (other.slug, other.number, other.event) == (first.slug, first.number, first.event)
        assert other != first, "work is done once, and this is another"


def test_after_a_new_address_forms_say_the_new_one_and_are_whole(public):
    public.publish("ashford")
    names = ("transcript.txt", "transcript.html", EVERYTHING)
    new = replace(OURS, licence="Another Licence", base_url="https://new.example")
    turns = set()
    for now in (OURS, new, OURS):
        (turn,) = unmade(public.library, terms(now))
        turns.add(turn)
        make_forms(names, revision_to_make("ashford", 1, public.library), now, public.library)
        for name in names[:2]:
            text = public.get(f"/statements/ashford/{name}").text
            assert now.licence in text
            assert now.base_url in text
        with ZipFile(BytesIO(public.get(f"/statements/ashford/{EVERYTHING}").data)) as zipped:
            (inside,) = (n for n in zipped.namelist() if n.endswith("transcript.txt"))
            assert now.base_url in zipped.read(inside).decode()
        assert unmade(public.library, terms(now)) == ()
    assert len(turns) == 3, "back to the old one is another turn, too"
