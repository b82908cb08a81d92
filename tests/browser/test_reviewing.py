"""Looking a draft over in a browser: by keyboard alone, with script and without."""

import re
from dataclasses import replace
from datetime import date

import pytest

from media.corrections import Correction
from publisher import placed
from publisher.drafts.drawer import Drawer
from publisher.drafts.review import Made
from publisher.drafts.values import Draft
from publisher.making.filming import Filming
from publisher.making.narrating import Narrating
from publisher.publishing import settle
from publisher.requests import Request, with_kept_recording
from publisher.views.studio.made import short
from tests.seeing import check_tab_stops

pytestmark = pytest.mark.browser

SAID = """A visit to Ashford

Good morning to you all. We came to Ashford on 28 April and we met many people.

They told us about the work of the control room. It answers most calls within ten seconds.

Nobody had written down this sentence. We thank Zoë Billingham for her help.
"""
WRITTEN = SAID.replace("Nobody had written down this sentence. ", "").replace(
    "It answers", "The children of the village have a school of their own now. It answers"
)
ASKED = Request(
    "visit.txt", SAID.encode(), slug="looked-over", speaker="Jo", date=date(2026, 3, 9),
    language="en-GB", voice="heart",
)  # fmt: skip
SENTENCE = "They told us about the work of the control room."


class Looked:
    """A draft in a site's drawer."""

    def __init__(self, library, draft, facts):
        self.library, self.drawer = library, Drawer(library.engine)
        kept = self.drawer.begin(draft, who="Jo", slug=facts["slug"])
        self.id = kept.id
        self.drawer.mark(self.id, 1, placed=facts["placed"], prepared=1)

    def at(self, page):
        return f"/studio/drafts/{self.id}/{page}"

    @property
    def draft(self):
        return self.drawer.find(self.id).draft

    @property
    def cues(self):
        made = Made.of(self.drawer.find(self.id), self.library)
        from media.profiles import BROADCAST  # noqa: PLC0415

        return made.captions(BROADCAST, self.library.store).track.cues


@pytest.fixture(scope="session")
def made(published_site, tmp_path_factory):
    """A narration, and the same sound as a recording of a text that says something else."""
    settings, library = published_site.settings, published_site.library

    def making(kind, asked, number):
        return kind(settle(asked, settings, library), settings, library, "jo", number)

    spoken = making(Narrating, ASKED, 101)
    narration = spoken.narration()
    _, narrated = spoken.prepare(narration)
    sound = next(f for f in narration.new.files if f.name == "speech.mp3")
    speech = tmp_path_factory.mktemp("speech") / "visit.mp3"
    speech.write_bytes(library.store.path(sound.digest).read_bytes())
    heard = replace(ASKED, data=WRITTEN.encode(), slug="heard-over", voice=None, recording=speech)
    film = making(Filming, with_kept_recording(heard, library.store), 102)
    _, found = film.prepare(film.heard(), films=False)
    return {
        False: {"slug": "heard-over", "placed": found, "text": WRITTEN},
        True: {"slug": "looked-over", "placed": narrated, "text": SAID},
    }


@pytest.fixture
def looked(published_site, made):
    """Begin a draft of which all was made."""

    def begin(*, narrated=False):
        facts = made[narrated]
        draft = Draft(name="visit.txt", text=facts["text"], language="en-GB", title="A visit")
        return Looked(published_site.library, draft, facts)

    return begin


def tab_to(page, wanted, most=120):
    """Go on by Tab to the control with this id, or these words."""
    for _ in range(most):
        page.keyboard.press("Tab")
        there = "() => [document.activeElement.id, document.activeElement.textContent.trim()]"
        if wanted in page.evaluate(there):
            return
    raise AssertionError(f"{wanted} is not reached")


def number_of(page, words):
    """The number of the sentence with these words on the page."""
    card = page.locator(".passage", has_text=words)
    return int(card.get_attribute("id").split("-")[1])


