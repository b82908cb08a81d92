"""The player with a film: its captions, its qualities, its sound alone, and its preview."""

import pytest

from publisher.publishing import publish

pytestmark = pytest.mark.browser

FILM = "/statements/perspectives"
CONTROLS = 54  # px: the height of Chromium's row of controls
NARROW = {"width": 320, "height": 640}
PLAYER = "document.querySelector('video')"
SHOWN = f"{PLAYER}.textTracks[0].mode === 'showing' && {PLAYER}.textTracks[0].activeCues.length"
# Choose another quality, and note where the player was and where it came back.
CHOOSE = """(quality) => {
    const media = document.querySelector("video");
    const menu = document.querySelector("#quality");
    window.was = media.currentTime;
    window.came = null;
    const back = () => media.seeking || (window.came = media.currentTime);
    media.addEventListener("loadeddata", back, { once: true });
    media.addEventListener("seeked", back, { once: true });
    menu.value = quality;
    menu.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def choose(one, quality):
    """Where the player was and where it came back, in seconds."""
    one.page.evaluate(CHOOSE, quality)
    one.until("window.came !== null")
    return one.page.evaluate("[window.was, window.came]")


def playing(page):
    """The name of the file that is played."""
    return page.evaluate(f"{PLAYER}.currentSrc").split("#")[0].rpartition("/")[2]


def captions(one):
    """How far above the foot of the player the captions end, in pixels, once they are to be seen.

    They are drawn some frames after they are due. Below them are Chromium's controls, on a shade
    that ends in black.
    """
    for _ in range(50):
        rows, height = one.black_rows()
        filled = [row for i, row in enumerate(rows) if row == rows[0] + i]
        if len(filled) > 15:
            return height - filled[-1]
        one.page.wait_for_timeout(100)
    raise AssertionError("the captions are not to be seen")


def test_at_several_moments_the_active_cue_is_the_one_for_the_word_spoken_then(
    visit, published_site
):
    with visit() as one:
        one.film()
        one.check_cues(published_site.words[FILM], 6)


def test_a_sentence_is_where_the_film_goes_on(visit):
    with visit() as one:
        page = one.film()
        for link in reversed(page.locator(".transcript a").all()):
            start = int(link.get_attribute("data-start")) / 1000
            page.evaluate(
                f"""() => {PLAYER}.addEventListener(
                    "seeking", (event) => {{ window.soughtTo = event.target.currentTime; }},
                    {{ once: true }})"""
            )
            link.press("Enter")
            one.until("window.soughtTo !== undefined")
            assert abs(page.evaluate("window.soughtTo") - start) <= 0.1
            one.until(f"document.activeElement.ariaCurrent === 'true' && {SHOWN} === 1")
            page.evaluate("delete window.soughtTo")


@pytest.mark.parametrize("stopped", [True, False])
def test_another_quality_keeps_the_place_the_speed_and_the_captions(visit, stopped):
    with visit() as one:
        page = one.film()
        assert playing(page) == "video-720.mp4"
        page.select_option("#speed", "0.75")
        one.play(6)
        if stopped:
            page.evaluate(f"{PLAYER}.pause()")
        for quality, name in (("360", "video-360.mp4"), ("720", "video-720.mp4")):
            before, after = choose(one, quality)

            assert abs(after - before) <= 0.3
            assert playing(page) == name
            assert page.evaluate(f"{PLAYER}.videoHeight") == int(quality)
            assert page.evaluate(f"{PLAYER}.paused") == stopped
            assert page.evaluate(f"{PLAYER}.playbackRate") == 0.75
            assert page.input_value("#quality") == quality
            assert page.input_value("#caption-place") == "over"
            one.until(f"{SHOWN} === 1")
            captions(one)


def test_captions_that_are_off_or_below_stay_so_whatever_the_quality(visit):
    with visit() as one:
        page = one.film()
        for place, mode in (("off", "disabled"), ("below", "hidden")):
            page.select_option("#caption-place", place)
            one.play(7)
            choose(one, "360" if place == "off" else "720")
            assert page.input_value("#caption-place") == place
            assert page.evaluate(f"{PLAYER}.textTracks[0].mode") == mode
        one.until("document.querySelector('.caption-line').textContent !== ''")


def test_captions_are_clear_of_the_controls_while_these_are_in_sight(visit):
    for viewport in (None, NARROW):
        with visit(**({"viewport": viewport} if viewport else {})) as one:
            one.film("?t=8")  # stopped, so that the controls stay
            one.until(f"{SHOWN} === 1")
            assert captions(one) > CONTROLS


def test_the_sound_alone_keeps_the_place_and_its_captions_and_leads_back(visit):
    with visit() as one:
        page = one.film()
        box = page.locator("video").bounding_box()
        one.play(6)
        before = page.evaluate(f"{PLAYER}.currentTime")
        page.click("[data-choose=sound]")
        one.until(f"{PLAYER}.videoWidth === 0 && {PLAYER}.readyState > 2 && !{PLAYER}.seeking")

        assert playing(page) == "speech.opus"
        assert page.url.endswith(FILM)
        assert page.evaluate("document.activeElement.id") == "quality"
        assert page.input_value("#quality") == "sound"
        assert page.locator("video").bounding_box() == box, "the page jumps"
        assert not page.evaluate(f"{PLAYER}.paused")
        assert page.evaluate(f"{PLAYER}.currentTime") >= before - 0.3
        one.until(f"{SHOWN} === 1")
        assert captions(one) > CONTROLS

        before, after = choose(one, "720")
        assert abs(after - before) <= 0.3
        one.until(f"{PLAYER}.videoWidth > 0")
        assert not page.locator("video.sound").count()


def test_a_narrow_screen_or_a_sparing_reader_gets_the_smallest(visit):
    with visit(viewport=NARROW) as one:
        page = one.film()
        assert playing(page) == "video-360.mp4"
        assert page.input_value("#quality") == "360"
    with visit() as one:
        one.page.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'connection',"
            " { get: () => ({ saveData: true, effectiveType: '4g' }) })"
        )
        page = one.film()
        one.until("document.querySelector('#quality').value === '360'")
        assert playing(page) == "video-360.mp4"


def test_the_quality_is_kept_and_a_link_to_a_moment_leads_there_all_the_same(visit):
    with visit() as one:
        page = one.film()
        choose(one, "360")

        page = one.film("?t=9")

        one.until(f"{PLAYER}.currentSrc.includes('360') && {PLAYER}.readyState > 0")
        assert page.input_value("#quality") == "360"
        one.until(f"Math.abs({PLAYER}.currentTime - 9) < 0.1")
        choose(one, "720")
        assert abs(page.evaluate(f"{PLAYER}.currentTime") - 9) < 0.1


def test_a_kept_quality_that_a_film_does_not_have_changes_nothing(visit):
    with visit() as one:
        one.page.add_init_script("localStorage.setItem('plainspoken.quality', '\"1080\"')")
        page = one.film()
        assert playing(page) == "video-720.mp4"
        page = one.statement()
        assert playing(page) == "speech.opus"


def test_a_film_has_its_own_shape_and_is_not_higher_than_the_screen(visit):
    with visit() as one:
        page = one.film()
        box = page.locator("video").bounding_box()
        assert abs(box["width"] / box["height"] - 16 / 9) < 0.02

        page.route("**/files/**", lambda route: route.abort())
        page = one.go(FILM)
        for viewport in ({"width": 1280, "height": 720}, NARROW, {"width": 640, "height": 360}):
            page.set_viewport_size(viewport)
            page.evaluate(f"Object.assign({PLAYER}, {{ width: 720, height: 1280 }})")
            box = page.locator("video").bounding_box()
            assert box["height"] <= 0.7 * viewport["height"] + 1
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        one.complaints.clear()  # Chromium tells of what was kept from it


def test_without_script_there_is_a_film_with_captions_and_a_sound(visit):
    with visit(java_script_enabled=False) as one:
        page = one.go(f"{FILM}?t=8")
        assert page.locator("video[controls][poster] track[default]").count() == 1
        assert page.locator(".settings").is_hidden()
        captions(one)

        address = page.get_attribute("[data-choose=sound]", "href")

        answer = page.request.get(one.site + address)
        assert answer.headers["content-type"] == "audio/mpeg"


def test_what_was_not_said_is_found_by_search_all_the_same(visit, published_site):
    with visit() as one:
        page = one.film()
        page.evaluate(
            """() => {
                const said = document.querySelector(".transcript a");
                const unsaid = document.createElement("span");
                unsaid.id = said.id;
                unsaid.textContent = said.textContent;
                said.replaceWith(unsaid);
                const transcript = document.querySelector("statement-transcript");
                transcript.replaceWith(transcript.cloneNode(true));
            }"""
        )
        page.fill("#find", published_site.words[FILM][0].word.text)
        assert page.inner_text(".tools__found").startswith("1 of")


def test_a_preview_is_watched_before_the_films_are_made_and_ends_with_publishing(
    visit, published_site, recording
):
    looked = []
    with visit() as one:

        def look(secret):
            page = one.statement(at=f"/preview/{secret}")
            looked.append(secret)
            assert playing(page) == "as-given"
            assert page.locator("#quality").count() == 0
            assert "This page is not public" in page.inner_text(".govuk-notification-banner")
            words = published_site.words[FILM]
            one.check_cues(words, 2)
            one.check_with_axe()

        publish(
            recording, published_site.settings, published_site.library,
            who="test", previewed=look,
        )  # fmt: skip

        assert looked, "there was no preview"
        assert one.page.goto(f"{one.site}/preview/{looked[0]}").status == 404
        assert one.page.goto(f"{one.site}/statements/previewed").status == 200
        one.complaints.clear()  # Chromium tells of the 404
