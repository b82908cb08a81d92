"""Whoever looks at the studio: a browser for each of its people, and how they come to a page."""

from datetime import UTC, datetime

from axe_playwright_python.sync_playwright import Axe

from tests.branches import Branches
from tests.browser.conftest import NARROW, WIDE, Visit
from tests.seeing import check_nothing_lost

# Each size and each set of colours once: all that axe knows of, then what may be otherwise there.
# The size of targets is of WCAG 2.2, and off in axe by itself; contrast is held to AA.
RULES = {"rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": False}}}
LAYOUTS = (
    (WIDE, "light", RULES),
    (NARROW, "dark", RULES | {"runOnly": ["cat.color", "cat.forms", "cat.tables", "wcag22aa"]}),
)
AXE = "(rules) => axe.run({ resultTypes: ['violations'], ...rules })"
LATER = datetime(2099, 3, 27, 9, 30, tzinfo=UTC)
LONG_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-2026-03-09-final.docx"


class Looking:
    """The studio, and a browser for each of its people."""

    def __init__(self, studio, chromium):
        self.studio, self.chromium = studio, chromium
        self.visits, self.looked = {}, set()
        self.branches = Branches(
            studio.app, lambda name: name.startswith("studio/") or name == "layouts/studio.html"
        )

    def visit(self, account=None):
        """Somebody's browser; a new one for whoever is not signed in."""
        if account is None:
            self.close(None)
        if account not in self.visits:
            context = self.chromium.new_context(viewport=WIDE)
            context.set_default_timeout(30_000)
            if account:
                context.add_cookies([self.studio.cookie(account)])
            self.visits[account] = Visit(context, self.studio.address)
        return self.visits[account]

    def close(self, account):
        if account in self.visits:
            self.visits.pop(account).page.context.close()

    def at(self, address, who="author", **filled):
        """Go to an address; fill a form in, and send it, if `filled` says with what."""
        one = self.visit(self.studio.people[who] if who else None)
        one.go(address)
        return sent(one, **filled) if filled else one

    def look(self, one):
        """Hold the page to all that pages are held to, wide and narrow, in light and dark."""
        page = one.page
        for details in page.locator("details:not([open])").all():
            details.locator("summary").click()
        page.evaluate(Axe().axe_script)
        for size, colours, rules in LAYOUTS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=colours)
            found = page.evaluate(AXE, rules)["violations"]
            assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
        check_nothing_lost(page)
        page.emulate_media(color_scheme="light")
        complaints = [c for c in one.complaints if "status of 4" not in c]
        one.complaints.clear()
        assert not complaints, complaints
        self.branches.look()


def sent(one, button="main form button", **fields):
    """Fill in fields by their ids, and send the form."""
    page = one.page
    for field, value in fields.items():
        page.fill(f"#{field.replace('_', '-')}", value)
    with page.expect_navigation():
        page.click(f"{button} >> nth=0")
    return one


def page_of(to, step, make="draft", args=(), facts=None, **filled):
    """A page of a draft that is made with `args` and `facts`; `filled` in and sent, if it is."""
    kept = getattr(to.studio, make)(*args, **(facts or {}))
    return to.at(f"/studio/drafts/{kept.id}{step}", **filled)


def public(to, at=None, **facts):
    """A draft that a voice has read, and that is public; or will be, `at` that time."""
    kept = to.studio.narrated(**facts)
    to.studio.released(kept, at)
    return kept
