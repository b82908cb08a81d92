import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import documents, wordtimes
from media.errors import UnreadableWords, WordsMismatch
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.transcript import Transcript


def text(written: str) -> Transcript:
    return documents.read("a.txt", written.encode(), "en")


def times(*entries: tuple[str, int | None, int | None]) -> str:
    return json.dumps([{"word": word, "start": start, "end": end} for word, start, end in entries])


def told(alignment: Alignment) -> list[tuple[str, int, int, str]]:
    return [(t.word.text, t.span.start, t.span.end, t.timing.value) for t in alignment.words]


def test_times_go_to_the_words_as_they_are_written() -> None:
    alignment = wordtimes.read(
        times(("its", 0, 200), ("–", 200, 200), ("£3.2", 250, 900), ("MILLION", 900, 1300)),
        text("It’s – £3.2 million."),
        "w.json",
    )
    assert told(alignment) == [
        ("It’s", 0, 200, "heard"),
        ("£3.2", 250, 900, "heard"),
        ("million.", 900, 1300, "heard"),
    ]


def test_the_list_may_stand_in_an_object_with_scores_and_timings() -> None:
    given = {"words": [{"word": "Yes", "start": 1.4, "end": 9, "score": 0.5, "timing": "spoken"}]}
    (word,) = wordtimes.read(json.dumps(given), text("Yes."), "w.json").words
    assert (word.span.start, word.score, word.timing) == (1, 0.5, Timing.SPOKEN)


def test_an_entry_may_hold_two_words_or_half_of_one() -> None:
    alignment = wordtimes.read(
        times(
            ("improve—and", 0, 1000), ("2017", 1000, 1500), ("/", None, None), ("18", 1500, 1800)
        ),
        text("improve—and 2017/18"),
        "w.json",
    )
    assert told(alignment) == [
        ("improve—", 0, 700, "guessed"),
        ("and", 700, 1000, "guessed"),
        ("2017/18", 1000, 1800, "heard"),
    ]


SPOKEN_TITLE = "Our view\n\nZoë: Our view is this. [Applause] Thank you."


@pytest.mark.parametrize("unspoken", [[], ["Our", "view", "Zoë:"]])
def test_title_label_and_sound_may_be_timed_or_left_out(unspoken: list[str]) -> None:
    sound = ["[Applause]"] if unspoken else []
    said = [*unspoken, "our", "view", "is", "this", *sound, "thank", "you"]
    alignment = wordtimes.read(
        times(*((word, 100 * n, 100 * n + 50) for n, word in enumerate(said))),
        text(SPOKEN_TITLE),
        "w.json",
    )
    assert [word for word, *_ in told(alignment)] == ["Our", "view", "is", "this.", "Thank", "you."]
    assert told(alignment)[0][1] == 100 * len(unspoken)
    assert told(alignment)[-1][1] == 100 * (len(said) - 1)


def test_a_sentence_without_times_is_unsaid_and_a_lone_word_is_guessed() -> None:
    alignment = wordtimes.read(
        times(
            *(("One", 14_000, 14_300), ("two", None, None), ("three", 14_900, 15_200)),
            *(("Never", None, None), ("said", None, None)),
            *(("Four", None, None), ("five", 20_000, 20_400), ("six", None, None)),
        ),
        text("One two three. Never said. Four five six."),
        "w.json",
    )
    assert alignment.unsaid == (1,)
    assert told(alignment) == [
        ("One", 14_000, 14_300, "heard"),
        ("two", 14_300, 14_900, "guessed"),
        ("three.", 14_900, 15_200, "heard"),
        ("Four", 19_625, 20_000, "guessed"),
        ("five", 20_000, 20_400, "heard"),
        ("six.", 20_400, 20_775, "guessed"),
    ]


@pytest.mark.parametrize(
    ("entries", "index", "expected", "found"),
    [
        (["We", "must", "wait"], 2, "act.", "wait"),
        (["We", "must"], 2, "act.", None),
        (["We", "must", "act", "now"], 3, None, "now"),
        ([], 0, "We", None),
    ],
)
def test_other_words_are_a_mismatch_at_the_first_that_differs(
    entries: list[str], index: int, expected: str | None, found: str | None
) -> None:
    with pytest.raises(WordsMismatch) as wrong:
        wordtimes.read(times(*((word, 0, 1) for word in entries)), text("We must act."), "w.json")
    assert (wrong.value.index, wrong.value.expected, wrong.value.found) == (index, expected, found)


@pytest.mark.parametrize(
    ("given", "index"),
    [
        ("WEBVTT", None),
        ("[" * 100_000, None),
        ('{"text": "Yes"}', None),
        ('[{"word": "Yes", "start": 0}]', 0),
        ('[{"word": "Yes", "start": "0:01", "end": 5}]', 0),
        ('[{"word": "Yes", "start": 9, "end": 5}]', 0),
        ('[{"word": 7, "start": 0, "end": 5}]', 0),
        ('[["Yes", 0, 5]]', 0),
        ('[{"word": "Yes", "start": NaN, "end": 5}]', 0),
        ('[{"word": "Yes", "start": 0, "end": 5, "timing": "felt"}]', 0),
        ('[{"word": "Oh", "start": 9, "end": 9}, {"word": "yes", "start": 0, "end": 5}]', 0),
    ],
)
def test_a_file_that_is_no_list_of_word_times_is_refused(given: str, index: int | None) -> None:
    with pytest.raises(UnreadableWords) as refused:
        wordtimes.read(given, text("Oh yes."), "w.json")
    assert (refused.value.name, refused.value.index) == ("w.json", index)


@given(st.data())
def test_what_is_written_reads_back_the_same(data: st.DataObject) -> None:
    pieces = st.sampled_from(
        ["It’s", "–", "43%", "&", "wait—now", "no.", "Yes!", "你好。", "[Music]", "½", "(HMIC)"]
    )
    transcript = text(" ".join([*data.draw(st.lists(pieces, max_size=12)), "End."]))
    spoken = [n for n, sentence in enumerate(transcript.sentences) if sentence.words]
    unsaid = tuple(n for n in spoken if data.draw(st.booleans()))
    words: list[TimedWord] = []
    now = 0
    for n in spoken:
        for word in transcript.sentences[n].words if n not in unsaid else ():
            end = now + data.draw(st.integers(0, 500))
            words.append(TimedWord(word, Span(now, end), data.draw(st.sampled_from(Timing)), 0.5))
            now = end + data.draw(st.integers(0, 500))
    alignment = Alignment(tuple(words), unsaid)
    entries = wordtimes.entries(alignment, transcript)
    assert [entry["word"] for entry in entries] == [word.text for word in transcript.words]
    assert wordtimes.read(json.dumps(entries), transcript, "w.json") == alignment