def test_a_sentence_plays_with_a_second_around_it_and_stops(editing, looked):
    draft = looked()
    with editing() as one:
        page = one.go(draft.at("review"))
        number = number_of(page, SENTENCE)
        card = f"#sentence-{number}"
        start, end = page.evaluate(
            "(card) => { const { start, end } = document.querySelector(`${card} audio`).dataset;"
            " return [start / 1000, end / 1000]; }",
            card,
        )
        page.locator(f"{card} .listen__button").focus()
        page.keyboard.press("Shift+Enter")
        one.until(f"document.querySelector('{card} audio').currentTime > {start + 0.2}")
        page.evaluate(
            "([card, at]) => { document.querySelector(`${card} audio`).currentTime = at; }",
            [card, end - 0.3],
        )
        one.until(f"document.querySelector('{card} audio').paused")
        now = page.evaluate("(card) => document.querySelector(`${card} audio`).currentTime", card)
        assert end <= now < end + 0.6
        assert page.inner_text(f"{card} .listen__button").startswith("Listen")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_sentences_are_mended_by_keyboard_alone(editing, looked, script):
    draft = looked()
    with editing(java_script_enabled=script) as one:
        page = one.go(draft.at("review"))
        number = number_of(page, SENTENCE)
        start = int(page.get_attribute(f"#sentence-{number}", "data-start"))
        for press, moved in (("start+100", 100), ("start-20", 80)):
            tab_to(page, f"sentence-{number}-{press}")
            page.keyboard.press("Enter")
            page.wait_for_selector(
                f"#sentence-{number} .nudge__time:text('{short(start + moved)}')"
            )
        (said,) = draft.draft.corrections
        assert said.sentence == SENTENCE
        tab_to(page, f"sentence-{number}-accept")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=1 of")
        assert draft.draft.corrections == (said,)
        if script:  # axe itself is one
            one.check_with_axe()
        page.focus("#undo")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=sentence")


def test_keys_count_only_inside_a_sentence(editing, looked):
    draft = looked()
    with editing() as one:
        page = one.go(draft.at("review"))
        number = number_of(page, SENTENCE)
        page.focus("#reviewed")
        for keys in ("Control+Enter", "Control+ArrowLeft", "Shift+Enter"):
            page.keyboard.press(keys)
        page.focus(f"#sentence-{number}-accept")
        for key in ("a", "s", "n", "ArrowLeft"):
            page.keyboard.press(key)
        assert draft.draft.corrections == ()
        start = int(page.get_attribute(f"#sentence-{number}", "data-start"))
        for _ in range(3):  # quick presses add up
            page.keyboard.press("Control+ArrowRight")
        page.wait_for_selector(f"#sentence-{number} .nudge__time:text('{short(start + 60)}')")
        assert page.evaluate("() => document.activeElement.id") == f"sentence-{number}-accept"
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=1 of")
        following = page.evaluate("() => document.activeElement.id")
        assert following.startswith("sentence-")
        assert following != f"sentence-{number}"
        assert len(draft.draft.corrections) == 1


