"""Captions that an editor changes: cut, joined, compared with the text, carried to another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import documents, peaks
from media.captioning import PROFILES, caption
from media.carrying import Read, carried
from media.cutting import cut, joined
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.tracks import Cue, Line, Track
from media.wording import Reworded, reworded

BROADCAST = PROFILES["broadcast"]
WORD = 400  # ms


def read(text, *, from_=0, unsaid=()):
    """A text whose words take 400 ms each."""
    transcript = documents.read("a.txt", text.encode(), "en-GB")
    missing = {w.start for n in unsaid for w in transcript.sentences[n].words}
    words = [w for w in transcript.words if w.start not in missing]
    timed = [
        TimedWord(word, Span(from_ + n * WORD, from_ + (n + 1) * WORD), Timing.HEARD)
        for n, word in enumerate(words)
    ]
    return Read(transcript, Alignment(tuple(timed), unsaid=tuple(unsaid)))


def made(it):
    return caption(it.transcript, it.alignment, BROADCAST)


def track(*cues, each=2_000):
    return Track(
        tuple(
            Cue(Span(n * each, (n + 1) * each), tuple(map(Line, cue.split("\n"))))
            for n, cue in enumerate(cues)
        ),
        "en-GB",
    )


def shown(it):
    return [cue.text for cue in it.cues]


def test_two_captions_become_one_on_two_even_lines():
    one = joined(track("We met a great", "many people in Ashford last", "Goodbye."), 0, BROADCAST)
    assert shown(one) == ["We met a great many\npeople in Ashford last", "Goodbye."]
    assert one.cues[0].span == Span(0, 4_000)


def test_what_does_not_fit_keeps_its_lines_and_so_do_two_speakers():
    long = "x" * 30
    assert shown(joined(track(f"{long}\n{long}", long), 0, BROADCAST)) == [
        f"{long}\n{long}\n{long}"
    ]
    turns = Track(
        (Cue(Span(0, 1), (Line("Yes.", "Ann"),)), Cue(Span(1, 2), (Line("No.", "Bob"),))), "en"
    )
    assert [line.speaker for line in joined(turns, 0, BROADCAST).cues[0].lines] == ["Ann", "Bob"]


def test_a_caption_is_cut_between_its_lines_or_where_the_editor_says():
    assert shown(cut(track("Good morning.\nThank you."), 0)) == ["Good morning.", "Thank you."]
    assert shown(cut(track("One two three four"), 0)) == ["One two", "three four"]
    assert shown(cut(track("One two\nthree four"), 0, at=4)) == ["One", "two\nthree four"]


def test_the_second_half_begins_with_its_first_word():
    it = read("One extraordinarily two.")
    one = Track((Cue(Span(0, 1_200), (Line("One extraordinarily two."),)),), "en")
    at = len("One extraordinarily ")
    assert cut(one, 0, at, it.alignment.words).cues[1].span == Span(800, 1_200)
    assert cut(one, 0, at).cues[1].span.start == 1_200 * at // 24


@pytest.mark.parametrize("at", [0, 99])
def test_nothing_is_cut_off_that_shows_nothing(at):
    with pytest.raises(ValueError, match="shows something"):
        cut(track("One two"), 0, at)


def test_what_is_not_there_is_neither_cut_nor_joined():
    with pytest.raises(LookupError):
        joined(track("One"), 0, BROADCAST)
    with pytest.raises(LookupError):
        cut(track("One"), 1)
    with pytest.raises(ValueError, match="a word is not cut"):
        cut(track("One"), 0)


WORDS = st.lists(st.sampled_from(["We", "met", "Zoë,", "–", "and", "28", "April."]), min_size=2)


@settings(deadline=None)
@given(WORDS, st.integers(0, 40))
def test_no_word_is_lost_by_cutting_and_joining(words, at):
    one = track(" ".join(words), "And then.", each=20_000)
    try:
        two = cut(one, 0, at)
    except ValueError:
        return
    again = joined(two, 0, BROADCAST)
    for it in (two, again):
        assert "".join("".join(shown(it)).split()) == "".join("".join(shown(one)).split())
    assert again.cues[0].span == one.cues[0].span


def test_a_difference_from_the_text_is_told_with_its_caption():
    it = read("We met 28 people. Nobody said this. Goodbye.", unsaid=(1,))
    edited = track("WE met - 29 people.", "[MUSIC] Goodbye, all.")
    assert reworded(edited, it.transcript, it.alignment) == (
        Reworded(1, "28", "29"), Reworded(2, "", "all."),
    )  # fmt: skip
    assert reworded(edited, it.transcript)[1] == Reworded(2, "Nobody said this.", "")


TEXTS = (
    """Ann Lee: We met many people in Ashford. They were very kind to us.

    Bob: [Laughter] Was it warm? Yes.

    Ann Lee: So we go on.""",
    "A short one.",
    "[Music]\n\nWe begin – and we end.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_captions_as_made_have_the_words_of_the_text(text):
    it = read(text)
    assert reworded(made(it), it.transcript, it.alignment) == ()


@pytest.mark.parametrize("text", TEXTS)
def test_edited_captions_of_the_same_text_are_as_edited(text):
    it = read(text)
    edited = Track(tuple(made(it).cues[:1]) + tuple(
        Cue(cue.span, (Line("Other words"), *cue.lines)) for cue in made(it).cues[1:]
    ), "en-GB")  # fmt: skip
    done = carried(edited, it, made(it), it)
    assert done.track == edited
    assert (done.kept, done.set_aside) == (len(edited.cues), 0)


BEFORE = "We met many people there. They were all very kind to us. So we go on. Thank you all."


def edited_over(it, number, words):
    """Captions as made, but for the words of one cue."""
    cues = list(made(it).cues)
    cues[number] = Cue(cues[number].span, (Line(words),))
    return Track(tuple(cues), "en-GB")


def test_only_captions_of_changed_sentences_are_made_anew():
    before = read(BEFORE)
    edited = edited_over(before, 0, "We met MANY people.")
    now = read(BEFORE.replace("very kind", "kind and patient"))
    done = carried(edited, before, made(now), now)

    assert shown(done.track)[0] == "We met MANY people."
    assert "kind and patient" in " ".join(" ".join(shown(done.track)).split())
    assert shown(done.track)[-1] == shown(edited)[-1]
    assert done.set_aside >= 1


def test_what_is_kept_moves_with_its_words():
    before = read(BEFORE)
    now = read("Good morning, everybody. " + BEFORE)
    edited = edited_over(before, 0, "We met MANY people.")
    done = carried(edited, before, made(now), now)

    kept = next(cue for cue in done.track.cues if "MANY" in cue.text)
    assert kept.span.start == edited.cues[0].span.start + 3 * WORD
    assert shown(done.track)[0] == "Good morning, everybody."
    assert (done.kept, done.set_aside) == (len(edited.cues), 0)


def test_captions_of_another_text_are_set_aside():
    before, now = read(BEFORE), read("Nothing is as it was.")
    done = carried(edited_over(before, 0, "We met MANY."), before, made(now), now)
    assert done.track == made(now)
    assert done.kept == 0


SENTENCES = ("We met many people.", "It was warm.", "They were all very kind to us then.", "Yes.")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8),
    st.integers(0, 5_000),
)
def test_whatever_is_changed_the_captions_have_the_words_of_the_text(old, new, later):
    before, now = read(" ".join(old)), read(" ".join(new), from_=later)
    done = carried(made(before), before, made(now), now)
    assert reworded(done.track, now.transcript, now.alignment) == ()
    assert done.kept + done.set_aside == len(made(before).cues)


def test_a_long_sound_is_drawn_in_parts_that_join(monkeypatch):
    samples = np.arange(0, 32_000, dtype=np.int16)
    whole = peaks.peaks([samples], 8_000)
    assert len(whole) == 200
    assert peaks.peaks([samples[:1_600], samples[1_600:]], 8_000) == whole
    monkeypatch.setattr(peaks, "_AT_ONCE", 7)
    assert peaks.peaks([samples], 8_000) == whole


def test_the_loudest_fills_the_picture_and_silence_is_drawn_too():
    assert peaks.peaks([np.array([-32_768], np.int16)], 8_000) == b"\xff"
    assert peaks.peaks([np.array([0] * 160 + [3], np.int16)], 8_000) == b"\x00\xff"
    assert peaks.peaks([np.zeros(320, np.int16)], 8_000) == b"\x00\x00"
    assert peaks.peaks([], 8_000) == b""
