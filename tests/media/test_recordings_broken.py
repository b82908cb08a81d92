"""A few of the broken recordings of `scripts/fuzz`, which offers hundreds."""

from tests.fuzzing import fuzz


def test_what_is_broken_is_done_or_refused_by_name_and_leaves_nothing(tmp_path):
    tally = fuzz(40, seed=3, folder=tmp_path, limit=60)

    assert tally.wrong == []
    assert sum(tally.ends.values()) == 40
    assert len(tally.ends) > 2
