"""A real browser on a real site: the bundled sample, published, and served by waitress."""

import base64
import os
import pickle
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import sync_playwright

from media.timing import TimedWord
from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.library import Library
from publisher.publishing import publish
from publisher.requests import Request
from publisher.settings import Settings
from tests.serving import served

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = (
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--no-first-run",
)
HOME = re.compile(r"^[^?]*/studio$")  # the studio's, and not a page that leads there later
PATIENCE = 60_000  # ms for anything, on a machine with much to do
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}  # 1280 at 400 %, WCAG 1.4.10
SHARED = Path(__file__).parents[3] / "shared" / "recordings"
RECORDING = SHARED / "perspective-video.mp4"
SAMPLE = "/statements/fenmarch"
FILM = "/statements/perspectives"
CUES = """() => Array.from(document.querySelector("video").textTracks[0].cues, (cue) => cue.text)"""
# Play from there a little, and stop: a player that runs on may be between two cues when asked.
STOP_AT = """async (from) => {
    const media = document.querySelector("video");
    const heard = (event) =>
        new Promise((done) => media.addEventListener(event, done, { once: true }));
    media.currentTime = from;
    await media.play();
    while (media.currentTime < from + 0.05) await heard("timeupdate");
    media.pause();
    await heard("pause");
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { cues, activeCues } = media.textTracks[0];
    const active = Array.from(activeCues, (cue) => Array.from(cues).indexOf(cue));
    return [media.currentTime, active];
}"""
# What is wrong, without all that is right: that takes longer to hand over than to find.
AXE = """async () => {
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return { violations };
}"""
PLAYS_H264 = """() => document.createElement("video")
    .canPlayType('video/mp4; codecs="avc1.64001f, mp4a.40.2"')"""
# How many pixels of a picture are black, by row: the boxes that captions stand on.
BLACK = """async (picture) => {
    const bitmap = await createImageBitmap(await (await fetch(picture)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const rows = new Array(bitmap.height).fill(0);
    for (let i = 0; i < data.length; i += 4) {
        if (data[i] + data[i + 1] + data[i + 2] === 0) rows[Math.floor(i / 4 / bitmap.width)] += 1;
    }
    return rows;
}"""


@dataclass(frozen=True)
class PublishedSite:
    """Where it is, and the words of what is on it with their times, by path.

    `settings` and `library` are what it was published with.
    """

    address: str
    words: dict[str, tuple[TimedWord, ...]]
    settings: Settings
    library: Library


def to_film(slug):
    """Ask for the real recording to be published."""
    text = RECORDING.with_suffix(".txt")
    return Request(
        text.name, text.read_bytes(), slug=slug, title="Keyboard compatibility",
        speaker="A narrator", date=date(2023, 5, 9), recording=RECORDING,
    )  # fmt: skip


@pytest.fixture(scope="session")
def published_site(once, tmp_path_factory):
    """A site with the sample on it in English and, for the links between them, one in Welsh.

    Where the shared recordings are, there is a film as well. All is made once, and each of
    pytest's workers has a copy to itself.
    """
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(once("published", publish_all), folder, dirs_exist_ok=True)
    settings = to_publish(folder)
    library = Library.open(settings)
    words = pickle.loads((folder / "words").read_bytes())
    with served(create_app(settings, library)) as address:
        yield PublishedSite(address, words, settings, library)
    library.engine.dispose()


def to_publish(folder):
    return Settings(
        data=folder / "data",
        body_name="Inspectorate of Public Safety",
        contact="help@inspectorate.example",
        licence="Open Government Licence v3.0",
    )


def publish_all(folder):
    """Publish into a folder, and note the words with their times, by path."""
    settings = to_publish(folder)
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
    words = {SAMPLE: publish(request, settings, library, who="test").written.alignment.words}
    welsh = "Datganiad ar Heddlu Fenmarch\n\nBore da. Siân Adébáyò ydw i.\n\nDiolch am wrando.\n"
    request = Request(
        "fenmarch-cy.txt", welsh.encode(), slug="fenmarch-cy", role="Arolygydd", language="cy",
        translation_of="fenmarch", **said,
    )  # fmt: skip
    publish(request, settings, library, who="test")
    if RECORDING.exists():
        film = publish(to_film("perspectives"), settings, library, who="test")
        words[FILM] = film.written.alignment.words
    library.engine.dispose()
    (folder / "words").write_bytes(pickle.dumps(words))


