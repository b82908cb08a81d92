"""A draft, and how far the work on it is."""

from functools import partial

from media.errors import StoreFull, VoiceFailed, WrongRecording
from tests.states.table import STATES, state
from tests.states.visiting import LONG_NAME, page_of, sent
from tests.studios import Standstill

STATES["work, not made yet"] = partial(page_of, step="")
STATES["work, all answered"] = partial(page_of, step="", facts={"voice": "espeak"})
STATES["work, a correction begun"] = partial(page_of, step="", facts={"note": "There were 28."})
STATES["work, nothing known"] = partial(
    page_of, step="", args=("",),
    facts={"title": "", "speaker": "", "role": "", "about": "", "date": None},
)  # fmt: skip


def at_work(to, scene, *, make="draft", until=None, **facts):
    """A draft whose job is in the worker's hands."""
    kept = getattr(to.studio, make)(**facts)
    to.working.scenes[kept.id] = scene
    kept = to.studio.hand_in(to.studio.site.drawer.find(kept.id))
    address = f"/studio/drafts/{kept.id}"
    one = to.at(address)
    if until:
        one.page.wait_for_selector(f"main :text('{until}') >> visible=true")
        one.go(address)
    return one


@state("work, and what was made of it is gone")
def _(to):
    kept = to.studio.narrated()
    to.studio.library.drop(kept.slug, who="test")
    return to.at(f"/studio/drafts/{kept.id}")


@state("work, failed: another recording")
def _(to):
    scene = partial(Standstill.fails, error=WrongRecording(LONG_NAME, 0.11, 0.5))
    return at_work(to, scene, until="It could not be made")


@state("work, failed: a voice")
def _(to):
    scene = partial(Standstill.fails, error=VoiceFailed("heart", "Good morning.", "no reason"))
    return at_work(to, scene, until="It could not be made")


@state("work, under way: narrated")
def _(to):
    return at_work(to, Standstill.speaks, until="30%")


@state("work, under way: recorded, and to be read")
def _(to):
    to.recorded_at_work = at_work(to, Standstill.hears, make="again_recorded", until="25%")
    return to.recorded_at_work


@state("work, under way: not looked at again")
def _(to):
    one = to.recorded_at_work
    one.go(f"{one.page.url.removeprefix(one.site)}?still=1")
    return one


@state("work, under way: it waits for room on the disk")
def _(to):
    scene = partial(Standstill.lacks, error=StoreFull("/srv/plainspoken"))
    return at_work(to, scene, until="no room left")


@state("work, queued")
def _(to):
    to.queued = at_work(to, Standstill.speaks)
    return to.queued


@state("work, cancelled")
def _(to):
    return sent(to.queued, "form[action$=cancel] button")


@state("work, not discarded: another changed it")
def _(to):
    kept = to.studio.draft()
    one = to.at(f"/studio/drafts/{kept.id}")
    to.studio.save(kept, title="Another title")
    return sent(one, "form[action$=discard] button")


STATES["work, ready: narrated"] = partial(page_of, step="", make="narrated")
STATES["work, ready: recorded"] = partial(page_of, step="", make="recorded")


@state("work, changed since")
def _(to):
    kept = to.studio.narrated()
    to.studio.site.drawer.mark(kept.id, kept.version, job="1-ended")
    to.studio.save(kept, title="Another title")
    return to.at(f"/studio/drafts/{kept.id}")


@state("work, submitted")
def _(to):
    kept = to.studio.narrated()
    to.studio.site.drawer.step(kept.id, kept.version, "writing", "submitted")
    return to.at(f"/studio/drafts/{kept.id}")


@state("trouble")
def _(to):
    kept = to.studio.draft("", voice="espeak")
    one = to.at(f"/studio/drafts/{kept.id}")
    return sent(one, "form[action$=make] button")


@state("a form without its token")
def _(to):
    one = to.at("/studio/new")
    one.page.evaluate("document.querySelector('main [name=csrf_token]').value = 'x'")
    return sent(one, text="x")
