"""A new statement, a question at a time, as an editor's browser asks and answers without script."""

import io
import re
import tempfile
import wave
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import documents
from media.documents.manuscript import Block, Manuscript
from media.errors import StoreFull, WrongRecording
from media.spoken import written_form
from publisher.database import open_database
from publisher.drafts import texts
from publisher.jobs import Desk, Job, State
from publisher.sayings import Sayings, doubtful
from publisher.settings import Settings
from publisher.statements import Supplied
from publisher.views.studio import days

TEXT = "Inspection of Ashford Vale\n\nSiân Reeve: HMICFRS came on 28 April. It was good."


@pytest.fixture
def ann(editor):
    return editor()


def seen(page):
    found = re.search(r'name="seen" value="(\d+)"', page.text)
    return found[1] if found else ""


def value(page, field):
    return re.search(rf'id="{field}"[^>]* value="([^"]*)"', page.text)[1]


def on(who, address, form):
    """Answer the page at an address, and give where that leads."""
    page = who.get(address)
    answer = who.post(address, {"seen": seen(page), **form})
    assert answer.status_code in {302, 303}, answer.text
    return answer.headers["Location"]


def begun(who, text=TEXT):
    answer = who.post("/studio/new", {"text": text})
    assert answer.headers["Location"] == "/studio/drafts/1/recording"


def test_four_answers_lead_from_a_pasted_text_to_the_work(public, ann):
    public.library.clock = lambda: datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    begun(ann)
    asked = ann.get("/studio/drafts/1/recording")
    for read in ("Inspection of Ashford Vale", "Siân Reeve", "8 words, about 1 minute"):
        assert read in asked.text

    there = on(ann, "/studio/drafts/1/recording", {"by": "voice", "voice": "heart"})
    details = ann.get(there)
    assert value(details, "title") == "Inspection of Ashford Vale"
    assert value(details, "speaker") == "Siân Reeve"
    assert days.read(value(details, "date")) == date(2026, 7, 2)  # by the body's clock
    form = {
        "title": "Inspection of Ashford Vale",
        "speaker": "Siân Reeve",
        "date": "2026-03-09",
        "language": "en-GB",
    }
    there = on(ann, there, form)
    assert there == "/studio/drafts/1/words"
    assert on(ann, there, {}) == "/studio/drafts/1"

    page = ann.get("/studio/drafts/1")
    assert "Waiting for its turn" in page.text
    assert '<meta http-equiv="refresh" content="5; url=/studio/drafts/1">' in page.text
    kept = ann.site.drawer.find(1)
    assert kept.slug == "inspection-of-ashford-vale"
    assert ann.site.desk.status(kept.job).title == "Inspection of Ashford Vale"
    now = ann.get("/studio/drafts/1/progress").json
    assert (now["state"], now["parts"][0]["state"]) == ("waiting", "to come")
    assert "Waiting for its turn" in ann.get("/studio").text
    assert public.library.published() == ()

    ann.post("/studio/drafts/1/cancel")
    assert "The work was stopped." in ann.get("/studio/drafts/1").text
    ann.post("/studio/drafts/1/retry")
    assert "Waiting for its turn" in ann.get("/studio/drafts/1").text


def test_today_is_the_day_where_the_body_is(public, ann):
    public.library.clock = lambda: datetime(2026, 7, 9, 23, 30, tzinfo=UTC)
    begun(ann, "Inspection\n\nGood.")
    assert "1 word, about 1 minute" in ann.get("/studio/drafts/1/recording").text
    assert value(ann.get("/studio/drafts/1/details"), "date") == "10 July 2026"


def test_a_statement_that_was_left_half_way_goes_on_where_it_was_left(ann):
    begun(ann)
    assert ">Inspection of Ashford Vale</a>" in ann.get("/studio").text, "and not one “Untitled”"
    go_on = 'id="go-on" href="/studio/drafts/1/{}"'
    assert go_on.format("recording") in ann.get("/studio/drafts/1").text
    there = on(ann, "/studio/drafts/1/recording", {"by": "voice", "voice": "heart"})
    assert go_on.format("details") in ann.get("/studio/drafts/1").text
    on(ann, there, {"title": "Inspection", "date": "9/3/2026", "language": "en-GB"})
    page = ann.get("/studio/drafts/1").text
    assert "go-on" not in page
    assert "Make it" in page


