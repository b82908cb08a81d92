"""Everyone: axe, keyboard alone, zoom, spacing, paper, and no script."""

import io

import pytest
from pypdf import PdfReader

from tests.seeing import NARROW, WIDE, check_nothing_lost, check_tab_stops

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/?q=nothing+like+it",
    "/cy/",
    "/statements/fenmarch?t=14",
    "/statements/fenmarch-cy",
    "/statements/perspectives",
    "/accessibility",
    "/cy/contact",
    "/nothing",
)
ADDRESS = "http://127.0.0.1:8000/statements/fenmarch"  # as the settings have it


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_light_or_dark_wide_or_narrow(visit, address):
    with visit() as one:
        one.go(address)
        one.check_with_axe()
        if address == "/nothing":
            one.complaints.clear()  # Chromium tells of the 404


@pytest.mark.parametrize("address", ["/", "/statements/fenmarch", "/statements/perspectives"])
def test_everything_is_reached_by_keyboard_alone_with_focus_in_sight(visit, address):
    with visit() as one:
        page = one.go(address)
        check_tab_stops(page)


def test_the_page_is_worked_by_keyboard_alone(visit):
    with visit() as one:
        page = one.statement()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

        def tab_to(selector):
            for _ in range(80):
                page.keyboard.press("Tab")
                if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                    return
            raise AssertionError(f"{selector} is not reached")

        tab_to("video")
        page.keyboard.press("Space")
        one.until("!document.querySelector('video').paused")
        page.keyboard.press("Space")
        tab_to("#caption-place")
        page.keyboard.press("ArrowDown")
        assert page.input_value("#caption-place") == "below"
        tab_to("summary")
        page.keyboard.press("Enter")
        tab_to("#caption-announce")
        page.keyboard.press("Space")
        assert page.is_checked("#caption-announce")
        tab_to("#find")
        page.keyboard.type("queue")
        page.keyboard.press("Enter")
        assert page.inner_text(".tools__found").startswith("2 of")
        tab_to("#s3")
        page.keyboard.press("Enter")
        one.until("document.querySelector('#s3[aria-current]')")


@pytest.mark.parametrize("address", PAGES[:-1])
def test_at_400_percent_and_with_text_spaced_out_nothing_is_lost(visit, address):
    with visit(viewport=NARROW) as one:
        page = one.go(address)
        for details in page.locator("details").all():
            details.locator("summary").click()
        check_nothing_lost(page)


@pytest.mark.parametrize("at", [".transcript a", "h1", ".heading__line b", ".card__title"])
def test_a_word_longer_than_a_line_does_not_make_the_page_scroll_sideways(visit, at):
    address = "www.fenmarch.example/reports/2023/" + "childrens-homes-" * 12
    with visit(viewport=NARROW) as one:
        page = one.statement()
        page.locator(at).first.evaluate("(e, word) => { e.textContent = word; }", address)
        check_nothing_lost(page)


def test_on_paper_there_is_the_whole_transcript_and_nothing_to_press(visit, published_site):
    with visit() as one:
        page = one.statement("?t=14")
        paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
        printed = " ".join(sheet.extract_text() for sheet in paper.pages).split()

        said = [w.word.text for w in published_site.words["/statements/fenmarch"]]
        remaining = iter(printed)
        assert all(word in remaining for word in said), "words are missing, or out of order"
        text = " ".join(printed)
        for wanted in ("Siân Adébáyò, Inspector", "9 May 2023", "0:13", "Revision", ADDRESS):
            assert wanted in text
        for unwanted in ("Follow along", "Take it away", "Speed", "All statements", "Captions"):
            assert unwanted not in text


def test_without_script_the_page_is_whole(visit, published_site):
    with visit(java_script_enabled=False) as one:
        page = one.go("/statements/fenmarch")
        text = page.inner_text(".transcript").split()
        remaining = iter(text)
        assert all(w.word.text in remaining for w in published_site.words["/statements/fenmarch"])
        for button in page.locator("button").all():
            assert button.is_hidden(), "a button that does nothing without script"
        for select in page.locator("select").all():
            assert select.is_hidden()

        one.click_words("#s12")

        page.wait_for_url("**#s12")
        assert page.locator("[aria-current=true]").get_attribute("id") == "s12"
        assert page.locator("#s12").bounding_box()["y"] < WIDE["height"]
        start = int(page.get_attribute("#s12", "data-start")) / 1000
        place = page.locator("source").first.get_attribute("src").split("#t=")[1]
        assert abs(float(place) - start) < 0.01

        page.click("text=All statements")
        page.fill("#q", "nobody said this")
        page.click(".search__button")
        page.wait_for_url("**/?q=*")
        assert "No statement has" in page.inner_text("main")
