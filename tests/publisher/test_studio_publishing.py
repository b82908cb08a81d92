"""From a draft to the public and back, as editors do it in the studio."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from publisher.differences import compared
from publisher.drafts.drawer import Drawer
from publisher.drafts.values import Draft, Kept, Step
from publisher.embargoes import NotOnTheClock, moment_of
from publisher.gate import Finding, findings, stops
from publisher.jobs import Desk
from publisher.library import Library
from publisher.log import Line, Log, as_csv
from publisher.settings import Settings
from publisher.site import Site
from publisher.statements import Details, Revision, Waiting

LONDON = ZoneInfo("Europe/London")
GOOD = Draft(
    name="text.txt", text="Hello.", title="Inspection of Ashford Vale", date=date(2018, 2, 1)
)
HIDDEN = re.compile(r'name="(seen|read)" value="([^"]+)"')


@pytest.fixture
def made(public):
    """Begin a draft and have it made, as the work does it."""

    def make(draft=GOOD, *, slug="ashford", who="Ann Author", kept=None, **changes):
        drawer = Drawer(public.library.engine)
        kept = kept or drawer.begin(draft, who=who, slug=slug)
        new = public._new(**{"text": kept.draft.text, "note": kept.draft.note or None, **changes})
        job = public.library.number(who=who, slug=slug)
        public.library.prepare(slug, new, who=who, job=job)
        return drawer.mark(kept.id, kept.version, prepared=kept.version)

    return make


def form(editor, kept, **more):
    """What the page's forms hold, and what is filled in."""
    page = editor.get(f"/studio/drafts/{kept.id}/publish")
    assert page.status_code == 200, page
    return {**dict(HIDDEN.findall(page.text)), **more}


def do(editor, kept, action, **more):
    """Read the page, and send one of its forms."""
    address = f"/studio/drafts/{kept.id}/publish/{action}"
    return editor.post(address, form(editor, kept, **more), follow_redirects=True)


def test_a_draft_whose_place_the_command_took_is_made_again(public, editor, made, monkeypatch):
    ann, kept = editor(), made()
    public.publish(text="By the command.")  # what was prepared is public, with another text
    page = ann.get(f"/studio/drafts/{kept.id}").text
    assert "Check and publish" not in page
    assert "it is to be made again" in page
    asked = []
    monkeypatch.setattr(Desk, "submit", lambda *_, draft: asked.append(draft))
    ann.post(f"/studio/drafts/{kept.id}/make")
    assert asked == [(kept.id, kept.version)]


def test_a_draft_is_submitted_approved_by_somebody_else_and_public(public, editor, made):
    ann, bea, kept = editor("author"), editor("reviewer"), made()

    page = do(ann, kept, "submit")
    assert "It is submitted." in page.text
    assert "It waits for somebody else" in page.text
    assert public.get("/statements/ashford").status_code == 404

    page = do(bea, kept, "approve", when="now")
    assert "It is public now." in page.text
    assert public.get("/statements/ashford").status_code == 200
    said = [(line.who, line.what) for line in Log(public.library.engine).lines(slug="ashford")]
    assert said[:2] == [("Ann Reviewer", "published"), ("Ann Author", "submitted")]


def test_a_preview_leads_an_editor_back_and_a_draft_to_what_became_of_it(editor, made):
    ann, bea, kept = editor("author"), editor("reviewer"), made()
    draft = f"/studio/drafts/{kept.id}"
    preview = re.search(r'href="(/preview/[^"]+)"', ann.get(f"{draft}/publish").text)[1]
    assert f'href="{draft}">Back to the studio</a>' in ann.get(preview).text
    do(ann, kept, "submit")
    at = {"when": "later", "day": "3", "month": "2", "year": "2031", "time": "9am"}
    do(bea, kept, "approve", **at)
    assert 'href="/studio/statements/ashford">Back to the studio</a>' in ann.get(preview).text

    for page in ("", "/text", "/publish"):
        ended = ann.client.get(f"{draft}{page}", follow_redirects=True)
        assert ended.request.path == "/studio/statements/ashford"