WELSH = """Arolygiad o Ddyffryn Onnen

Bore da. Fe ddaethom i weld sut mae'r heddlu yn gwasanaethu pobl y cwm. Mae'r swyddogion yn
gweithio'n galed, ac mae pobl yn ymddiried ynddynt.
"""


def test_the_language_is_told_from_the_text_until_an_editor_says_it(ann):
    begun(ann, WELSH)
    asked = ann.get("/studio/drafts/1/recording").text
    assert "Heart" not in asked, "a voice that speaks English"
    there = on(ann, "/studio/drafts/1/recording", {"by": "voice", "voice": "espeak"})
    details = ann.get(there).text
    assert '<option value="cy" selected>Welsh</option>' in details
    assert "The text seems to be in Welsh" in details
    assert details.count("<label") == len(details_asked(details)), "nothing more is asked"

    form = {"title": "Arolygiad", "date": "9/3/2026", "language": "en-GB"}
    on(ann, there, form)
    details = ann.get(there).text
    assert '<option value="en-GB" selected>English</option>' in details
    assert "seems to be" not in details


def details_asked(page):
    return re.findall(r'id="(title|speaker|role|about|date|language)"', page)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.docx", None),
        ("talk.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Good morning.\n"),
        ("talk.html", b"<h1>A visit</h1><h2>1. What # we saw</h2><p>It *was* good.</p>"),
    ],
)
def test_a_file_becomes_a_text_that_can_be_edited(ann, name, data):
    if data is None:
        pandoc = pytest.importorskip("pypandoc")
        pandoc.ensure_pandoc_installed()
        data = _word(pandoc)
    file = (io.BytesIO(data), name)
    answer = ann.post("/studio/new", {"text": " ", "file": file})
    assert answer.status_code == 302
    draft = ann.site.drawer.find(1).draft
    was = documents.read(name, data, "en-GB")
    now = documents.read(draft.name, draft.text.encode(), "en-GB")
    assert now.title == was.title
    assert [p.heading for p in now.paragraphs] == [p.heading for p in was.paragraphs]
    assert [w.text for w in now.words] == [w.text for w in was.words]


def _word(pandoc):
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        text = "# A visit\n\n## What we saw\n\nIt was [good]{.x} & <b>.\n\n1. One\n2. Two\n"
        pandoc.convert_text(text, "docx", format="markdown", outputfile=file.name)
        return file.read()


@given(st.text(alphabet="ab#*_[]<>&!~|`\\1.)- +=", min_size=1, max_size=30))
def test_no_mark_of_a_file_becomes_one_of_markdown(words):
    said = " ".join(f"a{words}b".split())
    found = Manuscript(f"Title\n\n{said}", (Block(0, 5, 1), Block(7, 7 + len(said), 0)))
    read = documents.DOCUMENTS[".md"].read("a.md", texts._marked(found).encode())
    assert " ".join(read.text.split()) == f"Title {said}"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(ann):
    for form, told in (
        ({"text": "  "}, "Paste the text of the statement, or choose its file"),
        ({"text": "[Music]"}, "not a word to say"),
        ({"text": "", "file": (io.BytesIO(b"PK\x03\x04"), "a.docx")}, "a damaged Word document"),
        ({"text": "", "file": (io.BytesIO(b"x"), "a.pages")}, "a kind of file that is not read"),
        ({"text": "x", "file": (io.BytesIO(b"Good."), "a.txt")}, "Empty the box, or go on without"),
    ):
        answer = ann.post("/studio/new", form)
        assert answer.status_code == 200
        assert told in answer.text
        assert "There is a problem" in answer.text
        assert form["text"] in answer.text
    assert ann.site.drawer.open() == ()

    begun(ann)
    answer = ann.post(
        "/studio/drafts/1/details",
        {"seen": 1, "title": "", "speaker": "Zoë & <b>", "date": "9 March", "language": "xx"},
    )
    for told in ("Enter a title", "Enter a date", "Choose a language", "Zoë &amp; &lt;b&gt;"):
        assert told in answer.text
    for data, told in ((b"", "Choose the file"), (b"Hello", "is not a sound or video recording")):
        name = "a.mp4" if data else ""
        form = {"seen": 1, "file": (io.BytesIO(data), name)}
        assert told in ann.post("/studio/drafts/1/recording", form).text
    assert ann.site.drawer.find(1).version == 1


