"""Where editors come first: what lies on the desk, and what is public."""

from publisher.drafts.values import Kept, Step
from publisher.site import site
from publisher.views.studio.pages import page
from publisher.views.studio.work import Standing, standing

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
    return page(
        "studio/home.html",
        drafts=[(kept, how_far(kept, standing(kept))) for kept in drafts],
        discarded=site().drawer.discarded()[:MOST],
        statements=site().library.published()[:MOST],
    )


def how_far(kept: Kept, found: Standing) -> str:
    """How far a draft is, in a few words."""
    if kept.step == Step.SUBMITTED:
        return "Waiting to be approved"
    if found.now and found.state == "under way":
        share = "" if found.now.share is None else f", {found.now.share:.0%}"
        return f"{found.now.words}{share}"
    return STATES.get(found.state, "Being made")
