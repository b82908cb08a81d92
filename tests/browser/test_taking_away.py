"""The zip of everything, unpacked and opened from a disk: no server, no network."""

from zipfile import ZipFile

import pytest

from media.progress import silent
from media.takeaway import everything

pytestmark = pytest.mark.browser


def test_the_front_page_plays_with_captions_from_a_disk(chromium, editions, tmp_path):
    everything.render(editions.northamptonshire, tmp_path / "all.zip", silent)
    with ZipFile(tmp_path / "all.zip") as zipped:
        zipped.extractall(tmp_path / "stick")
    page = chromium.new_context(offline=True).new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto((tmp_path / "stick" / "index.html").as_uri())
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    page.wait_for_function("() => document.querySelector('track').readyState === 2")

    assert page.evaluate("() => document.querySelector('video').duration") == pytest.approx(
        editions.northamptonshire.duration / 1000, abs=0.2
    )
    shown = page.evaluate(
        """async () => {
            const video = document.querySelector("video");
            const changed = new Promise((done) => {
                video.textTracks[0].addEventListener("cuechange", done, { once: true });
            });
            await video.play();
            await changed;
            video.pause();
            return Array.from(video.textTracks[0].activeCues, (cue) => cue.text);
        }"""
    )
    assert shown[0].startswith("Hello.")
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    page.get_by_role("link", name="Text as written").click()
    page.wait_for_url("**/manuscript.txt")
    assert complaints == []
    page.context.close()