@pytest.fixture
def recording():
    """What asks for the real recording at another address; its films are kept from the first."""
    if not RECORDING.exists():
        pytest.skip("the shared recordings are not here")
    return to_film("previewed")


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
        if address.startswith(FILM) and not RECORDING.exists():
            pytest.skip("the shared recordings are not here")
        self.page.goto(self.site + address)
        return self.page

    def film(self, query=""):
        """The page of the film, ready to play."""
        page = self.statement(query, at=FILM)
        if not page.evaluate(PLAYS_H264):
            pytest.skip("this Chromium plays no H.264")
        return page

    def statement(self, query="", at=SAMPLE):
        """A statement's page, its sound and its captions ready to play."""
        page = self.go(at + query)
        self.until("document.querySelector('video').readyState >= 1")
        self.until("document.querySelector('track').readyState === 2")
        return page

    def until(self, expression):
        """Wait until this is so. A function: the page's policy lets nothing be evaluated later."""
        self.page.wait_for_function(f"() => {expression}")

    def check_with_axe(self):
        """Light and dark, wide and narrow, with all there is unfolded."""
        page = self.page
        for details in page.locator("details:not([open])").all():
            details.locator("summary").click()
        page.evaluate(AXE_SCRIPT)
        for viewport in (WIDE, NARROW):
            page.set_viewport_size(viewport)
            for colours in ("light", "dark"):
                page.emulate_media(color_scheme=colours)
                found = AxeResults(page.evaluate(AXE))
                assert not found.violations_count, found.generate_report()

    def check_cues(self, words, moments):
        """The active cue is the one for the word spoken, at so many moments."""
        cue_of = [i for i, t in enumerate(self.page.evaluate(CUES)) for _ in t.split()]
        assert len(cue_of) == len(words)
        for moment in range(moments):
            wanted = words[(2 * moment + 1) * len(words) // (2 * moments)]
            now, active = self.page.evaluate(STOP_AT, wanted.span.start / 1000 + 0.001)
            spoken = max(i for i, w in enumerate(words) if w.span.start <= now * 1000)
            assert active == [cue_of[spoken]], f"{words[spoken].word.text!r} at {now}"

    def black_rows(self):
        """The rows of the player's picture that hold a run of black, as captions on black do."""
        picture = base64.b64encode(self.page.locator(".picture").screenshot()).decode()
        blank = self.page.context.new_page()
        rows = blank.evaluate(BLACK, f"data:image/png;base64,{picture}")
        blank.close()
        return [row for row, count in enumerate(rows) if count > 60], len(rows)

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


PASSWORD = "heron lamp quarry velvet"


@pytest.fixture
def editing(visit, published_site):
    """Make a visit to the studio, signed in by its form as somebody with this role."""

    @contextmanager
    def signed_in(role="author", **setup):
        name = f"Ann {role.capitalize()}"
        email = f"ann.{role}@example.org"
        accounts = Register(published_site.library.engine)
        if not accounts.named(email):
            account = accounts.add(name, email, Role(role), who="test")
            accounts.set_password(account.id, PASSWORD, who="test")
        with visit(**setup) as one:
            page = one.go("/studio/sign-in")
            page.fill("#email", email)
            page.fill("#password", PASSWORD)
            page.click("main button")
            page.wait_for_url(HOME)
            yield one

    return signed_in


@pytest.fixture
def visit(chromium, published_site):
    """Make a visit with the browser set up as the reader has it; no page may complain."""

    @contextmanager
    def visiting(site=published_site.address, **setup):
        context = chromium.new_context(**{"viewport": WIDE, **setup})
        context.set_default_timeout(PATIENCE)
        visit = Visit(context, site)
        yield visit
        context.close()
        assert not visit.complaints, visit.complaints

    return visiting
