"""Whose turn it is: nobody waits for the many that somebody else handed in."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from publisher.jobs.queues import next_turn


@dataclass
class Row:
    who: str
    priority: int
    status: str = "ENQUEUED"


class Queue:
    """A queue as DBOS keeps it: the lowest priority first, then the first that came."""

    def __init__(self):
        self.rows = []

    def listing(self, *, queue_name, status, user=None, limit=None, sort_desc=False, **_):
        assert queue_name == "words"
        found = [r for r in self.rows if r.status == status and user in {None, r.who}]
        return (found[::-1] if sort_desc else found)[:limit]

    def hand_in(self, who):
        self.rows.append(Row(who, next_turn(self.listing, "words", who)))
        return self.rows[-1]

    def begin(self):
        waiting = [row for row in self.rows if row.status == "ENQUEUED"]
        if waiting:
            began = min(waiting, key=lambda row: row.priority)
            began.status = "PENDING"
            return began
        return None

    def end(self):
        running = [row for row in self.rows if row.status == "PENDING"]
        if running:
            running[0].status = "SUCCESS"


def test_one_statement_waits_for_one_of_a_hundred():
    queue = Queue()
    for _ in range(100):
        queue.hand_in("ann")
    for _ in range(3):
        queue.begin()
        queue.end()
    queue.begin()

    mine = queue.hand_in("bob")

    assert [queue.begin().who for _ in range(3)].index("bob") <= 1
    assert mine.status == "PENDING"


def test_who_hands_in_one_after_the_other_does_not_keep_out_who_handed_in_many():
    queue = Queue()
    hundredth = [queue.hand_in("ann") for _ in range(100)][-1]
    served = 0
    queue.begin()
    while hundredth.status == "ENQUEUED":
        queue.hand_in("bob")
        queue.begin()
        queue.end()
        served += 1

    assert served <= 200


moves = st.lists(st.sampled_from(["ann", "bob", "cat", "begin", "end"]), max_size=120)


@given(moves)
def test_a_job_is_begun_after_at_most_two_later_ones_of_anybody_else(done):
    queue = Queue()
    passed = {}
    for move in done:
        if move == "begin":
            began = queue.begin()
            for waiting in (row for row in queue.rows if row.status == "ENQUEUED"):
                alone = not any(
                    row.who == waiting.who and row is not waiting and row.status == "ENQUEUED"
                    for row in queue.rows[: queue.rows.index(waiting)]
                )
                if began.who != waiting.who and alone:
                    counted = passed.setdefault((id(waiting), began.who), [])
                    counted.append(began)
        elif move == "end":
            queue.end()
        else:
            queue.hand_in(move)
    assert all(len(began) <= 2 for began in passed.values())
