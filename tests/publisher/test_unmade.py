"""What a worker finds to make forms of: whatever went out, or will, and has not all of them."""

from datetime import UTC, datetime, timedelta

import pytest

from publisher.library import Library
from publisher.library.unmade import unmade
from publisher.settings import Settings
from publisher.statements import File
from publisher.takeaway import EVERYTHING, revision_to_make

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


def found(site):
    return [(one.slug, one.number) for one in unmade(site.library)]


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
    assert site.library.offer(slug, number, files, made_of=made_of)


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
    (before,) = unmade(site.library)
    site.publish("ashford")
    (after,) = unmade(site.library)

    assert (before.slug, before.number) == (after.slug, after.number)
    assert before.event < after.event
