"""What was said and nobody wrote down: heard by a recogniser, offered, chosen, and public."""

import re
import wave
from html import unescape
from pathlib import Path

import pytest

from media.engines import recogniser
from media.formats import webvtt
from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.app import create_app
from publisher.drafts.asking import is_ready
from publisher.library import Library
from publisher.settings import Settings
from tests.publisher.conftest import Editor, Public
from tests.workers import Machine, until

CLIPS = Path(__file__).parents[3] / "shared/recordings"
SAID = ("austen-0870", "austen-0890", "austen-0920")  # one after the other; nobody wrote the second
SEEN = re.compile(r'name="(seen|read)" value="([^"]+)"')


@pytest.fixture
def clips():
    if not CLIPS.exists():
        pytest.skip("the shared recordings are not here")
    if not recogniser.is_here():
        pytest.skip("the extra [recognise] is not on this machine: run scripts/setup recognise")
    return [(CLIPS / f"{name}.txt").read_text(encoding="utf-8").strip() for name in SAID]


@pytest.fixture
def editor(tmp_path):
    """Somebody's browser in the studio of a site whose worker works."""
    settings = Settings(data=tmp_path / "data", approval="same")
    library = Library.open(settings)
    ann = Register(library.engine).add("Ann", "ann@example.org", Role.ADMINISTRATOR, who="test")
    public = Public(create_app(settings, library), library)
    machine = Machine(tmp_path / "log", PLAINSPOKEN_DATA=str(settings.data))
    machine.start("worker")
    yield Editor(public, ann)
    machine.end()
    public.app.extensions["plainspoken"].close()
    library.engine.dispose()


def joined(path):
    """The clips as one recording, with a second of silence between them."""
    with wave.open(str(path), "wb") as whole:
        whole.setparams((1, 2, 16_000, 0, "NONE", ""))
        for name in SAID:
            with wave.open(str(CLIPS / f"{name}.wav")) as clip:
                whole.writeframes(clip.readframes(clip.getnframes()))
                whole.writeframes(bytes(32_000))
    return path.open("rb")


def sent(editor, page, action=None, **form):
    """Send a form of a page as it stands; gives the page that comes of it."""
    hidden = dict(SEEN.findall(editor.get(page).text))
    return editor.post(action or page, hidden | form, follow_redirects=True).text


def test_what_a_recogniser_heard_is_chosen_and_becomes_public(editor, clips, tmp_path):
    first, unwritten, last = clips
    editor.post("/studio/new", {"text": f"A reading\n\n{first}\n\n{last}\n"})
    draft = "/studio/drafts/1"
    with joined(tmp_path / "reading.wav") as file:
        sent(editor, f"{draft}/recording", file=(file, "reading.wav"))
    details = {"title": "A reading", "date": "9 March 2026", "language": "en-GB"}
    sent(editor, f"{draft}/details", **details)
    until(lambda: is_ready(editor.site.drawer.find(1)))

    offered = editor.get(f"{draft}/delivered").text
    heard = unescape(re.search(r"A recogniser heard, perhaps wrongly: “(.*?)”", offered)[1])
    assert len(set(words(heard)) & set(words(unwritten))) >= 0.8 * len(set(words(unwritten)))
    which = re.search(r'name="which" value="(said-[^"]+)"', offered)[1]
    chosen = {"which": which, "do": "put-in", "words": heard}
    assert "put into the text" in sent(editor, f"{draft}/delivered", **chosen)
    sent(editor, draft, f"{draft}/make")
    until(lambda: is_ready(editor.site.drawer.find(1)))
    assert "recogniser" not in editor.get(f"{draft}/delivered").text

    assert "It is public now." in sent(
        editor, f"{draft}/publish", f"{draft}/publish/approve", when="now"
    )
    shown = editor.library.statement("a-reading")
    with editor.library.open_file(shown.files["captions.vtt"].digest) as file:
        cues = webvtt.read(file.read().decode()).cues
    said = [word for cue in cues for word in words(cue.text)]
    assert said == [*words(first), *words(heard), *words(last)]
    page = unescape(editor.client.get("/statements/a-reading").text)
    assert heard.split(".")[0] in page


def words(text):
    return re.findall(r"\w+", text.lower())
