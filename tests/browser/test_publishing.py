"""A statement on its way to the public: taken there by keyboard, with script and without."""

from dataclasses import replace
from datetime import date
from itertools import count
from urllib.parse import urlsplit

import pytest

from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.drafts.asking import asked
from publisher.drafts.drawer import Drawer
from publisher.drafts.values import Draft
from publisher.library import Library
from publisher.making.narrating import Narrating
from publisher.publishing import settle
from publisher.settings import Settings
from tests.browser.conftest import HOME, PASSWORD
from tests.seeing import check_nothing_lost, check_tab_stops
from tests.serving import served

pytestmark = pytest.mark.browser

TEXT = "Visit to Ashford Vale\n\nWe found 3 faults.\n\nThe force keeps people safe.\n"
NUMBERS = count(1)


class Body:
    """A site of its own, its people, and the work on their drafts, done at once."""

    def __init__(self, settings, library, address):
        self.settings, self.library, self.address = settings, library, address
        self.drawer = Drawer(library.engine)
        accounts = Register(library.engine)
        for role in (Role.AUTHOR, Role.REVIEWER):
            account = accounts.add(f"Ann {role.capitalize()}", f"{role}@example.org", role, who="t")
            accounts.set_password(account.id, PASSWORD, who="test")

    def begun(self):
        title = f"Visit {next(NUMBERS)} to Ashford Vale"
        draft = Draft("visit.txt", TEXT, "en-GB", title, "Siân Reeve", date=date(2026, 3, 9))
        kept = self.drawer.begin(draft, who="Ann Author", slug=self.library.address(title))
        return self.made(kept)

    def made(self, kept):
        """All of a draft, spoken and captioned."""
        request = settle(asked(kept, {}, "Ann Author"), self.settings, self.library)
        number = self.library.number(who="Ann Author", slug=kept.slug)
        making = Narrating(request, self.settings, self.library, "Ann Author", number)
        _, placed = making.prepare(making.narration())
        return self.drawer.mark(kept.id, kept.version, prepared=kept.version, placed=placed)


@pytest.fixture(scope="module")
def body(tmp_path_factory):
    data = tmp_path_factory.mktemp("publishing") / "data"
    settings = Settings(data=data, body_name="Inspectorate of Public Safety")
    library = Library.open(settings)
    app = create_app(settings, library)
    with served(app) as address:
        yield Body(settings, library, address)
    app.extensions["plainspoken"].close()
    library.engine.dispose()


