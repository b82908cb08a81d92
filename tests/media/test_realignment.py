"""A changed text keeps every time that still holds, and a person's word goes before a machine's."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import documents
from media.alignment import RATE
from media.corrections import Correction, corrected, named
from media.engines import VOICES
from media.engines.aligners import ALIGNERS
from media.narration import Utterance
from media.realignment import realign
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing

VISIT = "We went to every station in the county."
FOUND = "Most officers knew what was asked of them."
CALLS = "Calls from the public were answered quickly."
NEXT = "We shall come back in the autumn."


def read(*sentences):
    return documents.read("statement.txt", " ".join(sentences).encode(), "en-GB")


@pytest.fixture(scope="module")
def speech():
    """The four sentences, as they are said."""
    sound = []
    text = read(VISIT, FOUND, CALLS, NEXT)
    for sentence in text.sentences:
        said = VOICES["heart"].speak(Utterance.of(text, sentence))
        pcm = np.frombuffer(said.pcm, "<i2")
        length = len(pcm) * RATE // said.rate
        near = np.fft.irfft(np.fft.rfft(pcm)[: length // 2 + 1], length) * length / len(pcm)
        sound += [near, np.zeros(RATE // 3)]
    return np.concatenate(sound).clip(-32768, 32767).astype(np.int16)


@pytest.fixture(scope="module")
def whole(speech):
    """The four sentences as a text, and where they were heard."""
    return heard(speech, VISIT, FOUND, CALLS, NEXT)


class Listening:
    """The real aligner, and how much of the speech it was given each time, in ms."""

    def __init__(self):
        self.aligner = ALIGNERS["words"]
        self.name, self.identity = self.aligner.name, self.aligner.identity
        self.heard = []

    def align(self, speech, transcript, report):
        self.heard.append(len(speech) * 1000 // RATE)
        return self.aligner.align(speech, transcript, report)


def heard(speech, *sentences):
    text = read(*sentences)
    return text, Listening().align(speech, text, lambda _: None)


def times(text, alignment):
    """The span of each sentence, by its text; None where it has no time."""
    timed = {t.word.start: t.span for t in alignment.words}
    spans = {}
    for sentence in text.sentences:
        mine = [timed[w.start] for w in sentence.words if w.start in timed]
        spans[text.text[sentence.start : sentence.end]] = (
            Span(mine[0].start, mine[-1].end) if mine else None
        )
    return spans


def test_one_changed_word_leaves_every_other_sentence_as_it_was(speech):
    before, known = heard(speech, VISIT, FOUND.replace("asked", "wanted"), CALLS, NEXT)
    text, listening = read(VISIT, FOUND, CALLS, NEXT), Listening()
    found = realign(speech, before, known, text, [listening])
    old, new = times(before, known), times(text, found)
    assert [new[s] for s in (VISIT, CALLS, NEXT)] == [old[s] for s in (VISIT, CALLS, NEXT)]
    assert old[VISIT].end <= new[FOUND].start < new[FOUND].end <= old[CALLS].start
    assert len(listening.heard) == 1
    assert listening.heard[0] < len(speech) * 1000 // RATE / 2
    assert (found.unsaid, found.unverified, found.unwritten, found.coverage) == ((), (), (), 1)


def test_a_sentence_put_in_that_was_not_said_is_told(speech, whole):
    before, known = whole
    text = read(VISIT, FOUND, "Nobody had told us about the leaking roof.", CALLS, NEXT)
    found = realign(speech, before, known, text, [Listening()])
    assert found.unsaid + found.unverified == (2,)
    assert len(found.sureness) == 5


def test_a_sentence_taken_out_is_speech_that_is_not_in_the_text(speech, whole):
    before, known = whole
    text = read(VISIT, CALLS, NEXT)
    found = realign(speech, before, known, text, [Listening()])
    (span,) = found.unwritten
    assert abs(span.start - times(before, known)[FOUND].start) < 250
    assert times(text, found)[CALLS] == times(before, known)[CALLS]


def test_a_new_label_or_paragraph_moves_no_time(speech, whole):
    before, known = whole
    text = documents.read("a.txt", f"{VISIT} {FOUND}\n\nDr. Hall: {CALLS} {NEXT}".encode(), "en-GB")
    listening = Listening()
    found = realign(speech, before, known, text, [listening])
    assert [t.span for t in found.words] == [t.span for t in known.words]
    assert listening.heard == []


def test_what_a_person_says_of_a_sentence_goes_before_what_was_found(whole):
    text, known = whole
    was = times(text, known)
    later = was[FOUND].moved(40)
    found = corrected(
        text,
        known,
        [Correction(FOUND, span=later), Correction(NEXT, said=False), Correction(VISIT)],
    )
    now = times(text, found)
    assert (now[VISIT], now[FOUND], now[CALLS], now[NEXT]) == (was[VISIT], later, was[CALLS], None)
    assert found.unsaid == (3,)
    assert found.sureness[0] == found.sureness[1] == 1
    assert {t.timing for t in found.words} == {Timing.CHECKED, Timing.HEARD}


def test_a_sentence_that_was_not_found_is_given_a_time(speech):
    text, known = heard(speech, VISIT, "Nobody had told us about the leaking roof.", CALLS, NEXT)
    gap = Span(times(text, known)[VISIT].end, times(text, known)[CALLS].start)
    (name,) = [n for n in named(text) if "roof" in n[0]]
    found = corrected(text, known, [Correction(*name, span=gap)])
    assert found.unsaid == found.unverified == ()
    assert found.untimed == 0
    assert times(text, found)[name[0]] == gap


spans = st.tuples(st.integers(0, 9_000), st.integers(1, 3_000)).map(lambda t: Span(t[0], sum(t)))


@given(
    st.lists(
        st.builds(
            Correction,
            sentence=st.sampled_from(["Yes.", "We went.", "It was good.", "Gone."]),
            nth=st.integers(0, 2),
            span=spans,
        )
        | st.builds(Correction, sentence=st.sampled_from(["Yes.", "We went."]), said=st.booleans()),
        max_size=6,
    ),
    st.lists(st.sampled_from(["Yes.", "We went.", "It was good."]), min_size=1, max_size=6),
)
def test_whatever_is_corrected_words_stay_in_order(corrections, sentences):
    text = read(*sentences)
    known = Alignment(
        tuple(
            TimedWord(word, Span(n * 500, n * 500 + 400), Timing.HEARD)
            for n, word in enumerate(text.words)
        )
    )
    found = corrected(text, known, corrections)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found.words))
    assert all(a.word.end <= b.word.start for a, b in pairwise(found.words))
    assert len(found.words) + found.untimed == len(text.words)
    assert corrected(text, known, []).words == known.words