def test_a_recording_comes_with_the_form_or_by_the_script(ann):
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(range(256)) * 100)
    data = sound.getvalue()
    begun(ann)
    form = {"file": (io.BytesIO(data), "C:\\talk.wav")}
    assert on(ann, "/studio/drafts/1/recording", form) == "/studio/drafts/1/details"
    draft = ann.site.drawer.find(1).draft
    assert ann.site.library.store.path(draft.recording.digest).read_bytes() == data
    assert ann.site.drawer.needed() == {draft.recording.digest}
    assert ann.site.counter.needed() == set()
    assert "Keep this recording" in ann.get("/studio/drafts/1/recording").text

    counter = ann.site.counter
    upload = counter.begin(ann.account.id, "other.wav", len(data))
    half = {"seen": 2, "upload": upload.id}
    assert "Only a part" in ann.post("/studio/drafts/1/recording", half).text
    counter.take(upload, 0, io.BytesIO(data))
    assert on(ann, "/studio/drafts/1/recording", {"upload": upload.id}).endswith("/details")
    assert ann.site.drawer.find(1).draft.recording.name == "other.wav"
    assert "given up" in ann.post("/studio/drafts/1/recording", half).text


def test_what_has_come_is_not_to_be_sent_again_where_there_was_no_room(ann, monkeypatch):
    begun(ann)
    counter = ann.site.counter
    upload = counter.take(counter.begin(ann.account.id, "talk.wav", 4), 0, io.BytesIO(b"talk"))

    def full(*_):
        raise StoreFull("/store")

    with monkeypatch.context() as disk:
        disk.setattr("media.production.supplied.keep_parts", full)
        form = {"seen": 1, "upload": upload.id}
        assert ann.post("/studio/drafts/1/recording", form).status_code == 507
    assert counter.find(upload.id, ann.account.id) == upload
    assert "error-summary" in ann.post("/studio/drafts/1/recording", form).text
    assert counter.find(upload.id, ann.account.id) is None


def test_details_are_filled_in_by_what_this_body_said_last(public, ann):
    public.publish(role="His Majesty’s Inspector")
    begun(ann, "Ashford Vale Constabulary: a second visit\n\nSiân Reeve: It is better now.")
    page = ann.get("/studio/drafts/1/details")
    assert value(page, "role") == "His Majesty’s Inspector"
    assert value(page, "about") == "Ashford Vale Constabulary"


def test_what_somebody_else_changed_meanwhile_is_shown_with_both_texts(editor, ann):
    bob = editor(name="Bob")
    begun(ann)
    form = {"date": "2026-03-09", "language": "en-GB", "speaker": "", "role": "", "about": ""}
    on(bob, "/studio/drafts/1/details", {**form, "title": "Bob’s <title>"})
    met = ann.post("/studio/drafts/1/details", {**form, "seen": 1, "title": "Ann’s title"})
    assert met.status_code == 409
    for told in ("Bob saved a change", "Bob’s &lt;title&gt;", "Ann’s title"):
        assert told in met.text
    assert ann.site.drawer.find(1).draft.title == "Bob’s <title>"

    form = {"seen": 2, "yours": unescape(re.search(r'name="yours" value="([^"]*)"', met.text)[1])}
    asked = ann.post("/studio/drafts/1/conflict", form)
    assert "Choose which is to stand" in asked.text
    ann.post("/studio/drafts/1/conflict", {**form, "title": "yours"})
    assert ann.site.drawer.find(1).draft.title == "Ann’s title"


