"""Two people change the same."""

from functools import partial

from tests.states.table import STATES, state
from tests.states.visiting import sent
from tests.studios import TEXT


def overtaken(to, step, theirs, **filled):
    kept = to.studio.draft(voice="espeak")
    one = to.at(f"/studio/drafts/{kept.id}{step}")
    to.studio.save(kept, **theirs)
    return sent(one, **filled)


STATES["conflict, of texts"] = partial(
    overtaken,
    step="/text",
    theirs={"text": TEXT.replace("28", "29")},
    text=TEXT.replace("28", "27") + "\nMine.\n",
)
STATES["conflict, of details"] = partial(
    overtaken, step="/details", theirs={"title": "Theirs", "role": ""}, title="Mine", role="Chief"
)


@state("conflict, nothing chosen")
def _(to):
    return sent(STATES["conflict, of texts"](to))


STATES["conflict, the same by now"] = partial(
    overtaken, step="/details", theirs={"title": "Mine"}, title="Mine"
)
