"""Where editors come first: what lies on the desk, what will be public, and what is."""

from datetime import UTC, datetime

from publisher.drafts.values import Kept, Step
from publisher.site import site
from publisher.views.studio.pages import page
from publisher.views.studio.work import Standing, sent_back, standing

FAR = datetime.max.replace(tzinfo=UTC)
MOST = 30  # drafts and statements on the page
STATES = {
    "writing": "Being written",
    "waiting": "Waiting for its turn",
    "ready": "Ready to read and check",
    "failed": "Needs a look",
    "cancelled": "Stopped",
}


def first_page() -> str:
    """Draw it."""
    drafts = site().drawer.open()[:MOST]
    scheduled = [one for one in site().library.standings() if one.embargoed]
    scheduled.sort(key=lambda one: (one.embargoed and one.embargoed.published) or FAR)
    return page(
        "studio/home.html",
        drafts=[(kept, how_far(kept, standing(kept))) for kept in drafts],
        discarded=site().drawer.discarded()[:MOST],
        scheduled=scheduled[:MOST],
        statements=site().library.published()[:MOST],
    )


def how_far(kept: Kept, found: Standing) -> str:
    """How far a draft is, in a few words."""
    if kept.step == Step.SUBMITTED:
        return "Waiting to be approved"
    if found.now and found.state == "under way":
        share = "" if found.now.share is None else f", {found.now.share:.0%}"
        return f"{found.now.words}{share}"
    if sent_back(kept):
        return "Sent back to be changed"
    return STATES.get(found.state, "Being made")