def test_what_was_chosen_of_two_is_made_again(editor, ann):
    bob = editor(name="Bob")
    begun(ann)
    on(ann, "/studio/drafts/1/recording", {"by": "voice", "voice": "heart"})
    form = {"date": "2026-03-09", "language": "en-GB"}
    on(ann, "/studio/drafts/1/details", {**form, "title": "Visit"})
    on(ann, "/studio/drafts/1/words", {})
    seen = ann.site.drawer.find(1).version
    on(bob, "/studio/drafts/1/details", {**form, "title": "Bob’s"})
    theirs = ann.site.drawer.find(1)

    met = ann.post("/studio/drafts/1/details", {**form, "seen": seen, "title": "Ann’s"})
    yours = unescape(re.search(r'name="yours" value="([^"]*)"', met.text)[1])
    chosen = {"seen": theirs.version, "yours": yours, "title": "yours"}
    assert ann.post("/studio/drafts/1/conflict", chosen).headers["Location"] == "/studio/drafts/1"
    kept = ann.site.drawer.find(1)
    assert ann.site.desk.status(kept.job).title == "Ann’s" == kept.draft.title


def test_what_comes_back_of_a_conflict_is_what_was_shown(ann):
    begun(ann)
    draft = ann.site.drawer.find(1).draft
    another = replace(draft, recording=Supplied("../../../etc/passwd", "talk.mp3")).pack()
    for yours in (another, f"{another}.AAAA", draft.pack(), "{", ""):
        form = {"seen": 1, "yours": yours, "recording": "yours"}
        assert ann.post("/studio/drafts/1/conflict", form).status_code == 400
    assert ann.site.drawer.find(1).draft == draft


def test_two_who_change_different_things_meet_no_conflict(editor, ann):
    bob = editor(name="Bob")
    begun(ann)
    on(bob, "/studio/drafts/1/text", {"text": TEXT.replace("good", "better")})
    form = {"seen": 1, "title": "A visit", "date": "2026-03-09", "language": "en-GB"}
    assert ann.post("/studio/drafts/1/details", form).status_code == 303
    draft = ann.site.drawer.find(1).draft
    assert ("better" in draft.text, draft.title) == (True, "A visit")


def test_how_a_word_is_said_is_heard_corrected_and_kept_for_the_body(ann):
    begun(ann)
    page = ann.get("/studio/drafts/1/words")
    assert "How “HMICFRS” is said" in page.text
    hear = re.search(r'href="([^"]+/hear.wav[^"]+)"', page.text)[1]
    plain = ann.get(hear)
    assert (plain.mimetype, plain.data[:4]) == ("audio/wav", b"RIFF")
    assert ann.get(f"{hear}&said=the+inspectorate").data != plain.data
    for wrong in ("?at=3", "?at=x", ""):
        assert ann.get(f"/studio/drafts/1/words/hear.wav{wrong}").status_code == 404

    number = re.search(r'name="word-(\d+)" value="HMICFRS"', page.text)[1]
    form = {f"word-{number}": "HMICFRS", f"said-{number}": "123", "seen": 1}
    told = ann.post("/studio/drafts/1/words", form)
    assert "Write how “HMICFRS” sounds" in told.text
    assert 'value="123"' in told.text
    form[f"said-{number}"] = " the  inspectorate "
    assert ann.post("/studio/drafts/1/words", form).status_code == 303
    assert ann.site.sayings.of("en") == {"HMICFRS": "the inspectorate"}

    assert "the inspectorate" in ann.get("/studio/sayings").text
    assert ann.get("/studio/sayings/hear.wav?written=HMICFRS&language=en").data[:4] == b"RIFF"
    assert ann.get("/studio/sayings/hear.wav?written=secret&language=en").status_code == 404
    ann.post("/studio/sayings", {"written": "Cwmbrân", "said": "Koom-brahn"})
    ann.post("/studio/sayings", {"written": "HMICFRS", "language": "en", "remove": "1"})
    assert ann.site.sayings.of("en-GB") == {"Cwmbrân": "Koom-brahn"}
    for form in ({"written": "", "said": "x"}, {"written": "two words", "said": "x"},
                 {"written": "one", "said": ""}, {"written": "one", "said": "!"}):  # fmt: skip
        assert "There is a problem" in ann.post("/studio/sayings", form).text


