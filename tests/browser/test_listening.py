"""The player: captions at their moment and in sight, and what the reader chooses of them."""

import pytest

pytestmark = pytest.mark.browser

CUES = """() => Array.from(document.querySelector("video").textTracks[0].cues, (cue) => cue.text)"""
CONTROLS = 54  # px: the height of Chromium's row of controls


def test_at_ten_moments_the_active_cue_is_the_one_for_the_word_spoken_then(visit, published_site):
    with visit() as one:
        one.statement()
        one.check_cues(published_site.words["/statements/fenmarch"], 10)


def test_captions_show_over_the_player_and_clear_of_its_controls(visit):
    with visit() as one:
        page = one.statement()
        one.play(14)
        rows, height = one.black_rows()
        assert len(rows) > 20, "captions are on from the start"
        assert max(rows) < height - CONTROLS, "the controls cover the captions"

        page.select_option("#caption-place", "off")
        assert one.black_rows()[0] == []


def test_captions_show_clear_of_the_controls_on_a_small_screen_at_their_largest(visit):
    with visit(viewport={"width": 320, "height": 640}) as one:
        page = one.statement()
        page.click("summary")
        page.select_option("#caption-size", "largest")
        one.play(14)
        rows, height = one.black_rows()
        assert len(rows) > 30
        assert max(rows) < height - CONTROLS


def test_without_script_captions_are_on_and_clear_of_the_controls(visit):
    with visit(java_script_enabled=False) as one:
        page = one.go("/statements/fenmarch?t=14.5")
        assert page.locator("track[default]").count() == 1
        assert page.locator("video[controls]").count() == 1
        assert page.locator(".settings").is_hidden()


def test_captions_below_the_picture_are_written_on_the_page_and_the_choice_is_kept(visit):
    with visit() as one:
        page = one.statement()
        page.select_option("#caption-place", "below")
        page.click("summary")
        page.select_option("#caption-size", "large")

        page = one.statement()

        assert page.input_value("#caption-place") == "below"
        assert page.input_value("#caption-size") == "large"
        one.play(14)
        line = page.locator(".caption-line")
        assert line.is_visible()
        cues = page.evaluate(CUES)
        assert line.inner_text() in cues
        assert one.black_rows()[0] == [], "captions are not shown twice"


def test_captions_below_the_picture_are_over_it_on_the_whole_screen(visit):
    with visit() as one:
        page = one.statement()
        page.select_option("#caption-place", "below")
        page.evaluate("document.querySelector('video').requestFullscreen()")
        one.until("document.fullscreenElement")
        one.until("document.querySelector('video').textTracks[0].mode === 'showing'")
        assert page.input_value("#caption-place") == "below"

        page.evaluate("document.exitFullscreen()")
        one.until("!document.fullscreenElement")
        one.until("document.querySelector('video').textTracks[0].mode === 'hidden'")
        assert page.input_value("#caption-place") == "below"


def test_the_menu_tells_a_speed_that_was_chosen_in_the_browsers_own_controls(visit):
    with visit() as one:
        page = one.statement()
        page.evaluate("document.querySelector('video').playbackRate = 1.5")
        one.until("document.querySelector('#speed').value === '1.5'")


def test_turning_captions_off_in_the_browsers_own_controls_is_kept(visit):
    with visit() as one:
        page = one.statement()
        page.evaluate("document.querySelector('video').textTracks[0].mode = 'disabled'")
        one.until("document.querySelector('#caption-place').value === 'off'")

        page = one.go("/statements/fenmarch")

        assert page.input_value("#caption-place") == "off"
        assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "disabled"


def test_captions_are_read_out_only_to_whoever_chose_it(visit):
    with visit() as one:
        page = one.statement()
        line = page.locator(".caption-line")
        assert page.locator("[aria-live]").count() == 0
        assert line.is_hidden()

        page.click("summary")
        page.check("#caption-announce")
        one.play(14)

        assert line.get_attribute("aria-live") == "polite"
        assert line.inner_text()
        assert len(one.black_rows()[0]) > 20, "they stay over the picture too"


def test_the_speed_is_what_was_chosen(visit):
    with visit() as one:
        page = one.statement()
        speeds = page.locator("#speed option").evaluate_all("(all) => all.map((o) => o.value)")
        assert speeds == ["0.5", "0.75", "1", "1.25", "1.5", "2"]
        page.select_option("#speed", "0.5")
        assert page.evaluate("document.querySelector('video').playbackRate") == 0.5


def test_a_link_to_a_moment_is_where_the_player_starts(visit):
    with visit() as one:
        page = one.statement("?t=20.5")
        one.until("Math.abs(document.querySelector('video').currentTime - 20.5) < 0.1")
        assert page.evaluate("document.querySelector('video').paused")