def test_now_is_where_the_sound_is(editing, looked):
    draft = looked()
    with editing() as one:
        page = one.go(draft.at("review"))
        card = f"#sentence-{number_of(page, SENTENCE)}"
        at = page.evaluate(
            """async (card) => {
                const sound = document.querySelector(`${card} audio`);
                const start = Number(document.querySelector(card).dataset.start) / 1000;
                sound.preload = "auto";
                sound.load();
                await new Promise((done) => sound.addEventListener("loadedmetadata", done));
                sound.currentTime = start + 0.25;
                return Math.round(sound.currentTime * 1000);
            }""",
            card,
        )
        page.focus(f"{card}-start-now")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"{card} .passage__state")
        (said,) = draft.draft.corrections
        assert abs(said.span.start - at) <= 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_editor_chooses_what_the_public_reads(editing, looked, script):
    draft = looked()
    with editing(java_script_enabled=script) as one:
        page = one.go(draft.at("delivered"))
        assert "The children of the village" in page.inner_text("main")
        assert "Said, and not written" in page.inner_text("main")
        tab_to(page, "Keep it as written")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=You keep it as written.")
        assert draft.draft.corrections == (
            Correction("The children of the village have a school of their own now.", said=False),
        )
        area = page.locator("textarea")
        tab_to(page, area.get_attribute("id"))
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("This was said too.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=The words are put into the text.")
        assert "ten seconds. This was said too." in draft.draft.text


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_captions_are_edited_by_keyboard_alone(editing, looked, script):
    draft = looked(narrated=True)
    count = len(draft.cues)
    with editing(java_script_enabled=script) as one:
        page = one.go(draft.at("captions"))
        tab_to(page, "text-1")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("Good day")
        page.keyboard.press("Enter")
        page.keyboard.insert_text("to you all.")
        page.keyboard.press("Tab")
        if script:
            page.wait_for_selector(".lost:not([hidden])")
            assert "“day”, where the text has “morning”" in page.inner_text(".lost")
        page.keyboard.press("Enter")  # cut in two
        page.wait_for_selector(f"#text-{count + 1}")
        assert [cue.text for cue in draft.cues[:2]] == ["Good day", "to you all."]
        tab_to(page, "Join with the next: caption 1")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#text-{count + 1}", state="detached")
        assert draft.cues[0].text == "Good day to you all."
        tab_to(page, "end-1")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("soon")
        page.keyboard.press("Enter")
        page.wait_for_selector(".govuk-error-summary")
        page.click(".govuk-error-summary a")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("0:02.100")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Captions saved.")
        assert draft.cues[0].span.end == 2_100
        assert "“day”, where the text has “morning”" in page.inner_text("main")


def test_the_waveform_and_the_table_say_the_same(editing, looked):
    draft = looked(narrated=True)
    with editing() as one:
        page = one.go(draft.at("captions"))
        one.until("document.querySelector('wave-form').peaks.length > 100")
        cue = draft.cues[0]
        box = page.locator("wave-form canvas").bounding_box()
        across = page.evaluate("() => document.querySelector('wave-form').across")
        x = box["x"] + cue.span.end / 1000 / across * box["width"]
        page.mouse.move(x, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(x - 30, box["y"] + 40)
        page.mouse.up()
        ended = page.input_value("#end-1")
        assert re.fullmatch(r"0:0\d\.\d{3}", ended)
        drawn = page.evaluate("() => document.querySelector('wave-form').cues[0].end")
        assert drawn == float(ended.split(":")[1])
        assert drawn * 1000 < cue.span.end
        page.fill("#start-2", "0:02.000")
        assert page.evaluate("() => document.querySelector('wave-form').cues[1].start") == 2
        page.click("#save")
        page.wait_for_selector("text=Captions saved.")
        assert draft.cues[0].span.end == round(drawn * 1000)
        assert draft.cues[1].span.start == 2_000


def test_captions_whose_waveform_is_not_drawn_say_so(editing, looked):
    draft = looked()
    kept = draft.drawer.find(draft.id)
    undrawn = replace(Made.of(kept, draft.library).placed, waveform="")
    name, text = kept.draft.name, kept.draft.text.encode()
    digest = placed.keep(undrawn, name, text, draft.library.store).digest
    draft.drawer.mark(draft.id, 1, placed=digest)
    with editing() as one:
        page = one.go(draft.at("captions"))
        page.wait_for_selector("text=There is no waveform yet")
        assert not page.is_visible("text=The waveform shows")
        one.check_with_axe()


def test_a_caption_is_cut_where_the_cursor_is(editing, looked):
    draft = looked(narrated=True)
    with editing() as one:
        page = one.go(draft.at("captions"))
        page.click("#text-1")
        page.keyboard.press("Control+Home")
        for _ in range(len("Good ")):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('#text-1').value === 'Good'")
        assert draft.cues[1].text.startswith("morning")


@pytest.mark.parametrize("where", ["review", "delivered", "captions"])
def test_all_that_can_be_used_is_reached_by_tab(editing, looked, where):
    draft = looked()
    with editing(java_script_enabled=True) as one:
        page = one.go(draft.at(where))
        page.evaluate("() => document.querySelectorAll('audio').forEach((one) => one.remove())")
        check_tab_stops(page)
