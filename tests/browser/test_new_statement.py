"""A new statement, from signing in to what can be read and checked, as an editor's hands do it."""

import os
from contextlib import contextmanager

import pytest

from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.jobs.keeper import Keeper
from publisher.library import Library
from publisher.settings import Settings
from tests.browser.conftest import PASSWORD, PATIENCE, RECORDING, Visit, served
from tests.seeing import check_nothing_lost, check_tab_stops

pytestmark = pytest.mark.browser

EMAIL = "ann@example.org"
TEXT = (
    "Inspection of Ashford Vale\n\nGood morning. I am Siân Reeve of HMICFRS.\n\n"
    "The force is good at keeping people safe.\n"
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A site of its own, whose worker works."""
    data = tmp_path_factory.mktemp("studio") / "data"
    settings = Settings(data=data, body_name="Inspectorate of Public Safety")
    library = Library.open(settings)
    accounts = Register(library.engine)
    ann = accounts.add("Ann Author", EMAIL, Role.AUTHOR, who="test")
    accounts.set_password(ann.id, PASSWORD, who="test")
    app = create_app(settings, library)
    before = os.environ.get("PLAINSPOKEN_DATA")
    os.environ["PLAINSPOKEN_DATA"] = str(data)
    keeper = Keeper()
    keeper.begin()
    with served(app) as address:
        yield address
    keeper.end()
    app.extensions["plainspoken"].close()
    library.engine.dispose()
    if before is None:
        del os.environ["PLAINSPOKEN_DATA"]
    else:
        os.environ["PLAINSPOKEN_DATA"] = before


class Hands(Visit):
    """An editor with a keyboard and no mouse, who counts: pages, keys, and decisions."""

    def __init__(self, context, site):
        super().__init__(context, site)
        self.pages = self.keys = self.decisions = 0
        self.page.on("load", lambda _: self._loaded())

    def _loaded(self):
        self.pages += 1

    def press(self, key):
        self.page.keyboard.press(key)
        self.keys += 1

    def to(self, what):
        """Go by Tab to a field by its id, or to what has these words; past the header first."""
        if self.page.evaluate("() => document.activeElement === document.body"):
            self.press("Tab")
            self.press("Enter")
        for _ in range(90):
            self.press("Tab")
            found = self.page.evaluate(
                "() => [document.activeElement.id, document.activeElement.textContent.trim()]"
            )
            if what in found:
                return
        raise AssertionError(f"{what} is not reached")

    def type(self, field, words):
        self.to(field)
        self.page.keyboard.insert_text(words)  # typed or pasted: counted as one
        self.keys += 1
        self.decisions += 1

    def decide(self, button):
        """Go to a button or link and press it; gives the page that comes of it."""
        self.to(button)
        self.decisions += 1
        with self.page.expect_navigation():
            self.press("Enter")

    @property
    def heading(self):
        return self.page.inner_text("h1")


@pytest.fixture
def hands(chromium, studio):
    @contextmanager
    def at_the_keyboard(**setup):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **setup)
        context.set_default_timeout(PATIENCE)
        one = Hands(context, studio)
        yield one
        context.close()
        assert not one.complaints, one.complaints

    return at_the_keyboard


def signed_in(one):
    one.go("/studio/sign-in")
    one.type("email", EMAIL)
    one.type("password", PASSWORD)
    with one.page.expect_navigation():
        one.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_voice_reads_a_pasted_text_by_keyboard_alone(hands, script):
    place = "Ashford Vale" if script else "Ashford Moor"
    with hands(java_script_enabled=script) as one:
        signed_in(one)
        one.decide("New statement")
        assert one.heading == "What is said?"
        one.type("text", TEXT.replace("Ashford Vale", place))
        one.decide("Continue")
        assert one.heading == "Is there a recording?"
        assert f"Inspection of {place}" in one.page.inner_text("main")
        one.decide("Let a voice read it")
        assert one.page.input_value("#title") == f"Inspection of {place}"
        one.type("speaker", "Siân Reeve")
        one.decide("Continue")
        assert one.heading == "How are these said?"
        assert "HMICFRS" in one.page.inner_text("main")
        one.decide("Go on, and make the statement")
        assert one.heading == f"Inspection of {place}"
        one.page.wait_for_selector("text=Read and check it")
        one.decide("Read and check it")
        assert "The force is good at keeping people safe." in one.page.inner_text("main")
        assert one.page.url.startswith(f"{one.site}/preview/")


def test_a_recording_is_sent_in_parts_over_a_line_that_is_cut(hands):
    if not RECORDING.exists():
        pytest.skip("the shared recordings are not here")
    with hands() as one:
        signed_in(one)
        one.decide("New statement")
        one.type("text", RECORDING.with_suffix(".txt").read_text(encoding="utf-8"))
        one.decide("Continue")
        cuts, sent = [], []

        def cut_every_second(route):
            if route.request.method == "PATCH":
                sent.append(route.request.headers["upload-offset"])
                if len(sent) % 2 == 0:
                    cuts.append(route.request.headers["upload-offset"])
                    return route.abort()
            return route.continue_()

        one.page.route("**/studio/uploads/*", cut_every_second)
        one.page.set_input_files("#file", RECORDING)
        one.page.click("text=Use this recording")
        one.page.wait_for_selector("#title")
        assert cuts, "no line was cut"
        one.complaints[:] = [c for c in one.complaints if "ERR_FAILED" not in c]
        one.page.fill("#title", "Keyboard compatibility")
        one.decide("Continue")
        one.page.wait_for_selector("text=Finding the words in the recording")
        one.page.click("text=Stop the work")
        one.page.wait_for_selector("text=The work was stopped.")
        one.check_with_axe()
        one.page.click("text=Go on with it")
        one.page.wait_for_selector("text=Read and check it", timeout=3 * PATIENCE)


def test_each_page_is_for_everyone_in_each_state(hands):
    with hands() as one:
        signed_in(one)
        page = one.page
        one.go("/studio/new")
        page.click("text=Continue")
        page.wait_for_selector(".govuk-error-summary")
        assert page.evaluate("() => document.activeElement.className") == "govuk-error-summary"
        checked(one)
        page.fill("#text", TEXT)
        page.click("text=Continue")
        page.wait_for_url("**/recording")
        number = page.url.split("/")[-2]
        for address in ("/studio", "/studio/new", "/studio/sayings", f"/studio/drafts/{number}"):
            one.go(address)
            checked(one)
        for step in ("text", "recording", "details", "words"):
            one.go(f"/studio/drafts/{number}/{step}")
            checked(one)
        one.go(f"/studio/drafts/{number}/details")
        page.fill("#title", "")
        page.fill("#date", "soon")
        page.click("text=Continue")
        page.wait_for_selector(".govuk-error-summary")
        checked(one)


def checked(one):
    if not one.page.locator(".govuk-error-summary").count():  # there the focus begins further on
        check_tab_stops(one.page)
    one.check_with_axe()
    check_nothing_lost(one.page)
