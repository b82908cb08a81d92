"""Workers die again and again, and all ends as if none had. In full: scripts/durability."""

from tests.durability import trial


def test_on_one_machine_whatever_is_killed_no_work_is_lost_and_none_is_done_twice(tmp_path):
    counts = trial.on_sqlite(jobs=6, kills=10, seed=7, folder=tmp_path)

    assert counts.troubles == []
    assert counts.kills >= 10
    assert counts.done >= 6


def test_on_many_machines_others_take_over_from_workers_that_die_for_good(tmp_path):
    counts = trial.on_postgresql(jobs=4, seed=7, folder=tmp_path)

    assert counts.troubles == []
    assert (counts.worker_kills, counts.done) == (2, 4)
