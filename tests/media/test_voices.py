"""The voices themselves: what they say is sound, and each written word has its time in it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from gtts.tts import gTTSError
from hibari.voices import VOICES as KNOWN
from hibari.voices import voice_path
from hypothesis import given, settings
from hypothesis import strategies as st

from media.engines import VOICES, voice_for
from media.engines.gtts import Google
from media.engines.hibari import Hibari
from media.engines.pauses import at_pauses
from media.errors import NoVoiceFor, UnknownVoice, VoiceAbsent, VoiceFailed
from media.narration import Speech, Utterance, Voice, with_fallback
from media.timeline import Span
from media.timing import Timing
from media.transcript import Word

FIGURES = "“£3.2 million – in 2017/18,” HMIC’s 43 said on 28 April (50%) & e.g. Zoë at 10am."


def utterance(text: str, language: str = "en") -> Utterance:
    found = re.finditer(r"\S+", text)
    words = (Word(m.start(), m.end(), m[0]) for m in found if m[0].strip("–—…"))
    return Utterance(text, tuple(words), language)


def here(name: str) -> Voice:
    if remedy := VOICES[name].remedy:
        pytest.skip(f"{name} is not on this machine: {remedy}")
    return VOICES[name]


def loudest(speech: Speech) -> int:
    return int(np.abs(np.frombuffer(speech.pcm, "<i2").astype(int)).max())


@pytest.mark.parametrize("name", ["heart", "espeak"])
def test_every_written_word_has_a_time_whatever_it_is_said_as(name: str) -> None:
    asked = utterance(FIGURES)
    speech = here(name).speak(asked)
    lasts = dict(
        zip((w.text for w in asked.words), (s.duration for s in speech.spans), strict=True)
    )
    assert loudest(speech) > 3_000
    assert speech.timing is Timing.SPOKEN
    assert all(duration >= 40 for duration in lasts.values()), lasts
    assert lasts["2017/18,”"] > lasts["million"] > lasts["in"]
    assert lasts["28"] > lasts["on"]


@pytest.mark.parametrize("name", ["heart", "espeak"])
def test_where_the_voice_pauses_no_word_is_said(name: str) -> None:
    speech = here(name).speak(utterance("We saw it – all of it; and still, they left."))
    samples = np.frombuffer(speech.pcm, "<i2") / 32_768
    size = speech.rate // 200
    power = (samples[: len(samples) // size * size].reshape(-1, size) ** 2).mean(axis=1)
    heard = np.flatnonzero(power > 1e-5) * 5
    assert speech.spans[0].start == pytest.approx(heard[0], abs=40)
    assert speech.spans[-1].end == pytest.approx(heard[-1] + 5, abs=40)
    pauses = [(a + 5, b) for a, b in pairwise(heard.tolist()) if b - a > 150]
    assert pauses
    for quiet, loud in pauses:
        assert not [s for s in speech.spans if s.start < loud - 30 and quiet + 30 < s.end]


ODD = (
    "the £3.2 bn 2017/18 HMIC’s Zoë’s 😀 中文 *** “(A [b](/c/) &amp; -- — … 1,000,000th .5 a/b/c"
    " ŵyr \u037a ﷺ ﬁrst"
    " don't “‘x’” ½ 12:60 99/99/99 A1 www.a.uk x@y.z mm² ... ) ’ É ﬁ \u00ad \u200b؟ शब्द"
)
odd_words = st.lists(st.sampled_from(ODD.split(" ")), min_size=1, max_size=9)


@settings(max_examples=25, deadline=None)
@given(odd_words, st.sampled_from(["heart", "espeak"]))
def test_odd_words_are_timed_in_order_and_inside_the_sound(words: list[str], name: str) -> None:
    text = " ".join((*words, "yes"))
    asked = Utterance(
        text, tuple(Word(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+", text)), "en"
    )
    speech = VOICES[name].speak(asked)
    assert len(speech.spans) == len(asked.words)
    assert all(one.end <= other.start for one, other in pairwise(speech.spans))
    assert all(span.duration for span in speech.spans)
    assert speech.spans[-1].end <= speech.duration


def test_a_british_voice_speaks_without_a_network() -> None:
    speech = here("bf_emma").speak(utterance("£3.2 million."))
    million = speech.spans[1]
    assert loudest(speech) > 3_000
    assert 300 < million.start < million.end < speech.duration


def test_the_same_sentence_is_the_same_sound() -> None:
    asked = utterance("I am one of five inspectors.")
    assert here("heart").speak(asked) == Hibari("heart", "American").speak(asked)


@pytest.mark.parametrize("name", ["heart", "espeak"])
def test_a_sentence_longer_than_a_breath_is_spoken(name: str) -> None:
    asked = utterance("and so, it goes " * 100)
    speech = here(name).speak(asked)
    assert len(speech.spans) == 400
    assert speech.duration > 60_000


def test_welsh_is_spoken_and_timed() -> None:
    voice = voice_for("cy-GB")
    speech = voice.speak(
        utterance("Mae’r heddlu’n gwella, meddai Siân Llŷr ar 28 Ebrill.", "cy-GB")
    )
    assert voice.name == "espeak"
    assert len(speech.spans) == 9
    assert all(span.duration >= 30 for span in speech.spans)


def test_the_british_voice_is_used_as_soon_as_it_has_been_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its model cannot be fetched here: the American one, of the same make, stands in its place."""
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    assert voice_for("en").name == "heart"
    with pytest.raises(VoiceAbsent):
        voice_for("en", "emma")
    shutil.copy(voice_path("heart"), tmp_path / KNOWN["emma"]["file"])
    assert voice_for("en").name == "emma"
    speech = Hibari("emma", "British").speak(utterance("A car."))
    assert loudest(speech) > 3_000


