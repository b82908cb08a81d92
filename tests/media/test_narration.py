"""What a voice is given, what it gives back, and how sentences are joined."""

import re
from array import array
from collections.abc import Iterable
from math import pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.assembly import (
    AFTER_A_PARAGRAPH,
    AFTER_A_SENTENCE,
    FOR_A_SOUND,
    LEAD_IN,
    READING,
    TAIL,
    assemble,
    samples,
)
from media.errors import NothingToSay
from media.narration import Speech, Utterance
from media.timeline import Span
from media.timing import Timing, shared_out
from media.transcript import Paragraph, Sentence, Transcript, Word

RATE = 8_000
TRIMMED = 10  # ms of quiet that stay at each end of a sentence


def tone(milliseconds: int) -> bytes:
    samples = (
        int(9_000 * sin(2 * pi * 300 * n / RATE)) for n in range(milliseconds * RATE // 1000)
    )
    return array("h", samples).tobytes()


def quiet(milliseconds: int) -> bytes:
    return bytes(2 * (milliseconds * RATE // 1000))


def said(*, before: int = 0, sound: int = 400, after: int = 0) -> Speech:
    """One word, said for `sound` ms with silence around it."""
    pcm = quiet(before) + tone(sound) + quiet(after)
    return Speech(pcm, RATE, (Span(before, before + sound),), Timing.SPOKEN)


TEXT = "One.\n[Music]\nTwo. Three.\nFour."


def sentence(text: str) -> Sentence:
    start = TEXT.index(text)
    end = start + len(text)
    if text == "[Music]":
        return Sentence(start, end, (), sound=True)
    return Sentence(start, end, (Word(start, end, text),))


def transcript(*paragraphs: tuple[str, ...]) -> Transcript:
    made = (tuple(map(sentence, texts)) for texts in paragraphs)
    return Transcript(TEXT, "en", tuple(Paragraph(s[0].start, s[-1].end, s) for s in made))


def test_pauses_are_as_long_as_is_said_whatever_silence_the_voice_leaves() -> None:
    text = transcript(("Two.", "Three."), ("Four.",))
    loose = said(before=350, after=500)
    narration = assemble(text, (said(), loose, loose))
    one, two, three = (w.span for w in narration.alignment.words)
    assert one.start == LEAD_IN
    assert two.start - one.end == pytest.approx(AFTER_A_SENTENCE + TRIMMED, abs=5)
    assert three.start - two.end == pytest.approx(AFTER_A_PARAGRAPH + 2 * TRIMMED, abs=5)
    assert narration.duration - three.end == pytest.approx(TAIL + TRIMMED, abs=5)


@pytest.mark.parametrize(("word", "gap"), [(200, 1_000), (290, AFTER_A_SENTENCE)])
def test_after_hasty_words_there_is_time_to_read_them(word: int, gap: int) -> None:
    text = "One two three four five six seven eight nine ten. And."
    words = [Word(w.start(), w.end(), w[0]) for w in re.finditer(r"\S+", text)]
    ends = (words[9].end, len(text))
    cut = (Sentence(0, ends[0], tuple(words[:10])), Sentence(ends[0] + 1, ends[1], (words[10],)))
    spans = tuple(Span(n * word, (n + 1) * word) for n in range(10))
    hasty = Speech(tone(10 * word), RATE, spans, Timing.SPOKEN)
    spoken = Transcript(text, "en", (Paragraph(0, len(text), cut),))
    *_, last, following = assemble(spoken, (hasty, said())).alignment.words
    assert following.span.start - last.span.end == pytest.approx(gap, abs=25)


def test_a_name_is_read_too_where_the_speaker_changes() -> None:
    paragraphs = [
        Paragraph(s.start, s.end, (s,), speaker)
        for s, speaker in (
            (sentence("One."), "Chief Constable Ann Patel"),
            (sentence("Two."), "Jo"),
            (sentence("Three."), "Jo"),
        )
    ]
    spoken = Transcript(TEXT, "en", tuple(paragraphs))
    one, two, three = (w.span for w in assemble(spoken, [said()] * 3).alignment.words)
    assert two.start - one.start == 5 * READING  # four words of a name, and one that is said
    assert three.start - two.end == pytest.approx(AFTER_A_PARAGRAPH, abs=5)


def test_a_sound_is_a_quiet_time_and_no_word() -> None:
    narration = assemble(transcript(("One.",), ("[Music]",), ("Two.",)), (said(), None, said()))
    one, two = (w.span for w in narration.alignment.words)
    assert two.start - one.end == FOR_A_SOUND
    assert [w.word.text for w in narration.alignment.words] == ["One.", "Two."]


def test_sounds_alone_are_nothing_to_say() -> None:
    with pytest.raises(NothingToSay):
        assemble(transcript(("[Music]",)), (None,))


def test_a_word_that_nobody_could_say_keeps_its_time() -> None:
    silent = Speech(quiet(300), RATE, (Span(100, 200),), Timing.SPOKEN)
    (word,) = assemble(transcript(("One.",)), (silent,)).alignment.words
    assert word.span.duration == 100


# Words (of a sound there are none), ms of quiet, of sound, of quiet, whether a paragraph begins.
Asked = tuple[int, int, int, int, bool]


def told(asked: Iterable[Asked], rate: int) -> tuple[Transcript, list[Speech | None]]:
    """A text of such sentences, each spoken on a level of its own: 9,000 for the first."""
    text, paragraphs, speeches = "", [], []
    for number, (count, before, sound, after, new) in enumerate(asked):
        start = len(text)
        text += "la " * count or "[Hum] "
        words = tuple(Word(at, at + 2, "la") for at in range(start, start + 3 * count, 3))
        if new or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(Sentence(start, len(text) - 1, words, sound=not words))
        speech = None
        if words:
            pcm = np.zeros((before + sound + after) * rate // 1000, "<i2")
            pcm[before * rate // 1000 : (before + sound) * rate // 1000] = 9_000 + number
            spans = shared_out(words, Span(before, before + sound))
            speech = Speech(pcm.tobytes(), rate, spans, Timing.SPOKEN)
        speeches.append(speech)
    made = (Paragraph(its[0].start, its[-1].end, tuple(its)) for its in paragraphs)
    return Transcript(text, "en", tuple(made)), speeches


quiets = st.integers(0, 90)


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 35]), quiets, st.integers(40, 300), quiets, st.booleans()),
        max_size=9,
    ),
    st.sampled_from([8_000, 22_050, 24_000]),
)
def test_every_sample_that_was_said_is_where_its_word_is(asked: list[Asked], rate: int) -> None:
    text, speeches = told([*asked, (1, 0, 100, 0, False)], rate)
    narration = assemble(text, iter(speeches))
    assert tuple(timed.word for timed in narration.alignment.words) == text.words
    parts = [samples(part, rate, speeches.__getitem__) for part in narration.parts]
    assert not any(np.frombuffer(part, "<i2")[[0, -1]].any() for part in parts)
    heard = np.frombuffer(b"".join(parts), "<i2")
    assert len(heard) * 1000 == narration.duration * rate
    timed = iter(narration.alignment.words)
    for number, (sentence, speech) in enumerate(zip(text.sentences, speeches, strict=True)):
        if speech:
            said = np.flatnonzero(heard == 9_000 + number)
            assert len(said) == np.count_nonzero(np.frombuffer(speech.pcm, "<i2"))
            spans = [next(timed).span for _ in sentence.words]
            assert said[0] * 1000 / rate == pytest.approx(spans[0].start, abs=2)
            assert said[-1] * 1000 / rate == pytest.approx(spans[-1].end, abs=2)


def test_a_sentence_is_the_same_utterance_wherever_it_stands() -> None:
    text = "Same. Same."
    sentences = tuple(Sentence(i, i + 5, (Word(i, i + 5, "Same."),)) for i in (0, 6))
    whole = Transcript(text, "en", (Paragraph(0, 11, sentences),))
    assert Utterance.of(whole, sentences[0]) == Utterance.of(whole, sentences[1])


@given(
    st.binary(min_size=1).map(lambda b: b + b),
    st.sampled_from([22_050, 24_000]),
    st.sampled_from(Timing),
)
def test_packed_speech_unpacks_to_itself(pcm: bytes, rate: int, timing: Timing) -> None:
    speech = Speech(pcm, rate, (Span(0, 0), Span(0, 0)), timing)
    assert Speech.unpack(speech.pack()) == speech
