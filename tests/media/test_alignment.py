"""Words are found where they are said, and what is not as written is told."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from media import documents, probing, recordings
from media.alignment import RATE, TRUSTED, align
from media.engines import VOICES
from media.engines.aligners import ALIGNERS
from media.engines.listening import anchors, trellis
from media.engines.listening.pronunciations import Said
from media.engines.listening.script import Script
from media.engines.listening.sounds import NAMES, kinship, sounds
from media.errors import AlignmentFailed
from media.narration import Utterance
from media.progress import silent
from media.timing import Alignment, Timing

SHARED = Path(__file__).parents[3] / "shared" / "recordings"
WORDS, PHONES, LIKENESS = ALIGNERS.values()

VISIT = "We went to every station in the county."
FOUND = "Most officers knew what was asked of them."
CALLS = "Calls from the public were answered quickly."
NEXT = "We shall come back in the autumn."


def read(*sentences, language="en-GB"):
    return documents.read("statement.txt", " ".join(sentences).encode(), language)


def spoken(*sentences, language="en-GB"):
    """Speech at 16 kHz with a third of a second after each sentence, and each word's start."""
    voice = VOICES["heart" if language.startswith("en") else "espeak"]
    sound, starts, at = [], [], 0
    for sentence in read(*sentences, language=language).sentences:
        said = voice.speak(Utterance.of(read(*sentences, language=language), sentence))
        pcm = np.frombuffer(said.pcm, "<i2")
        length = len(pcm) * RATE // said.rate
        near = np.fft.irfft(np.fft.rfft(pcm)[: length // 2 + 1], length) * length / len(pcm)
        starts += [at * 1000 / RATE + span.start for span in said.spans]
        sound += [near, np.zeros(RATE // 3)]
        at += length + RATE // 3
    return np.concatenate(sound).clip(-32768, 32767).astype(np.int16), starts


def music(seconds):
    time = np.arange(int(seconds * RATE)) / RATE
    chord = sum(np.sin(2 * np.pi * f * time) for f in (220, 277, 330, 440))
    return (2_000 * chord * (1 + np.sin(2 * np.pi * 2 * time)) / 2).astype(np.int16)


def starts(alignment):
    return [timed.span.start for timed in alignment.words]


def assert_near(found, told, within=100):
    assert len(found) == len(told)
    late = {
        i: (f, t) for i, (f, t) in enumerate(zip(found, told, strict=True)) if abs(f - t) > within
    }
    assert not late, f"more than {within} ms out: {late}"


def test_every_word_is_heard_where_it_is_said():
    speech, told = spoken(VISIT, FOUND, CALLS)
    found = WORDS.align(speech, read(VISIT, FOUND, CALLS), silent)
    assert_near(starts(found), told)
    assert {timed.timing for timed in found.words} == {Timing.HEARD}
    assert found.coverage == 1
    assert (found.unsaid, found.unverified, found.unwritten) == ((), (), ())
    assert min(found.sureness) > 0.6
    assert found.aligner == "words"


def test_the_phone_model_alone_is_near_too():
    speech, told = spoken(VISIT, FOUND)
    found = PHONES.align(speech, read(VISIT, FOUND), silent)
    assert_near(starts(found), told)


def test_music_before_the_voice_shifts_nothing():
    speech, told = spoken(VISIT, FOUND)
    found = WORDS.align(np.concatenate([music(6), speech, music(3)]), read(VISIT, FOUND), silent)
    assert_near(starts(found), [t + 6_000 for t in told])


def test_noise_shifts_nothing():
    speech, told = spoken(VISIT, FOUND)
    noise = np.random.default_rng(0).normal(0, speech.std() * 10 ** (-10 / 20), len(speech))
    noisy = (speech + noise).clip(-32768, 32767).astype(np.int16)
    assert_near(starts(WORDS.align(noisy, read(VISIT, FOUND), silent)), told)


def test_a_sentence_that_was_never_said_is_told_and_spoils_no_other():
    speech, told = spoken(VISIT, CALLS)
    found = WORDS.align(speech, read(VISIT, FOUND, CALLS, NEXT), silent)
    assert found.unsaid == (1, 3)
    assert_near(starts(found), told)
    assert found.sureness[1] is None
    assert found.coverage == pytest.approx(15 / 30)


def test_speech_that_is_not_in_the_text_is_told_and_spoils_no_other():
    speech, told = spoken(VISIT, FOUND, CALLS)
    found = WORDS.align(speech, read(VISIT, CALLS), silent)
    assert_near(starts(found), told[:8] + told[16:])
    (extra,) = found.unwritten
    assert extra.start == pytest.approx(told[8], abs=150)
    assert told[15] < extra.end < told[16]


def test_figures_signs_and_short_forms_get_their_time():
    text = "On 28 April 2017/18, £3.2 million (50%) went to HMIC’s 43 forces & others."
    speech, told = spoken(text)
    found = WORDS.align(speech, read(text), silent)
    assert_near(starts(found), told, within=150)
    assert all(timed.span.duration >= 40 for timed in found.words)


def test_words_said_over_and_over_keep_their_order():
    text = "No, no, no, no, it was very, very, very good."
    speech, told = spoken(text)
    assert_near(starts(WORDS.align(speech, read(text), silent)), told)


def test_the_wrong_recording_is_not_to_be_trusted():
    speech, _ = spoken(VISIT, FOUND)
    other = read(
        "A giant rabbit climbs out of a hole.", "It yawns, and scratches itself at length."
    )
    found = WORDS.align(speech, other, silent)
    assert found.coverage < TRUSTED
    assert found.unverified == (0, 1)
    assert sum(span.duration for span in found.unwritten) > 3_000


@pytest.mark.parametrize("length", [0, 100, 5 * RATE])
def test_in_silence_nothing_was_said(length):
    found = WORDS.align(np.zeros(length, np.int16), read(VISIT, FOUND), silent)
    assert found.words == ()
    assert found.unsaid == (0, 1)
    assert (found.coverage, found.unwritten) == (0, ())


def test_welsh():
    text = "Mae'r heddlu wedi gwella llawer ers y llynedd.", "Diolch i bawb am eu hamser."
    speech, told = spoken(*text, language="cy")
    found = WORDS.align(speech, read(*text, language="cy"), silent)
    assert_near(starts(found), told)


def test_a_word_nobody_can_say_is_guessed_between_its_neighbours():
    speech, _ = spoken("We found 日本 most helpful.")
    found = WORDS.align(speech, read("We found 日本 most helpful."), silent)
    timings = [timed.timing for timed in found.words]
    assert timings == [Timing.HEARD] * 2 + [Timing.GUESSED] * 2 + [Timing.HEARD] * 2
    assert found.coverage == pytest.approx(4 / 6)


def test_sounds_in_the_text_are_not_looked_for():
    speech, told = spoken(VISIT)
    found = WORDS.align(speech, read("[Music]\n\n" + VISIT + "\n\n[Applause]"), silent)
    assert_near(starts(found), told)
    assert found.sureness[0] is None


def test_the_last_resort_says_that_it_guesses():
    speech, _ = spoken(VISIT, FOUND)
    found = LIKENESS.align(speech, read(VISIT, FOUND), silent)
    assert {timed.timing for timed in found.words} == {Timing.GUESSED}
    assert (found.coverage, found.aligner) == (0, "likeness")


@dataclass
class Deaf:
    """An aligner that cannot listen."""

    name: str

    def align(self, *_):
        raise AlignmentFailed(self.name, "no ears")


class Quick(Deaf):
    """One that finds nothing, at once."""

    def align(self, *_):
        return Alignment((), aligner=self.name)


def test_what_fails_is_followed_by_the_next_and_that_is_told():
    found = align(np.zeros(0, np.int16), read(VISIT), (Deaf("first"), Quick("second")))
    assert found.aligner == "second"


def test_where_all_fail_the_first_reason_is_told():
    with pytest.raises(AlignmentFailed) as trouble:
        align(np.zeros(0, np.int16), read(VISIT), (Deaf("first"), Deaf("second")))
    assert trouble.value.aligner == "first"


def test_a_language_without_phones_fails_by_name():
    with pytest.raises(AlignmentFailed):
        WORDS.align(np.zeros(RATE, np.int16), read(VISIT, language="tlh"), silent)


@pytest.mark.parametrize("name", ["perspective-video.mp4", "moon-speech.mp3", "austen-0920.wav"])
def test_people_are_heard_too(tmp_path, name):
    if not (SHARED / name).exists():
        pytest.skip("the shared recordings are not here")
    recordings.speech(SHARED / name, probing.probe(SHARED / name), tmp_path / "samples")
    text = (SHARED / name).with_suffix(".txt")
    transcript = documents.read(text.name, text.read_bytes(), "en-GB")
    samples = np.fromfile(tmp_path / "samples", "<i2")
    found = WORDS.align(samples, transcript, silent)
    assert found.coverage > 0.9
    assert (found.unsaid, found.unverified, found.unwritten) == ((), (), ())
    assert min(found.sureness) > 0.6


# The lattice


def script(*words):
    """A script of one-part words, each a sentence of its own."""
    return Script.of([[(Said("", sounds(word)),)] for word in words])


def listened(text, frames_each=4):
    """Log-probabilities of one who hears each sound of `text` for one frame in four."""
    phones = sounds(text)
    heard = np.full((len(phones) * frames_each, len(NAMES) + 1), -12.0, np.float16)
    heard[:, -1] = 0
    for i, phone in enumerate(phones):
        heard[i * frames_each + 2, -1] = -12
        heard[i * frames_each + 2, phone] = 0
    return heard


def test_the_best_path_names_each_sound_when_it_is_heard():
    scores = trellis.heard(listened("bɛdkæt"), kinship())
    states = trellis.Lattice(script("bɛd", "kæt")).path(scores, first=0, last=None)
    assert list(np.flatnonzero(states % 2)) == [2, 6, 10, 14, 18, 22]


def test_a_sentence_that_is_not_heard_is_stepped_over():
    scores = trellis.heard(listened("bɛdkæt"), kinship())
    states = trellis.Lattice(script("bɛd", "ʃoʊzmæn", "kæt")).path(scores, first=0, last=None)
    assert set(states[states % 2 == 1] // 2) == {0, 1, 2, 9, 10, 11}


@given(
    st.lists(st.sampled_from(["bɛd", "kæt", "ʃoʊz", "lɪli"]), min_size=1, max_size=4),
    st.integers(0, 9),
)
@example(["lɪli", "kæt", "bɛd", "bɛd"], 1)
def test_keeping_few_columns_gives_the_same_path(words, seed):
    row = script(*words)
    scores = np.random.default_rng(seed).normal(-3, 2, (60, len(NAMES) + 3)).astype(np.float32)
    whole = trellis.Lattice(row).path(scores, first=0, last=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trellis, "_HELD", 100)
        assert list(trellis.Lattice(row).path(scores, first=0, last=None)) == list(whole)
    heads = {2 * head for head in row.heads}
    steps = pairwise(whole.tolist())
    assert all(b - a in (0, 1, 2) or (a in heads and b > a) for a, b in steps)


def test_a_long_recording_is_cut_at_ties_and_loses_nothing(monkeypatch):
    speech, told = spoken(VISIT, FOUND, CALLS, NEXT)
    monkeypatch.setattr(anchors, "_SMALL", 0)
    monkeypatch.setattr(anchors, "_APART", 60)
    found = WORDS.align(speech, read(VISIT, FOUND, CALLS, NEXT), silent)
    assert_near(starts(found), told)


@given(st.text())
def test_any_text_can_be_read_as_ipa(text):
    assert all(0 <= phone < len(NAMES) for phone in sounds(text))
