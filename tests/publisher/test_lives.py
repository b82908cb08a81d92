"""Who is dead is seen by its standing still, whatever the clock on the wall says."""

from hypothesis import given
from hypothesis import strategies as st

from publisher.jobs.lives import GONE, Watch


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def watching(*looks, dead_after=15.0):
    """What is seen dead at each look: how much later it is, and what everybody has counted."""
    clock = Clock()
    watch = Watch(dead_after, clock)
    seen = []
    for later, beats in looks:
        clock.now += later
        seen.append(watch.dead(beats))
    return seen


def test_a_worker_that_stands_still_is_dead():
    still = [(3.0, {"a": 4, "b": n}) for n in range(6)]

    assert watching(*still) == [set(), set(), set(), set(), set(), {"a"}]


def test_a_worker_that_counts_on_lives():
    assert watching(*[(3.0, {"a": n}) for n in range(50)])[-1] == set()


def test_a_worker_that_has_ended_is_waited_for_no_longer():
    assert watching((0.0, {"a": GONE})) == [{"a"}]


def test_while_the_database_is_away_nobody_dies():
    before = [(3.0, {"a": 4})] * 4
    gap = [(60.0, {"a": 4})]
    after = [(3.0, {"a": 4})] * 4

    assert set().union(*watching(*before, *gap, *after)) == set()
    assert watching(*before, *gap, *after, (3.0, {"a": 4}))[-1] == {"a"}


@given(st.lists(st.floats(0, 100), max_size=60), st.integers(1, 4))
def test_whoever_counts_on_between_looks_is_never_dead(pauses, every):
    looks = [(pause, {"a": n // every}) for n, pause in enumerate(pauses)]
    longest = max((sum(pauses[i : i + every]) for i in range(len(pauses))), default=0)

    dead = set().union(*watching(*looks, dead_after=longest + 1))

    assert dead == set()
