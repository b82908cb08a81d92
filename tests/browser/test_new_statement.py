"""A new statement, from signing in to its public page, as an editor's hands do it."""

import os
from contextlib import contextmanager
from functools import partial

import pytest

from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.jobs.keeper import Keeper
from publisher.library import Library
from publisher.settings import Settings
from tests.browser.conftest import PASSWORD, PATIENCE, RECORDING, Visit, served
from tests.seeing import check_tab_stops

pytestmark = pytest.mark.browser

EMAIL = "ann@example.org"
TEXT = (
    "Inspection of Ashford Vale\n\nGood morning. I am Siân Reeve of HMICFRS.\n\n"
    "The force is good at keeping people safe.\n"
)
SKIP = "Skip to main content"


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A site of its own, whose worker works."""
    data = tmp_path_factory.mktemp("studio") / "data"
    settings = Settings(data=data, body_name="Inspectorate of Public Safety", approval="same")
    library = Library.open(settings)
    accounts = Register(library.engine)
    ann = accounts.add("Ann Author", EMAIL, Role.REVIEWER, who="test")
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

    def to(self, what, key="Tab"):
        """Go by Tab to a field by its id, or to what has these words; past the header first."""
        for _ in range(90):
            self.press(key)
            found = self.page.evaluate(
                "() => [document.activeElement.id, document.activeElement.textContent.trim()]"
            )
            if what in found:
                return
            if SKIP in found:
                self.press("Enter")
        raise AssertionError(f"{what} is not reached")

    def type(self, field, words):
        self.to(field)
        self.page.keyboard.insert_text(words)  # typed or pasted: counted as one
        self.keys += 1
        self.decisions += 1

    def decide(self, button, key="Tab"):
        """Go to a button or link and press it; gives the page that comes of it."""
        self.to(button, key)
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
        one.page.wait_for_selector("#publish")
        address = publishes(one)
        assert address.startswith("/statements/inspection-of-ashford-")
        assert "The force is good at keeping people safe." in one.page.inner_text("main")


def cut(route, sent, cuts):
    """Let every second part of an upload be cut off."""
    if route.request.method == "PATCH":
        sent.append(route.request.headers["upload-offset"])
        if len(sent) % 2 == 0:
            cuts.append(sent[-1])
            return route.abort()
    return route.continue_()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_recording_is_sent_looked_over_and_published_by_keyboard_alone(hands, script):
    if not RECORDING.exists():
        pytest.skip("the shared recordings are not here")
    with hands(java_script_enabled=script) as one:
        page, cuts = one.page, []
        signed_in(one)
        one.decide("New statement")
        one.type("text", RECORDING.with_suffix(".txt").read_text(encoding="utf-8"))
        one.decide("Continue")
        page.route("**/studio/uploads/*", partial(cut, sent=[], cuts=cuts))
        one.to("file")
        page.set_input_files("#file", RECORDING)  # the dialog is the system's own
        one.to("Use this recording")
        one.press("Enter")
        page.wait_for_selector("#title")
        assert bool(cuts) == script, "with script the line is cut, and without it goes as a form"
        one.complaints[:] = [c for c in one.complaints if "ERR_FAILED" not in c]
        title = f"Keyboard compatibility, {'with' if script else 'without'} script"
        one.type("title", title)
        one.decide("Continue")
        if script:
            page.wait_for_selector("text=Finding the words in the recording")
            one.decide("Stop the work")
            assert "The work was stopped." in page.inner_text("main")
            one.decide("Go on with it")
        page.wait_for_selector("#publish", timeout=4 * PATIENCE)
        one.decide("Listen to what is least sure")
        hears(one)
        one.decide("Captions", "Shift+Tab")
        one.to("text-1")
        one.press("Control+a")
        page.keyboard.insert_text("This is the first caption.")
        one.press("Shift+Tab")
        with page.expect_navigation():
            one.press("Enter")
        assert "Captions saved." in page.inner_text("main")
        one.decide("make")
        page.wait_for_selector("#publish", timeout=4 * PATIENCE)
        publishes(one)
        assert page.inner_text("h1") == title
        track = page.get_attribute("track", "src")
        assert "This is the first caption." in page.request.get(one.site + track).text()


def hears(one):
    """Listen to the sentence that is least sure, and say that it is right."""
    card = one.page.locator(".passage").first.get_attribute("id")
    one.to(f"{card}-accept")
    one.press("Enter")
    one.page.wait_for_selector(f"#{card} .passage__state")
    one.decisions += 1


def publishes(one):
    """Publish what is ready, now, and go to its public page; gives its address."""
    one.decide("publish")
    one.to("when")
    one.press("Space")
    one.decide("publish")
    assert "It is public now." in one.page.inner_text("main")
    one.decide("See it as the public does")
    return one.page.url.removeprefix(one.site)


def test_all_on_each_page_is_reached_by_tab_and_what_is_wrong_is_met_first(hands):
    with hands() as one:
        signed_in(one)
        page = one.page
        one.go("/studio/new")
        page.click("text=Continue")
        page.wait_for_selector(".govuk-error-summary")
        assert page.evaluate("() => document.activeElement.className") == "govuk-error-summary"
        page.fill("#text", TEXT)
        page.click("text=Continue")
        page.wait_for_url("**/recording")
        draft = page.url.removeprefix(one.site).removesuffix("/recording")
        steps = [f"{draft}/{step}" for step in ("text", "recording", "details", "words")]
        for address in ("/studio", "/studio/new", "/studio/sayings", draft, *steps):
            one.go(address)
            check_tab_stops(page)
