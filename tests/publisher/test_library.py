"""Statements in the database: what the public sees, and what changes it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from media.errors import StoreFull
from media.paragraphs import READING
from media.store import Recipe
from publisher.library import Library
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.statements import Details, File


@pytest.fixture
def library(tmp_path, database):
    library = Library.open(Settings(data=tmp_path / "data", postgresql=database))
    yield library
    library.engine.dispose()


def details(**changes):
    said = {
        "title": "Inspection of Ashford Vale Constabulary",
        "speaker": "Siân Reeve",
        "role": "Inspector",
        "about": "Ashford Vale Constabulary",
        "date": date(2018, 2, 1),
        "language": "en-GB",
        "voice": "heart",
    }
    return Details(**(said | changes))


def new(library, text="Hello. Goodbye.", **changes):
    """A revision whose only derived file is the reading that the page is drawn from."""
    reading = {
        "paragraphs": [
            {
                "speaker": None,
                "heading": 0,
                "sentences": [
                    {"text": s + ".", "start": i * 1000, "end": i * 1000 + 800, "sound": False,
                     "glue": " "}
                    for i, s in enumerate(text.rstrip(".").split(". "))
                ],
            }
        ]
    }  # fmt: skip
    data = json.dumps(reading).encode()
    kept = library.store.keep_bytes(Recipe("reading", 1, {"text": text}), lambda: data)
    files = [File(READING, kept.digest, kept.size, "application/json")]
    return NewRevision(details(**changes), text, files, [], 2_000)


def test_what_is_published_is_seen(library):
    library.publish("ashford", new(library), who="ann")

    statement = library.statement("ashford")

    assert statement.revision.details == details()
    assert [s.text for p in statement.paragraphs for s in p.sentences] == ["Hello.", "Goodbye."]
    assert statement.files[READING].media_type == "application/json"


def test_a_changed_text_is_a_new_revision_and_the_old_one_is_in_the_history(library):
    library.publish("ashford", new(library), who="ann")
    second = library.publish("ashford", new(library, "Hello. Farewell."), who="ann")

    statement = library.statement("ashford")

    assert second.number == 2
    assert statement.revision.text == "Hello. Farewell."
    assert [r.text for r in statement.history] == ["Hello. Farewell.", "Hello. Goodbye."]
    assert [s.corrected for s in library.published()] == [True]


def test_the_same_text_published_again_is_no_new_revision(library):
    first = library.publish("ashford", new(library), who="ann")
    again = library.publish("ashford", new(library), who="ann")
    assert again == first


def test_those_who_publish_at_once_wait_for_each_other(library):
    texts = [f"Hello {number}. Goodbye." for number in range(8)]
    made = [new(library, text) for text in texts]
    with ThreadPoolExecutor(4) as editors:
        done = editors.map(lambda one: library.publish("ashford", one, who="ann").number, made)

    assert sorted(done) == list(range(1, 9))
    assert sorted(r.text for r in library.statement("ashford").history) == texts


def test_every_public_change_moves_the_version_on(library):
    seen = [library.version()]
    library.publish("ashford", new(library), who="ann")
    seen.append(library.version())
    library.withdraw("ashford", who="ann", reason="wrong force")
    seen.append(library.version())
    assert seen == sorted(set(seen))


def test_newest_first_by_date(library):
    library.publish("old", new(library, date=date(2016, 1, 1)), who="ann")
    library.publish("new", new(library, date=date(2019, 1, 1)), who="ann")
    library.publish("mid", new(library, date=date(2017, 1, 1)), who="ann")
    assert [s.slug for s in library.published()] == ["new", "mid", "old"]


@pytest.mark.parametrize(
    "search", ["ashford", "siân", "SIÂN", "sian", "YR", "ŵ goodbye", "vale hello", "CONSTABULARY"]
)
def test_search_finds_what_has_every_word(library, search):
    library.publish("ashford", new(library, "Hello. Goodbye, yr ŵyn."), who="ann")
    assert [s.slug for s in library.published(search)] == ["ashford"]


@pytest.mark.parametrize(
    "search", ["people's", "people’s", "'friends'", '"hello"', "“Hello”", "2021-22", "2021–22"]
)
def test_search_knows_quotes_and_dashes_however_they_are_written(library, search):
    library.publish("curly", new(library, "“Hello” people’s ‘friends’ said in 2021–22."), who="ann")
    library.publish(
        "straight", new(library, "\"Hello\" people's 'friends' said in 2021-22."), who="ann"
    )
    assert [s.slug for s in library.published(search)] == ["straight", "curly"]


@pytest.mark.parametrize("search", ["kent", "hello kent", "%", "_"])
def test_search_passes_over_what_lacks_a_word(library, search):
    library.publish("ashford", new(library), who="ann")
    assert library.published(search) == ()


def test_a_withdrawn_statement_is_gone_from_list_page_and_files(library):
    library.publish("ashford", new(library), who="ann")
    digest = library.statement("ashford").files[READING].digest

    assert library.withdraw("ashford", who="ann", reason="wrong force")

    assert library.published() == ()
    assert library.statement("ashford") is None
    assert library.public_file(digest, READING) is None


def test_versions_in_other_languages_know_each_other(library):
    library.publish("ashford", new(library), who="ann")
    library.publish(
        "ashford-cy",
        new(library, "Helo. Hwyl.", language="cy", title="Arolygiad"),
        who="ann",
        translation_of="ashford",
    )

    (welsh,) = library.statement("ashford").translations
    (english,) = library.statement("ashford-cy").translations

    assert (welsh.language, welsh.slug, welsh.title) == ("cy", "ashford-cy", "Arolygiad")
    assert english.slug == "ashford"
    assert {s.languages for s in library.published()} == {("en-GB", "cy")}


def test_the_same_file_goes_to_the_same_address_though_its_title_changed(library):
    library.publish("ashford", new(library), who="ann", source="/statements/ashford.txt")

    known = library.known(None, "/statements/ashford.txt", "A better title")

    assert known.slug == "ashford"
    assert known.revision.details == details()


def test_a_new_file_goes_to_the_address_its_title_makes(library):
    known = library.known(None, "/statements/x.txt", "Über alles")
    assert (known.slug, known.revision) == ("uber-alles", None)


def test_a_given_address_is_taken(library):
    assert library.known("mine", "/statements/x.txt", "Title").slug == "mine"


def test_what_the_newest_revision_needs_is_reachable_and_older_steps_are_not(library):
    library.publish("ashford", new(library), who="ann")
    first = library.reachable()
    library.publish("ashford", new(library, "Hello. Farewell."), who="ann")

    assert len(first) == 1
    assert library.reachable().isdisjoint(first)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_the_old_revision_in_public(library):
    library.publish("ashford", new(library), who="ann")
    bigger = new(library, "Hello. " * 100_000)
    with library.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreFull):
        library.publish("ashford", bigger, who="ann")

    assert library.statement("ashford").revision.text == "Hello. Goodbye."


def test_a_draft_is_seen_by_who_has_its_secret_and_by_nobody_else(library):
    library.publish("ashford", new(library), who="ann")
    before = library.statement("ashford")

    secret = library.draft("ashford", new(library, "Hello. Farewell."), who="ann")

    draft = library.preview(secret)
    assert draft.revision.text == "Hello. Farewell."
    assert draft.revision.published is None
    assert library.statement("ashford") == before
    assert [s.corrected for s in library.published()] == [False]
    assert library.public_file(draft.files[READING].digest, READING) is None
    assert draft.files[READING].digest in library.reachable()
    assert library.preview("guess") is None


def test_a_draft_that_is_published_is_a_draft_no_more(library):
    library.publish("ashford", new(library), who="ann")
    secret = library.draft("ashford", new(library, "Hello. Farewell."), who="ann")

    published = library.publish("ashford", new(library, "Hello. Farewell."), who="ann")

    assert published.number == 2
    assert library.preview(secret) is None
    assert library.statement("ashford").revision.text == "Hello. Farewell."


def test_what_is_public_already_makes_no_draft(library):
    library.publish("ashford", new(library), who="ann")
    assert library.draft("ashford", new(library), who="ann") is None


def test_a_first_draft_is_no_statement_yet(library):
    library.draft("ashford", new(library), who="ann")
    assert library.statement("ashford") is None
    assert library.published() == ()
