"""The player: captions at their moment and in sight, and what the reader chooses of them."""

import base64

import pytest

pytestmark = pytest.mark.browser

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
CONTROLS = 54  # px: the height of Chromium's row of controls


def black_rows(page):
    """The rows of the player's picture that hold a run of black, as captions on black do."""
    picture = base64.b64encode(page.locator(".picture").screenshot()).decode()
    blank = page.context.new_page()
    rows = blank.evaluate(BLACK, f"data:image/png;base64,{picture}")
    blank.close()
    return [row for row, count in enumerate(rows) if count > 60], len(rows)


def test_at_ten_moments_the_active_cue_is_the_one_for_the_word_spoken_then(visit, published_site):
    words = published_site.words
    with visit() as one:
        page = one.statement()
        cue_of = [i for i, text in enumerate(page.evaluate(CUES)) for _ in text.split()]
        assert len(cue_of) == len(words)
        for moment in range(10):
            wanted = words[(2 * moment + 1) * len(words) // 20]
            now, active = page.evaluate(STOP_AT, wanted.span.start / 1000 + 0.001)
            spoken = max(i for i, w in enumerate(words) if w.span.start <= now * 1000)
            assert active == [cue_of[spoken]], f"{words[spoken].word.text!r} at {now}"


def test_captions_show_over_the_player_and_clear_of_its_controls(visit):
    with visit() as one:
        page = one.statement()
        one.play(14)
        rows, height = black_rows(page)
        assert len(rows) > 20, "captions are on from the start"
        assert max(rows) < height - CONTROLS, "the controls cover the captions"

        page.select_option("#caption-place", "off")
        assert black_rows(page)[0] == []


def test_captions_show_clear_of_the_controls_on_a_small_screen_at_their_largest(visit):
    with visit(viewport={"width": 320, "height": 640}) as one:
        page = one.statement()
        page.click("summary")
        page.select_option("#caption-size", "largest")
        one.play(14)
        rows, height = black_rows(page)
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
        assert black_rows(page)[0] == [], "captions are not shown twice"


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
        assert len(black_rows(page)[0]) > 20, "they stay over the picture too"


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