def test_a_draft_that_anybody_may_see_leads_nobody_into_the_studio(public, editor):
    secret = public.draft("bexley")
    assert "Back to the studio" not in public.get(f"/preview/{secret}").text
    assert 'href="/studio">Back to the studio</a>' in editor().get(f"/preview/{secret}").text


def test_nobody_approves_what_they_submitted_themselves(public, editor, made):
    bea, kept = editor("reviewer"), made()
    do(bea, kept, "submit")

    answer = bea.post(f"/studio/drafts/{kept.id}/publish/approve", form(bea, kept, when="now"))

    assert answer.status_code == 403
    assert public.get("/statements/ashford").status_code == 404


def test_what_was_not_submitted_is_approved_by_nobody(public, editor, made):
    kept = made()
    answer = editor("reviewer").post(
        f"/studio/drafts/{kept.id}/publish/approve", form(editor("author"), kept, when="now")
    )
    assert answer.status_code == 409
    assert public.get("/statements/ashford").status_code == 404


def test_one_person_does_both_where_the_body_says_so(public, editor, made):
    old = public.app.extensions["plainspoken"]
    settings = replace(old.settings, approval="same")
    public.app.extensions["plainspoken"] = Site(settings, public.library, assets=old.assets)
    kept = made()

    page = do(editor("administrator"), kept, "approve", when="now")

    assert "It is public now." in page.text
    assert public.get("/statements/ashford").status_code == 200


def test_it_is_sent_back_with_a_note_that_the_author_reads(public, editor, made):
    ann, bea, kept = editor("author"), editor("reviewer"), made()
    do(ann, kept, "submit")

    assert "Say what is to be changed" in do(bea, kept, "send-back", note=" ").text
    do(bea, kept, "send-back", note="The <b>force</b> is Kent.")

    note, drawer = "The &lt;b&gt;force&lt;/b&gt; is Kent.", Drawer(public.library.engine)
    draft = f"/studio/drafts/{kept.id}"
    assert "Sent back to be changed" in ann.get("/studio").text
    assert note in ann.get(draft).text
    assert note in ann.get(f"{draft}/publish").text
    assert drawer.find(kept.id).step == Step.WRITING

    mended = replace(kept.draft, about="Kent Police")
    kept = made(kept=drawer.save(kept.id, kept.version, mended, who="Ann", what="details"))
    assert note in ann.get(f"{draft}/publish").text, "until it is submitted again"
    do(ann, kept, "submit")
    do(ann, kept, "take-back")
    assert note not in ann.get(f"{draft}/publish").text
    assert "Sent back" not in ann.get("/studio").text


def test_what_is_to_be_public_is_on_the_first_page_until_then(public, editor, made):
    ann, bea, kept = editor("author"), editor("reviewer"), made()
    do(ann, kept, "submit")
    at = {"when": "later", "day": "3", "month": "2", "year": "2031", "time": "9am"}
    do(bea, kept, "approve", **at)
    page = ann.get("/studio").text
    assert "To be public" in page
    assert "On 3 February 2031, 9:00am" in page
    public.publish(slug="bexley", title="Another")
    assert "To be public" in ann.get("/studio").text
    bea.post("/studio/statements/ashford/call-off")
    assert "To be public" not in ann.get("/studio").text


def test_what_is_approved_is_what_was_read(public, editor, made):
    ann, bea, kept = editor("author"), editor("reviewer"), made()
    do(ann, kept, "submit")
    read = form(bea, kept, when="now")

    drawer = Drawer(public.library.engine)
    changed = replace(kept.draft, title="Another")
    newer = drawer.save(kept.id, kept.version, changed, who="Ann", what="title")
    answer = bea.post(f"/studio/drafts/{kept.id}/publish/approve", read)
    assert answer.status_code == 409, "it is not submitted any more"
    made(kept=newer, title="Another")
    do(ann, newer, "submit")
    answer = bea.post(f"/studio/drafts/{kept.id}/publish/approve", read)

    assert answer.status_code == 409
    assert "not as it was when you read it" in answer.text
    assert public.get("/statements/ashford").status_code == 404


