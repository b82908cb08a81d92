from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.corrections import Correction
from media.timeline import Span
from publisher.database import open_database
from publisher.drafts.drawer import Drawer, Overtaken
from publisher.drafts.values import Draft, Step
from publisher.settings import Settings
from publisher.statements import Supplied

GOOD = Draft(name="visit.txt", text="The force is good.", language="en-GB")


@pytest.fixture
def drawer(tmp_path):
    engine = open_database(Settings(data=tmp_path))
    yield Drawer(engine)
    engine.dispose()


def test_a_draft_is_there_as_it_was_saved(drawer):
    begun = drawer.begin(GOOD, who="Jo")
    better = replace(GOOD, title="A visit")
    saved = drawer.save(begun.id, 1, better, who="Zoë", what="title")
    assert (saved.version, saved.draft, saved.who, saved.owner) == (2, better, "Zoë", "Jo")
    assert drawer.find(begun.id) == saved
    assert [kept.draft for kept in drawer.versions(begun.id)] == [better, GOOD]


def test_who_saves_over_somebody_elses_change_is_shown_both(drawer):
    begun = drawer.begin(GOOD, who="Jo")
    drawer.save(begun.id, 1, replace(GOOD, title="Jo's"), who="Jo", what="title")
    with pytest.raises(Overtaken) as met:
        drawer.save(begun.id, 1, replace(GOOD, title="Zoë's"), who="Zoë", what="title")
    assert (met.value.theirs.draft.title, met.value.yours.title) == ("Jo's", "Zoë's")
    assert drawer.find(begun.id).draft.title == "Jo's"


def test_saving_the_same_again_is_no_change_and_no_conflict(drawer):
    begun = drawer.begin(GOOD, who="Jo")
    better = replace(GOOD, title="A visit")
    drawer.save(begun.id, 1, better, who="Jo", what="title")
    assert drawer.save(begun.id, 1, better, who="Jo", what="title").version == 2


def test_of_ten_who_save_at_once_one_is_kept_and_nine_are_told(drawer):
    begun = drawer.begin(GOOD, who="Jo")

    def save(number):
        try:
            drawer.save(begun.id, 1, replace(GOOD, title=f"No. {number}"), who="Jo", what="title")
        except Overtaken as overtaken:
            return overtaken.theirs.draft.title
        return None

    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(save, range(10)))
    assert told.count(None) == 1
    assert {title for title in told if title} == {f"No. {told.index(None)}"}


def test_undoing_goes_back_step_by_step_and_a_new_change_starts_from_there(drawer):
    begun = drawer.begin(replace(GOOD, title="one"), who="Jo")
    for version, title in enumerate(("two", "three"), start=1):
        drawer.save(begun.id, version, replace(GOOD, title=title), who="Jo", what="title")

    def undone():
        seen = drawer.find(begun.id).version
        return drawer.undo(begun.id, seen, who="Jo").draft.title

    assert [undone(), undone(), undone()] == ["two", "one", "one"]
    seen = drawer.find(begun.id).version
    drawer.save(begun.id, seen, replace(GOOD, title="four"), who="Jo", what="title")
    assert [undone(), undone()] == ["one", "one"]


def test_a_change_takes_a_submitted_draft_back(drawer):
    begun = drawer.begin(GOOD, who="Jo")
    drawer.mark(begun.id, 1, step=Step.SUBMITTED, submitted_by="Jo")
    changed = drawer.save(begun.id, 1, replace(GOOD, title="A visit"), who="Zoë", what="title")
    assert changed.step is Step.WRITING


def test_what_was_seen_is_what_is_marked(drawer):
    begun = drawer.begin(GOOD, who="Jo")
    drawer.save(begun.id, 1, replace(GOOD, title="A visit"), who="Zoë", what="title")
    with pytest.raises(Overtaken):
        drawer.mark(begun.id, 1, step=Step.APPROVED, approved_by="Jo")


corrections = st.builds(
    Correction,
    sentence=st.text(),
    nth=st.integers(0, 9),
    span=st.none() | st.just(Span(100, 2_000)),
)


@given(
    st.builds(
        Draft,
        text=st.text(),
        title=st.text(),
        date=st.none() | st.dates(date(1900, 1, 1)),
        recording=st.none() | st.builds(Supplied, digest=st.text(), name=st.text()),
        poster_at=st.none() | st.integers(0, 10_000),
        corrections=st.lists(corrections).map(tuple),
        captions=st.none() | st.text(),
    )
)
def test_a_draft_is_read_as_it_was_packed(draft):
    assert Draft.unpack(draft.pack()) == draft
