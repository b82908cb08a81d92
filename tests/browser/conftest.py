"""A real browser on a real site: the bundled sample, published, and served by waitress."""

import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from waitress.server import create_server
from waitress.wasyncore import close_all

from media.timing import TimedWord
from publisher.app import create_app
from publisher.library import Library
from publisher.publishing import Request, publish
from publisher.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--no-first-run",
)
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}  # 1280 at 400 %, WCAG 1.4.10


@dataclass(frozen=True)
class PublishedSite:
    """Where it is, and the sample's words with their times."""

    address: str
    words: tuple[TimedWord, ...]


@pytest.fixture(scope="session")
def published_site(tmp_path_factory):
    """A site with the sample on it in English and, for the links between them, one in Welsh."""
    settings = Settings(
        data=tmp_path_factory.mktemp("site") / "data",
        body_name="Inspectorate of Public Safety",
        contact="help@inspectorate.example",
        licence="Open Government Licence v3.0",
    )
    library = Library.open(settings)
    sample = files("publisher") / "sample" / "fenmarch.txt"
    said = {"speaker": "Siân Adébáyò", "about": "Fenmarch Constabulary", "date": date(2023, 5, 9)}
    request = Request(
        "fenmarch.txt",
        sample.read_bytes(),
        slug="fenmarch",
        role="Inspector",
        voice="heart",
        **said,
    )
    sample = publish(request, settings, library, who="test").edition
    welsh = "Datganiad ar Heddlu Fenmarch\n\nBore da. Siân Adébáyò ydw i.\n\nDiolch am wrando.\n"
    request = Request(
        "fenmarch-cy.txt", welsh.encode(), slug="fenmarch-cy", role="Arolygydd", language="cy",
        translation_of="fenmarch", **said,
    )  # fmt: skip
    publish(request, settings, library, who="test")
    server = create_server(create_app(settings, library), host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield PublishedSite(f"http://127.0.0.1:{server.effective_port}", sample.alignment.words)
    # In the server's own loop, which ends when nothing is open.
    server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
    server.task_dispatcher.shutdown()
    thread.join()
    library.engine.dispose()


@pytest.fixture(scope="session")
def chromium():
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        if not found and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium here: scripts/test fetches one")
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


class Visit:
    """One reader's browser; whatever it complains of is kept in `complaints`."""

    def __init__(self, context, site):
        self.page = context.new_page()
        self.site = site
        self.complaints = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def go(self, address):
        self.page.goto(self.site + address)
        return self.page

    def statement(self, query=""):
        """The sample's page, its sound and its captions ready to play."""
        page = self.go(f"/statements/fenmarch{query}")
        self.until("document.querySelector('video').readyState >= 1")
        self.until("document.querySelector('track').readyState === 2")
        return page

    def until(self, expression):
        """Wait until this is so. A function: the page's policy lets nothing be evaluated later."""
        self.page.wait_for_function(f"() => {expression}")

    def click_words(self, selector):
        """Click where the words begin: the middle of words on two lines may lie between them."""
        link = self.page.locator(selector)
        link.scroll_into_view_if_needed()
        x, y = link.evaluate(
            "(e) => { const box = e.getClientRects()[0]; return [box.left + 8, box.top + 8]; }"
        )
        self.page.mouse.click(x, y)

    def play(self, seconds):
        """Play from there, until the sound is well under way."""
        self.page.evaluate(
            """(from) => new Promise((done) => {
                const media = document.querySelector("video");
                media.addEventListener("timeupdate", () => {
                    if (media.currentTime > from + 0.4) done();
                });
                media.currentTime = from;
                media.play();
            })""",
            seconds,
        )


@pytest.fixture
def visit(chromium, published_site):
    """Make a visit with the browser set up as the reader has it; no page may complain."""

    @contextmanager
    def visiting(**setup):
        context = chromium.new_context(**{"viewport": WIDE, **setup})
        context.set_default_timeout(10_000)
        visit = Visit(context, published_site.address)
        yield visit
        context.close()
        assert not visit.complaints, visit.complaints

    return visiting
