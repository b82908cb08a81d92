"""Each page of the studio in each of its states: axe finds nothing, and nothing is cut off.

A state is a way that a template takes, so the last test fails where one was never looked at: a page
or a state that is new needs a line in `tests/states/`, in the module of its part of the studio. All
are looked at in one place, for they share a studio, and the ways taken are counted over all of it.
"""

import pytest

from publisher.library import Library
from publisher.settings import Settings
from tests.states.table import every
from tests.states.visiting import Looking
from tests.studios import Standstill, Studio

pytestmark = pytest.mark.browser

STATES = every()


@pytest.fixture(scope="module")
def looking(tmp_path_factory, chromium):
    settings = Settings(
        data=tmp_path_factory.mktemp("states") / "data", body_name="Inspectorate of Public Safety"
    )
    with Studio(settings, Library.open(settings)).serving() as studio:
        here = Looking(studio, chromium)
        yield here
        for account in list(here.visits):
            here.close(account)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A site on which nothing was done yet."""
    settings = Settings(data=tmp_path_factory.mktemp("empty") / "data")
    library = Library.open(settings)
    yield library
    library.engine.dispose()


@pytest.fixture(scope="module")
def working(looking):
    """A worker that stands still in the middle of its jobs."""
    with Standstill(looking.studio).working() as worker:
        yield worker


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_for_everyone(looking, empty, working, name):
    looking.empty, looking.working = empty, working
    one = STATES[name](looking)
    looking.look(one)
    looking.looked.add(name)


def test_no_page_and_no_state_is_left_out(looking):
    if looking.looked != STATES.keys():
        pytest.skip("not every state was looked at")
    missed = looking.branches.missed()
    assert not missed, "give each of these a state in tests/states: " + ", ".join(missed)