def test_what_was_told_of_words_since_it_was_made_is_spoken(public, ann, monkeypatch):
    begun(ann)
    public.library.prepare("ashford", public._new(), who="Ann", job=1)
    ann.site.drawer.mark(1, 1, slug="ashford", job="1-ended", prepared=1)
    asked = []
    monkeypatch.setattr(Desk, "submit", lambda _, request, *__, **___: asked.append(request))
    form = {"word-0": "HMICFRS", "said-0": "the inspectorate", "word-1": "Siân", "said-1": "123"}
    assert "Write how “Siân” sounds" in ann.post("/studio/drafts/1/words", form).text
    assert ann.post("/studio/drafts/1/words", {**form, "said-1": ""}).status_code == 303
    (request,) = asked
    assert request.sayings == (("HMICFRS", "the inspectorate"),)


def test_words_in_doubt_are_names_and_abbreviations_once_each():
    text = "Title\n\nThe force met Siân Reeve’s team. Siân and HMICFRS were on the A14 in 2018."
    read = documents.read("a.txt", text.encode(), "en-GB")
    assert [written_form(w.text) for w in doubtful(read)] == ["Siân", "Reeve", "HMICFRS", "A14"]


@pytest.mark.parametrize("text", ["", "soon", "31/2/2026", "9 x 2026", "9/3/26", "9 March 1066"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the form has words of its own
        days.read(text)


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=20), max_size=5))
def test_only_what_can_be_said_is_on_the_list(tmp_path_factory, told):
    engine = open_database(Settings(data=tmp_path_factory.mktemp("sayings")))
    sayings = Sayings(engine)
    for written, said in told.items():
        try:
            sayings.tell("en-GB", written, said, who="Ann")
        except ValueError:
            continue
    for written, said in sayings.of("en").items():
        assert written == written_form(written)
        assert any(c.isalpha() for c in said)
    engine.dispose()


def test_a_draft_is_nobodys_but_editors(ann, editor):
    begun(ann)
    nobody = editor(None)
    assert "sign-in" in nobody.get("/studio/drafts/1").headers["Location"]
    assert ann.get("/studio/drafts/2").status_code == 404
    assert ann.get("/studio/drafts/99999999999").status_code == 404
    recording = Supplied("0" * 64, "<script>alert(1)</script>.mp4")
    kept = ann.site.drawer.find(1)
    ann.site.drawer.save(1, 1, replace(kept.draft, recording=recording), who="Ann", what="x")
    assert "<script>alert" not in ann.get("/studio/drafts/1").text


class OneJob:
    """A desk with one job on it, which came to this; it is never begun."""

    def __init__(self, job, error=None):
        self.job, self.failed = job, error

    def status(self, _):
        return self.job

    def error(self, _):
        return self.failed

    def submit(self, *_, draft):
        self.submitted = draft
        return "2-b"

    def cancel(self, _):
        return False

    def close(self):
        pass


@pytest.fixture
def worked_on(ann):
    """A draft whose job is where the test says."""
    begun(ann)
    kept = ann.site.drawer.find(1)
    recording = Supplied("0" * 64, "talk.mp4")
    heard = replace(kept.draft, recording=recording, title="A visit")
    ann.site.drawer.save(1, 1, heard, who="Ann", what="recording")
    ann.site.drawer.mark(1, 2, job="1-a", slug="a-visit")

    def is_at(state, error=None, **facts):
        at = datetime.now(UTC)
        job = Job("1-a", "A visit", "Ann", at, State(state), **facts)
        ann.site._desks[:] = [OneJob(job, error)]
        return ann.get("/studio/drafts/1")

    return is_at


