"""Submitted, approved, sent back and published."""

from functools import partial

from tests.states.table import STATES, state
from tests.states.visiting import LATER, page_of, public, sent
from tests.studios import TEXT

STATES["publish, what stands in the way"] = partial(
    page_of, step="/publish", facts={"title": "", "speaker": "", "role": "", "about": "",
    "date": None},
)  # fmt: skip
STATES["publish, too little found, and films to come"] = partial(
    page_of, step="/publish", make="recorded", facts={"sureness": 0.2, "whole": False}
)
STATES["publish, an author"] = partial(page_of, step="/publish", make="narrated")
STATES["publish, figures unheard, and overruled"] = partial(
    page_of, step="/publish", make="recorded", facts={"overruled": True, "sureness": 0.2}
)
STATES["publish, many figures unheard"] = partial(
    page_of, step="/publish", make="recorded", args=(TEXT.replace("very", "4 very"),)
)


@state("publish, alone")
def _(to):
    kept = to.studio.narrated(note="There were 28.")
    with to.studio.where(approval="same"):
        return to.at(f"/studio/drafts/{kept.id}/publish", "reviewer")


def submitted(to, **facts):
    kept = to.studio.narrated(**facts)
    one = to.at(f"/studio/drafts/{kept.id}/publish")
    return sent(one, "#submit"), f"/studio/drafts/{kept.id}/publish"


@state("publish, submitted")
def _(to):
    return submitted(to)[0]


@state("publish, to approve")
def _(to):
    return to.at(submitted(to)[1], "reviewer")


@state("publish, no moment chosen")
def _(to):
    return sent(to.at(submitted(to)[1], "reviewer"), "#publish")


def chosen(to, **filled):
    one = to.at(submitted(to)[1], "reviewer")
    one.page.check("#when-2")
    return sent(one, "#publish", **filled)


STATES["publish, at no day and no time"] = chosen
STATES["publish, at a time that is past"] = partial(
    chosen, public_day="1", public_month="2", public_year="2003", time="9am"
)


@state("publish, sent back for nothing")
def _(to):
    return sent(to.at(submitted(to)[1], "reviewer"), "form[action$=send-back] button")


@state("publish, sent back")
def _(to):
    one = to.at(submitted(to)[1], "reviewer")
    sent(one, "form[action$=send-back] button", note="Say how many.\n\nAnd who.")
    return to.at(one.page.url.removeprefix(one.site))


@state("publish, by nobody else")
def _(to):
    kept = to.studio.narrated()
    address = f"/studio/drafts/{kept.id}/publish"
    sent(to.at(address, "reviewer"), "#submit")
    return to.at(address, "reviewer")


@state("publish, changed meanwhile")
def _(to):
    kept = to.studio.narrated()
    one = to.at(f"/studio/drafts/{kept.id}/publish")
    to.studio.save(kept, title="Another")
    return sent(one, "#submit")


@state("publish, another waits for its time")
def _(to):
    first = public(to, LATER)
    kept = to.studio.narrated(kept=to.studio.draft(slug=first.slug, voice="espeak", note="More."))
    with to.studio.where(approval="same"):
        one = to.at(f"/studio/drafts/{kept.id}/publish", "reviewer")
        one.page.check("#when")
        return sent(one, "#publish")