def test_what_no_voice_can_say_is_told_before_speaking() -> None:
    with pytest.raises(UnknownVoice):
        voice_for("en", "nobody")
    with pytest.raises(NoVoiceFor):
        voice_for("tlh-x")
    with pytest.raises(NoVoiceFor):
        voice_for("cy", "heart")
    with pytest.raises(NoVoiceFor) as chinese:
        voice_for("en", text="这是一份声明。 HMIC")
    assert chinese.value.script == "Chinese"
    assert voice_for("zh-CN", text="这是一份声明。").name == "espeak"


def test_every_voice_tells_who_it_is_without_loading_what_it_speaks_with() -> None:
    code = (
        "import sys; from media.engines import VOICES;"
        "[(v.name, v.accent, v.engine, v.local) for v in VOICES.values()];"
        "sys.exit(any(m in sys.modules for m in ('numpy', 'onnxruntime', 'gtts', 'hibari')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert (
        len({tuple(VOICES[n].identity.items()) for n in ("heart", "emma", "espeak", "gtts")}) == 4
    )


@dataclass
class Replies:
    """Stands for gTTS: fails `failures` times, then gives the bytes of an MP3."""

    mp3: bytes
    failures: int
    asked: int = 0

    def __call__(self, text: str, language: str) -> "Replies":
        assert (text, language) == ("One, twenty-three.", "en")
        return self

    def stream(self) -> Iterable[bytes]:
        self.asked += 1
        if self.asked <= self.failures:
            raise gTTSError("Failed to connect")
        yield self.mp3[:100]
        yield self.mp3[100:]


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A second and a half of a tone, between two silences of half a second."""
    path = tmp_path_factory.mktemp("google") / "tone.mp3"
    tone = "sine=300:duration=1.5,adelay=500:all=1,apad=pad_dur=0.5"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-v", "error", "-f", "lavfi", "-i", tone, path], check=True)
    return path.read_bytes()


def test_a_stand_in_for_google_is_asked_again_decoded_and_its_times_are_guesses(mp3: bytes) -> None:
    waited: list[float] = []
    google = Google(ask=Replies(mp3, failures=2), sleep=waited.append)
    speech = google.speak(utterance("One, twenty-three."))
    one, other = speech.spans
    assert waited == [1, 3]
    assert speech.timing is Timing.GUESSED
    assert one.start == pytest.approx(500, abs=60)
    assert other.end == pytest.approx(2_000, abs=60)
    assert other.duration > 2 * one.duration


def test_a_voice_that_does_not_answer_is_replaced_for_the_whole_text_and_says_why() -> None:
    google = Google(ask=Replies(b"", failures=9), sleep=lambda _: None)
    asked = utterance("One, twenty-three.")
    speech, trouble = with_fallback(google, VOICES["heart"], lambda voice: voice.speak(asked))
    assert speech.timing is Timing.SPOKEN
    assert trouble is not None
    assert (trouble.voice, trouble.reason) == ("gtts", "Failed to connect")
    with pytest.raises(VoiceFailed):
        with_fallback(
            replace(google, local=True), VOICES["heart"], lambda voice: voice.speak(asked)
        )


def test_words_at_a_pause_end_and_start_with_the_sound() -> None:
    rate, loud, quiet = 8_000, np.ones(1_600, np.float32) / 2, np.zeros(1_600, np.float32)
    sound = np.concatenate([loud, quiet, loud])  # 200 ms each
    late_and_long = (Span(20, 120), Span(120, 390), Span(440, 590))
    assert at_pauses(late_and_long, sound, rate) == (Span(20, 120), Span(120, 200), Span(400, 590))
    silent_between = (Span(0, 190), Span(220, 300), Span(380, 600))
    assert at_pauses(silent_between, sound, rate) == (Span(0, 190), Span(220, 300), Span(400, 600))
    through_it = (Span(0, 600),)
    assert at_pauses(through_it, sound, rate) == through_it


def test_naming_a_voice_loads_nothing_that_speaks() -> None:
    """Where every sentence is kept, who would have said it is all that is asked."""
    asked = (
        "import sys; from media.engines import voice_for; voice_for('en').identity;"
        "print(sorted({'numpy', 'onnxruntime', 'hibari'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
