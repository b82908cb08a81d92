"""Which work waits for which, and whose turn it is.

Work of unlike length stands in queues of its own, each with its own places in every worker, so
that words never wait behind films. Within a queue, whoever hands in a hundred waits for
themselves: each job gets a turn, counted from the turn that is being served, and one more than the
last that its owner has waiting. (Start-time fair queueing: Goyal, Vin and Cheng, 1997.) So a job
waits for at most one job of everybody else, however many they have, and is passed by none
that is handed in after its turn has come.

Forms to take away are made of what is public already, or will be: in queues of their own, what went
out last first, and those that take their time apart from those that do not.
"""

from collections.abc import Callable, Mapping
from typing import Any

WORDS = "words"  # narrations, and finding the words of short recordings: seconds to minutes
HEARING = "hearing"  # finding the words of long recordings
FILMS = "films"  # making recordings ready for the web: as long as they last, or longer
FORMS = "forms"  # forms to take away that are quick: a second or two
RENDERINGS = "renderings"  # those with sound or films of their own, and the zip of everything

# Of each worker.
PLACES: Mapping[str, int] = {WORDS: 2, HEARING: 1, FILMS: 1, FORMS: 1, RENDERINGS: 1}
LOOKS = 0.5  # seconds between two looks at a queue
LAST = 2**31 - 1  # turn that there is
LONG_RECORDING = 600_000  # ms
LONG_TEXT = 30_000  # characters: half an hour of speech

Listing = Callable[..., list[Any]]
"""DBOS's list_workflows, of a client or of a worker."""


def turn(serving: int, own_last: int) -> int:
    """The turn of a job that is handed in now; lower ones come first.

    `serving` is the highest turn that has begun, `own_last` the last that its owner has waiting;
    0 where there is none.

    >>> [turn(7, 0), turn(7, 12)]
    [8, 13]
    """
    return max(serving, own_last) + 1


def latest_first(event: int) -> int:
    """The turn of the forms of what `event` of the log made public: what is new is asked for.

    >>> latest_first(18) < latest_first(17)
    True
    """
    return LAST - event


def next_turn(listing: Listing, queue: str, who: str) -> int:
    """The turn of a job that `who` hands in to `queue` now."""

    def turns(**which: object) -> list[int]:
        found = listing(queue_name=queue, load_input=False, load_output=False, **which)
        return [job.priority or 0 for job in found]

    begun = turns(status="PENDING")
    if not begun:  # nobody works: the oldest that waits is the next to begin
        begun = [oldest - 1 for oldest in turns(status="ENQUEUED", limit=1)]
    last = turns(status="ENQUEUED", user=who, limit=1, sort_desc=True)
    return turn(max(begun, default=0), max(last, default=0))