def tab_to(page, what):
    """Go by Tab to what has this id, or these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        now = "() => [document.activeElement.id, document.activeElement.textContent.trim()]"
        if what in page.evaluate(now):
            return
    raise AssertionError(f"{what} is not reached on {page.url}")


def press(page, what, key="Enter", then=None):
    tab_to(page, what)
    if then is None:
        page.keyboard.press(key)
    else:
        with page.expect_navigation(url=then):
            page.keyboard.press(key)


def for_everyone(one):
    """A public page that no other test comes to is held to all that its like are."""
    check_tab_stops(one.page)
    one.check_with_axe()
    check_nothing_lost(one.page)


def gone(one, address):
    """Go to a page that is not public: the browser says so itself, and that is no complaint."""
    page = one.go(address)
    one.complaints = [c for c in one.complaints if "status of 4" not in c]
    return page


class Desk:
    """Where two people work, each in a browser of their own, with script or without."""

    def __init__(self, author, reviewer, *, script):
        self.people = {"author": author, "reviewer": reviewer}
        self.script = script
        self.tabbed = set()
        for role, one in self.people.items():
            page = one.go("/studio/sign-in")
            page.fill("#email", f"{role}@example.org")
            page.fill("#password", PASSWORD)
            page.click("main button")
            page.wait_for_url(HOME)

    def at(self, role, address):
        """Somebody at the page with this address; all on it is reached by Tab."""
        one = self.people[role]
        one.go(address)
        if self.script and (page := urlsplit(address).path) not in self.tabbed:
            self.tabbed.add(page)
            check_tab_stops(one.page)
            one.go(address)
        return one

    def submit(self, number):
        one = self.at("author", f"/studio/drafts/{number}/publish")
        press(one.page, "submit", then="**/publish")
        assert "It is submitted." in one.page.inner_text("main")

    def publish(self, number):
        address = f"/studio/drafts/{number}/publish"
        one = self.at("reviewer", address)
        press(one.page, "publish", then="**/approve")
        assert one.page.title().startswith("Error: Check and publish")
        page = one.go(address)
        press(page, "when", "Space")
        press(page, "publish", then="**/statements/*")
        assert "It is public now." in page.inner_text("main")

    def withdraw(self, slug, reason):
        one = self.at("reviewer", f"/studio/statements/{slug}/withdraw")
        tab_to(one.page, "reason")
        one.page.keyboard.insert_text(reason)
        press(one.page, "withdraw", then=f"**/statements/{slug}")
        page = gone(one, f"/statements/{slug}")
        assert reason in page.inner_text("main")
        if self.script:
            for_everyone(one)

    def correct(self, slug, note):
        one = self.at("author", f"/studio/statements/{slug}")
        page = one.page
        press(page, "Correct it and publish it again", then="**/correct")
        page = one.go(f"/studio/statements/{slug}/correct")
        tab_to(page, "note")
        page.keyboard.insert_text(note)
        press(page, "Begin the correction", then="**/drafts/*")
        return int(page.url.rsplit("/", 1)[1])

    def embargo_and_call_off(self, number, slug):
        one = self.at("reviewer", f"/studio/drafts/{number}/publish")
        page = one.page
        tab_to(page, "when")
        page.keyboard.press("ArrowDown")
        when = {"public-day": "27", "public-month": "3", "public-year": "2099", "time": "9:30am"}
        for field, typed in when.items():
            tab_to(page, field)
            page.keyboard.insert_text(typed)
        press(page, "publish", then=f"**/statements/{slug}")
        assert "It will be public on 27 March 2099, 9:30am." in page.inner_text("main")
        gone(one, f"/statements/{slug}")
        page = one.go(f"/studio/statements/{slug}")
        press(page, "Call it off", then="**/drafts/*")
        assert "It is a draft again." in page.inner_text("main")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_people_publish_withdraw_and_correct_by_keyboard_alone(body, visit, script):
    kept, with_ = body.begun(), {"site": body.address, "java_script_enabled": script}
    public = f"/statements/{kept.slug}"

    with visit(**with_) as author, visit(**with_) as reviewer, visit(**with_) as reader:
        desk = Desk(author, reviewer, script=script)
        desk.submit(kept.id)
        desk.publish(kept.id)
        assert "We found 3 faults." in reader.go(public).inner_text("main")
        desk.withdraw(kept.slug, "It says 3, and there were 4.")
        number = desk.correct(kept.slug, "There were 4 faults.")
        draft = body.drawer.find(number)
        better = replace(draft.draft, text=TEXT.replace("3", "4"))
        body.made(body.drawer.save(number, draft.version, better, who="Ann Author", what="text"))
        desk.submit(number)
        desk.embargo_and_call_off(number, kept.slug)
        desk.submit(number)
        desk.publish(number)
        assert "We found 4 faults." in reader.go(public).inner_text("main")
        one = desk.at("reviewer", f"/studio{public}/compare")
        assert "4" in one.page.inner_text("main ins")
        for address in ("/studio/statements", f"/studio/log?slug={kept.slug}"):
            assert kept.slug in desk.at("reviewer", address).page.content()


def test_the_public_reads_an_old_revision_and_knows_that_it_is_old(body, visit):
    kept = body.begun()
    waits = body.library.waiting(kept.slug)
    body.library.release(kept.slug, 1, who="Ann", read=waits.fingerprint)
    better = replace(kept.draft, text=TEXT.replace("3", "4"), note="There were 4 faults.")
    body.made(body.drawer.save(kept.id, 1, better, who="Ann Author", what="text"))
    waits = body.library.waiting(kept.slug)
    body.library.release(kept.slug, 2, who="Ann", read=waits.fingerprint)
    with visit(site=body.address) as one:
        page = one.go(f"/statements/{kept.slug}")
        page.click("text=Revision 1,")
        page.wait_for_url("**/revisions/1")
        assert "This is an old revision." in page.inner_text("main")
        assert "We found 3 faults." in page.inner_text("article")
        for_everyone(one)