def test_what_was_made_again_since_it_was_read_is_not_public(public, editor, made):
    ann, bea, kept = editor("author"), editor("reviewer"), made()
    do(ann, kept, "submit")
    read = form(bea, kept, when="now")
    made(kept=kept, forms={"transcript.txt": "Another sound."})

    assert bea.post(f"/studio/drafts/{kept.id}/publish/approve", read).status_code == 409
    assert public.get("/statements/ashford").status_code == 404


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({}, "Choose when it is to be public"),
        ({"when": "now", "day": "3"}, "You chose now, and entered a day or a time."),
        ({"when": "later", "time": "9am"}, "Enter a day, such as"),
        ({"when": "later", "day": "31", "month": "2", "year": "2031"}, "Enter a day, such as"),
        ({"when": "later", "day": "3", "month": "2", "year": "20311"}, "Enter a day, such as"),
        ({"when": "later", "day": "3", "month": "2", "year": "2031"}, "Enter a time, such as"),
        ({"when": "later", "day": "3", "month": "2", "year": "2001", "time": "9am"}, "to come"),
        (
            {"when": "later", "day": "30", "month": "3", "year": "2031", "time": "1:30"},
            "go forward",
        ),
    ],
)
def test_a_moment_that_is_none_is_told_and_nothing_happens(public, editor, made, filled, said):
    kept = made()
    do(editor("author"), kept, "submit")
    page = do(editor("reviewer"), kept, "approve", **filled)
    assert said in page.text
    assert page.text.count("govuk-error-summary__title") == 1
    assert Drawer(public.library.engine).find(kept.id).step == Step.SUBMITTED


def test_a_time_that_comes_twice_is_the_second_and_that_is_said(public, editor, made):
    kept = made()
    do(editor("author"), kept, "submit")
    when = {"when": "later", "day": "26", "month": "10", "year": "2031", "time": "1:30am"}
    assert "comes twice that day" in do(editor("reviewer"), kept, "approve", **when).text
    waits = public.library.standing("ashford").embargoed
    assert waits.published == datetime(2031, 10, 26, 1, 30, tzinfo=UTC)


def test_the_log_tells_a_time_to_come_by_the_bodys_own_clock(editor, made):
    kept, bea = made(), editor("reviewer")
    do(editor("author"), kept, "submit")
    do(bea, kept, "approve", when="later", day="1", month="7", year="2031", time="9:30am")
    assert "until 2031-07-01 09:30 BST" in bea.get("/studio/log").text


