"""Work to hand in, and waiting for what becomes of it."""

from datetime import date

from publisher.jobs import State
from publisher.requests import Request
from tests.workers import until

TEXT = "Visit to Fenmarch\n\nGood morning. The force saved £3.2 million in 2017/18.\n"


def spoken(slug="fenmarch", text=TEXT, **changes):
    said = {"slug": slug, "voice": "heart", "date": date(2024, 5, 1), **changes}
    return Request(f"{slug}.txt", text.encode(), **said)


def done(desk, *jobs):
    """Wait until all of these are done."""
    found = until(lambda: all_ended(desk, jobs))
    assert [(job.state, job.trouble) for job in found] == [(State.DONE, None)] * len(jobs)
    return found


def all_ended(desk, jobs):
    found = [desk.status(job) for job in jobs]
    return found if all(j.state not in {State.WAITING, State.RUNNING} for j in found) else None


def waiting_for(desk, job, *words):
    found = desk.status(job)
    return found if found.trouble and all(word in found.trouble for word in words) else None
