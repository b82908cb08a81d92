"""Ten editors at once on one statement: what each of them did is kept, or shown to them."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http import HTTPStatus

TEXT = "Inspection of Ashford Vale\n\nWe came on 28 April. It was good. We shall come again."
NAMES = ("Ann", "Bob", "Cai", "Dee", "Eve", "Fay", "Gil", "Hal", "Ivy", "Jo")
MARKS = re.compile(r"</?mark>|<span class=\"govuk-visually-hidden\">.*?</span>")  # of what differs


def together(editors, send):
    with ThreadPoolExecutor(len(editors)) as pool:
        return list(pool.map(send, editors))


def test_of_ten_who_change_the_text_at_once_one_is_kept_and_nine_see_both_texts(editor):
    editors = [editor(name=name) for name in NAMES]
    editors[0].post("/studio/new", {"text": TEXT})

    def send(who):
        mine = TEXT.replace("good", f"as {who.account.name} says")
        return who.post("/studio/drafts/1/text", {"seen": 1, "text": mine})

    answers = together(editors, send)
    kept = [n for n, answer in enumerate(answers) if answer.status_code in {302, 303}]
    assert len(kept) == 1
    stands = editors[0].site.drawer.find(1).draft.text
    assert NAMES[kept[0]] in stands
    for name, answer in zip(NAMES, answers, strict=True):
        page = unescape(MARKS.sub("", answer.text))
        if name != NAMES[kept[0]]:
            assert f"as {name} says" in page
            assert f"as {NAMES[kept[0]]} says" in page


def test_of_ten_who_fill_in_the_details_at_once_nobody_s_words_are_lost(editor):
    editors = [editor(name=name) for name in NAMES]
    editors[0].post("/studio/new", {"text": TEXT})

    def send(who):
        form = {"title": "Inspection of Ashford Vale", "date": "9 March 2026", "language": "en-GB"}
        about = f"The force that {who.account.name} named"
        return who.post("/studio/drafts/1/details", {**form, "seen": 1, "about": about})

    answers = together(editors, send)
    stands = editors[0].site.drawer.find(1).draft.about
    for name, answer in zip(NAMES, answers, strict=True):
        mine = f"The force that {name} named"
        if answer.status_code == HTTPStatus.CONFLICT:
            assert mine in answer.text
            assert stands in answer.text
        else:
            assert mine == stands


def test_a_discarded_draft_is_off_the_desk_and_can_be_taken_up_again(editor):
    ann = editor()
    ann.post("/studio/new", {"text": TEXT})
    ann.post("/studio/drafts/1/discard", {"seen": 1})
    assert ann.get("/studio/drafts/1").status_code == HTTPStatus.NOT_FOUND
    assert "Discarded drafts" in ann.get("/studio").text

    ann.post("/studio/drafts/1/take-up")
    assert ann.site.drawer.find(1).draft.text == TEXT
    assert "Discarded drafts" not in ann.get("/studio").text


def test_a_draft_that_was_made_and_discarded_is_taken_up_to_be_made_again(public, editor):
    ann = editor()
    ann.post("/studio/new", {"text": TEXT})
    public.library.prepare("ashford", public._new(), who="Ann", job=1)
    ann.site.drawer.mark(1, 1, slug="ashford", job="1-ended", prepared=1)
    assert "Check and publish" in ann.get("/studio/drafts/1").text
    ann.post("/studio/drafts/1/discard", {"seen": 1})
    ann.post("/studio/drafts/1/take-up")
    page = ann.get("/studio/drafts/1").text
    assert "Make it" in page
    assert "Check and publish" not in page


def test_what_somebody_changed_meanwhile_is_not_discarded_unseen(editor):
    ann, bob = editor(), editor(name="Bob")
    ann.post("/studio/new", {"text": TEXT})
    bob.post("/studio/drafts/1/text", {"seen": 1, "text": TEXT.replace("good", "better")})
    ann.post("/studio/drafts/1/discard", {"seen": 1})
    page = unescape(ann.get("/studio/drafts/1").text)
    assert "Nothing was discarded: Bob changed the draft meanwhile." in page
    assert "Not done" in page


def test_a_version_that_never_was_is_refused(editor):
    ann = editor()
    ann.post("/studio/new", {"text": TEXT})
    for seen in ("2", "0", "-1", "x", ""):
        answer = ann.post("/studio/drafts/1/discard", {"seen": seen})
        assert answer.status_code == HTTPStatus.BAD_REQUEST
