"""The transcript: the sentence being spoken, playing from one, following, finding, linking."""

import pytest

pytestmark = pytest.mark.browser

TIME = "document.querySelector('video').currentTime"
PAUSED = "document.querySelector('video').paused"
SHOWING = "document.querySelector('video').textTracks[0].activeCues.length"
MARKED = "document.querySelector('.transcript [aria-current=true]')?.id"
IN_SIGHT = """(id) => {
    const box = document.getElementById(id).getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
}"""


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_sentence_plays_from_its_start(visit, by):
    with visit() as one:
        page = one.statement()
        for number in (3, 20, 7):
            link = page.locator(f"#s{number}")
            start = int(link.get_attribute("data-start")) / 1000
            page.evaluate(
                """() => document.querySelector("video").addEventListener(
                    "seeking", (event) => { window.soughtTo = event.target.currentTime; },
                    { once: true })"""
            )
            one.click_words(f"#s{number}") if by == "click" else link.press("Enter")
            one.until("window.soughtTo !== undefined")
            assert abs(page.evaluate("window.soughtTo") - start) <= 0.1
            assert not page.evaluate(PAUSED)
            one.until(f"{MARKED} === 's{number}'")
            assert page.locator("[aria-current=true]").count() == 1
            assert page.evaluate(SHOWING) == 1
            page.evaluate("delete window.soughtTo")


def test_the_spoken_sentence_is_told_by_more_than_colour(visit):
    with visit(forced_colors="active") as one:
        page = one.statement("?t=14")
        marked = page.locator(".transcript [aria-current=true]")
        style = marked.evaluate(
            "(e) => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).borderLeftStyle]"
        )
        assert style == ["underline", "solid"]


def test_the_page_never_moves_by_itself_unless_asked_to_follow(visit):
    with visit(viewport={"width": 1000, "height": 500}) as one:
        page = one.statement()
        last = page.locator(".transcript a").count()
        start = int(page.locator(f"#s{last}").get_attribute("data-start")) / 1000
        one.play(start - 1)
        one.until(f"{MARKED} === 's{last}'")
        assert page.evaluate("scrollY") == 0
        assert not page.evaluate(IN_SIGHT, f"s{last}")

        page.click("[data-do=follow]")

        assert page.get_attribute("[data-do=follow]", "aria-pressed") == "true"
        one.until(f"({IN_SIGHT})('s{last}')")

        page.mouse.wheel(0, -400)

        page.wait_for_selector("[data-do=follow][aria-pressed=false]")
        assert "because you moved the page" in page.inner_text(".tools__told")


def test_search_finds_without_accents_and_steps_through(visit):
    with visit() as one:
        page = one.statement()
        page.fill("#find", "adebayo")
        assert page.inner_text(".tools__found") == "1 of 1"
        page.fill("#find", "force")
        told = page.inner_text(".tools__found")
        count = int(told.removeprefix("1 of "))
        assert count > 3
        page.press("#find", "Enter")
        assert page.inner_text(".tools__found") == f"2 of {count}"
        page.click("[data-do=previous]")
        page.click("[data-do=previous]")
        assert page.inner_text(".tools__found") == f"{count} of {count}"
        page.fill("#find", "zebra")
        assert page.inner_text(".tools__found") == "Not found"
        assert page.evaluate("location.search") == ""


@pytest.mark.parametrize("typed", ["I'm", "People's lives", 'said: "The', "queue; the\u00a0oldest"])
def test_search_finds_what_a_keyboard_writes_otherwise_than_a_printer(visit, typed):
    with visit() as one:
        page = one.statement()
        page.fill("#find", typed)
        assert page.inner_text(".tools__found") == "1 of 1"


def test_a_link_to_this_moment_is_copied_and_leads_back(visit):
    with visit(permissions=["clipboard-read", "clipboard-write"]) as one:
        page = one.statement()
        one.click_words("#s9")
        one.until(f"{MARKED} === 's9'")
        page.click("[data-do=copy]")
        one.until("document.querySelector('.tools__told').textContent !== ''")
        address = page.evaluate("navigator.clipboard.readText()")

        page.goto(address)

        assert page.url.endswith("#s9")
        assert page.evaluate(MARKED) == "s9"


def test_the_text_size_is_kept(visit):
    with visit() as one:
        page = one.statement()
        size = "parseFloat(getComputedStyle(document.querySelector('.transcript')).fontSize)"
        before = page.evaluate(size)
        page.select_option("#text-size", "largest")

        page = one.go("/statements/fenmarch")

        assert page.input_value("#text-size") == "largest"
        assert page.evaluate(size) > before * 1.5


def test_keys_outside_the_player_are_the_pages_own(visit):
    with visit() as one:
        page = one.statement()
        page.locator("#s2").focus()
        page.keyboard.press("Space")
        page.keyboard.press("k")
        page.keyboard.press("m")
        one.until("scrollY > 0")  # the space bar turns the page
        assert page.evaluate(PAUSED)
        assert page.evaluate(TIME) == 0

        page.locator("video").focus()
        page.keyboard.press("Space")
        one.until(f"!{PAUSED}")