def test_how_far_the_work_is_stands_in_words_and_in_a_bar(ann, worked_on):
    page = worked_on("under way", stage="hear", share=0.42)
    parts = ann.get("/studio/drafts/1/progress").json["parts"]
    assert [part["told"] for part in parts] == ["done", "now, 42%", *["to come"] * 3]
    assert '<progress aria-labelledby="part-2" max="1" value="0.420">' in page.text
    assert "Finding the words in the recording, 42%" in ann.get("/studio").text

    page = worked_on("under way", stage="film", share=0.1, preview="secret")
    assert 'href="/preview/secret"' in page.text
    assert ann.get("/studio/drafts/1/progress").json["read"] == "/preview/secret"

    waits = "The disk that holds files is full."
    assert waits in worked_on("under way", stage="hear", trouble=waits).text


def test_what_failed_says_why_and_what_to_do_and_can_be_overruled(ann, worked_on):
    error = WrongRecording("talk.mp4", 0.12, 0.6)
    page = worked_on("failed", error, trouble="12% … --overrule")
    assert "12% of the words were found in talk.mp4" in page.text
    assert "--" not in re.sub("<[^>]*>", "", page.text), "options are the command’s"
    ann.post("/studio/drafts/1/overrule", {"seen": 2})
    assert ann.site.drawer.find(1).draft.overruled
    assert ann.site.desk.submitted == (1, 3)

    page = worked_on("failed", trouble="Something went wrong that has no name here.")
    assert "has no name here" in page.text
    assert "all the same" not in page.text


def test_what_was_changed_since_it_was_made_is_made_again(public, ann, worked_on):
    assert "It was changed since it was made." in worked_on("done").text
    public.library.prepare("ashford", public._new(), who="Ann", job=1)
    ann.site.drawer.mark(1, 2, slug="ashford")
    ann.site.drawer.made(1, "1-a", placed="0" * 64, version=2)
    assert "Make it" not in worked_on("done").text
    ann.post("/studio/drafts/1/make")
    assert not hasattr(ann.site.desk, "submitted"), "all is made"
    ann.site.drawer.made(1, "0-old", placed="1" * 64, version=1)
    assert ann.site.drawer.find(1).prepared == 2, "an older job has no say"


def test_a_draft_that_cannot_be_made_says_so_and_stays(ann):
    begun(ann)
    draft = ann.site.drawer.find(1).draft
    ann.site.drawer.save(1, 1, replace(draft, text="[Music]"), who="Ann", what="text")

    answer = ann.post("/studio/drafts/1/make")

    assert answer.status_code == 422
    assert "That could not be done" in answer.text
    assert "not a word to say" in answer.text
    assert ann.site.drawer.find(1).job is None


def test_a_draft_that_cannot_be_handed_in_keeps_its_address(ann, monkeypatch):
    begun(ann)

    def full(*_, **__):
        raise StoreFull("/store")

    with monkeypatch.context() as disk:
        disk.setattr(ann.site.library.store, "keep_bytes", full)
        for _ in range(2):
            assert ann.post("/studio/drafts/1/make").status_code == 507
    ann.post("/studio/drafts/1/make")
    kept = ann.site.drawer.find(1)
    assert ann.site.desk.status(kept.job).title == "Inspection of Ashford Vale"
    assert ann.site.library.address("") == f"{kept.slug}-2"


def test_of_a_job_that_is_forgotten_nothing_is_read_of_all_others(ann, monkeypatch):
    desk, asked = ann.site.desk, []
    listing = desk._jobs.list_workflows
    monkeypatch.setattr(
        desk._jobs, "list_workflows", lambda **which: asked.append(which) or listing(**which)
    )
    assert desk.status("1-gone") is None
    assert [which["workflow_ids"] for which in asked] == [["1-gone"]]