@given(
    st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")),
    st.sampled_from(["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_a_moment_found_is_that_time_there_and_no_later_one_is(wanted, zone):
    there = ZoneInfo(zone)
    try:
        found = moment_of(wanted.date(), wanted.time(), there).moment
    except NotOnTheClock:
        around = wanted.replace(tzinfo=there).astimezone(UTC).astimezone(there)
        assert around.replace(tzinfo=None) != wanted
    else:
        assert found.astimezone(there).replace(tzinfo=None) == wanted
        for hours in (1, 2):
            later = (found + timedelta(hours=hours)).astimezone(there)
            assert later.replace(tzinfo=None) != wanted


def test_the_hour_that_the_clocks_leave_out_is_refused():
    with pytest.raises(NotOnTheClock):
        moment_of(date(2026, 3, 29), time(1, 30), LONDON)


def test_what_is_withdrawn_says_so_to_the_public_and_can_be_published_again(public, editor, made):
    ann, bea = editor("author"), editor("reviewer")
    public.publish()
    assert "Enter why it is withdrawn" in bea.post("/studio/statements/ashford/withdraw").text
    bea.post("/studio/statements/ashford/withdraw", {"reason": "It names a <i>child</i>."})

    page = public.get("/statements/ashford")
    assert page.status_code == 410
    assert "It names a &lt;i&gt;child&lt;/i&gt;." in page.text
    assert public.get("/statements/ashford/speech.mp3").status_code == 410
    assert public.get("/statements/ashford/revisions/1").status_code == 410
    assert "Inspection of Ashford Vale" not in public.get("/").text

    note = {"note": "The child is named no more."}
    answer = ann.post("/studio/statements/ashford/correct", note)
    kept = Drawer(public.library.engine).find(int(answer.headers["Location"].split("/")[-1]))
    made(kept=kept)
    do(ann, kept, "submit")
    do(bea, kept, "approve", when="now")
    assert public.get("/statements/ashford").status_code == 200
    assert public.get("/statements/ashford/revisions/1").status_code == 404, "it was withdrawn"


def test_a_correction_begins_as_it_was_published_and_the_old_text_can_be_read(
    public, editor, made
):  # fmt: skip
    ann, bea = editor("author"), editor("reviewer")
    public.publish(text="We found 3 faults.\n\nThe <b>rest</b> is good.")
    assert "Enter what is corrected" in ann.post("/studio/statements/ashford/correct").text
    answer = ann.post("/studio/statements/ashford/correct", {"note": "It was 4."})
    drawer = Drawer(public.library.engine)
    kept = drawer.find(int(answer.headers["Location"].split("/")[-1]))
    assert kept.draft.text == "We found 3 faults.\n\nThe <b>rest</b> is good."
    assert (kept.draft.title, kept.draft.note) == ("Inspection of Ashford Vale", "It was 4.")
    again = ann.post("/studio/statements/ashford/correct", {"note": "Me too."})
    assert again.headers["Location"].endswith("/correct"), "one correction at a time"
    assert ann.get(again.headers["Location"]).headers["Location"].endswith(f"/drafts/{kept.id}")

    better = replace(kept.draft, text=kept.draft.text.replace("3", "4"))
    kept = drawer.save(kept.id, kept.version, better, who="Ann", what="text")
    made(kept=kept)
    do(ann, kept, "submit")
    do(bea, kept, "approve", when="now")

    assert "It was 4." in public.get("/statements/ashford").text
    old = public.get("/statements/ashford/revisions/1")
    assert "This is an old revision." in old.text
    assert "It was 4." in old.text
    assert "We found 3 faults." in old.text
    assert "The &lt;b&gt;rest&lt;/b&gt; is good." in old.text
    assert '<meta name="robots" content="noindex">' in old.text
    assert (
        public.get("/statements/ashford/revisions/2").headers["Location"] == "/statements/ashford"
    )
    assert public.get("/statements/ashford/revisions/3").status_code == 404
    side_by_side = ann.get("/studio/statements/ashford/compare").text
    assert re.search(r"<del>.*?3</?span.*?</del>", side_by_side.replace("]", ""))
    assert "One passage differs." in side_by_side


def test_a_correction_asks_nothing_again_and_its_note_can_be_changed(public, editor):
    ann = editor("author")
    public.publish()
    answer = ann.post("/studio/statements/ashford/correct", {"note": "It wsa 4."})
    there = answer.headers["Location"]
    begun = ann.get(there).text
    assert "It is as it was published." in begun
    assert "It wsa 4." in begun

    details = ann.get(f"{there}/details").text
    given = dict(re.findall(r'name="(seen|title|date)"[^>]* value="([^"]*)"', details))
    given["language"] = "en-GB"
    assert "What is corrected, and why?" in details
    assert "Enter what is corrected" in ann.post(f"{there}/details", given).text
    answer = ann.post(f"{there}/details", {**given, "note": "It was 4."})
    assert answer.headers["Location"] == there
    kept = Drawer(public.library.engine).find(int(there.split("/")[-1]))
    assert kept.draft.note == "It was 4."
    assert kept.job, "it is made at once"

    changed = {"seen": kept.version, "text": "We found 4 faults."}
    answer = ann.post(f"{there}/text", changed)
    assert answer.headers["Location"] == there, "and not to questions that were answered"


def test_what_has_no_note_yet_is_led_to_where_it_is_written(public, editor, made):
    public.publish()
    kept = made()
    page = editor("author").get(f"/studio/drafts/{kept.id}/publish").text
    assert "does not say what is corrected" in page
    assert f'href="/studio/drafts/{kept.id}/details">Add it' in page


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2))
def test_either_side_of_a_comparison_is_its_own_text(texts):
    pairs = list(compared(*texts))
    for side, whole in zip(("old", "new"), texts, strict=True):
        said = "".join(p.text for pair in pairs for p in getattr(pair, side))
        assert re.sub(r"\s", "", said) == re.sub(r"\s", "", whole)
    assert any(p.changed for p in pairs) == ([p.old for p in pairs] != [p.new for p in pairs])


def test_the_gate_says_what_stands_in_the_way():
    said = Details("A visit", "", "", "", date(2018, 2, 1), "en-GB", "heart")
    good = Waiting(
        Revision(1, said, "Hello.", "0", None, None), "s", "f", whole=True, sureness=None
    )
    kept = as_kept(GOOD)

    def found(kept=kept, waiting=good, **more):
        return set(findings(kept, waiting, **more))

    assert found() == set()
    assert found(waiting=None) == {Finding.NOT_MADE}
    assert found(replace(kept, version=2)) == {Finding.NOT_MADE}
    assert found(waiting=replace(good, whole=False)) == {Finding.BEING_MADE}
    poor = replace(good, sureness=0.1)
    assert found(waiting=poor) == {Finding.UNTRUSTED}
    overruled = replace(kept, draft=replace(kept.draft, overruled=True))
    assert found(overruled, poor) == {Finding.OVERRULED}
    second = replace(good, revision=replace(good.revision, number=2))
    assert found(waiting=second) == {Finding.NO_NOTE}
    bare = replace(kept, draft=replace(kept.draft, title=" ", date=None))
    assert found(bare) == {Finding.NO_TITLE, Finding.NO_DATE}
    assert found(taken=True) == {Finding.LANGUAGE_TAKEN}
    assert found(unheard=2) == {Finding.UNHEARD}
    assert not stops(Finding.UNHEARD)
    assert stops(Finding.UNTRUSTED)
    assert stops(Finding.LANGUAGE_TAKEN)


def as_kept(draft):
    now = datetime(2026, 3, 9, tzinfo=UTC)
    return Kept(1, 1, draft, Step.WRITING, "Ann", "begun", now, "Ann", slug="ashford", prepared=1)


def test_the_log_is_looked_through_and_taken_away(public, editor):
    bea = editor("reviewer")
    library = public.library
    for n in range(60):
        library.record("ashford", who="=SUM(A1)", what="submitted", detail=f"@draft {n}")
    library.record("bexley", who="Zoë", what="sent back", detail="<script>alert(1)</script>")

    page = bea.get("/studio/log").text
    assert "&lt;script&gt;" in page
    assert page.count("<tr>") == 51
    older = re.search(r'href="(/studio/log\?before=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "@draft 0" in bea.get(older).text
    assert bea.get("/studio/log?slug=bexley").text.count("<tr>") == 2
    assert bea.get("/studio/log?who=Zo%C3%AB&slug=ashford").text.count("<tr>") == 0
    assert bea.get("/studio/log?before=x&slug=%00").status_code == 200

    answer = bea.get("/studio/log/log.csv?slug=ashford")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="log.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == 61
    assert rows[1][2:] == ["'=SUM(A1)", "submitted", "ashford", "'@draft 59"]


@given(st.text(), st.text())
def test_no_cell_of_the_log_is_a_formula_and_none_is_lost(who, detail):
    line = Line(1, datetime(2026, 3, 9, tzinfo=UTC), who, "did", "", detail)
    rows = "".join(as_csv((line,)))
    cells = list(csv.reader(io.StringIO(rows, newline="")))[1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert (cells[2].removeprefix("'"), cells[5].removeprefix("'")) == (
        who.removeprefix("'"), detail.removeprefix("'"),
    )  # fmt: skip


@pytest.mark.parametrize("change", ["UPDATE events SET who = 'me'", "DELETE FROM events"])
def test_neither_database_lets_the_log_be_changed(database, tmp_path, change):
    library = Library.open(Settings(data=tmp_path / "data", postgresql=database))
    library.record("ashford", who="Ann", what="submitted", detail="")
    with (
        pytest.raises(DBAPIError, match="only ever added to"),
        library.engine.begin() as connection,
    ):
        connection.execute(text(change))
    assert [line.who for line in Log(library.engine).lines()] == ["Ann"]
    library.engine.dispose()
