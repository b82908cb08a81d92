"""Recordings whose every word is known: spoken by a synthesiser, then spoilt on purpose."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from media import documents
from media.alignment import RATE, Samples
from media.engines import VOICES
from media.narration import Utterance, Voice
from media.timeline import Span
from media.transcript import Sentence, Transcript

Sound = NDArray[np.float32]

# What sentences are made of: enough of them that half an hour has few twice.
_PARTS = {
    "en": (
        ("In the spring", "On 28 April", "After our last visit", "By 2017/18", "At night",
         "In June", "As we said before", "Across the county", "On most days", "For some victims"),
        ("officers", "the control room", "43 detectives", "senior leaders", "the custody team",
         "neighbourhood staff", "Chief Inspector Harris", "call handlers", "the force"),
        ("answered", "recorded", "reviewed", "did not find", "asked us about", "changed", "missed",
         "explained", "kept"),
        ("more than 1,200 reports", "three quarters of the files", "a plan for young people",
         "£3.2 million of savings", "every crime of violence", "the needs of victims",
         "10% of calls", "very little that was new", "what the public had told them"),
        ("within ten minutes", "without much help", "and so can others", "which we welcome",
         "but not quickly enough", "with great care", "at the station in Kettering", "for a year"),
    ),
    "cy": (
        ("Yn y gwanwyn", "Ar ôl ein hymweliad", "Fel y dywedwyd", "Ar draws y sir", "Bob dydd",
         "Yn ystod y nos", "Ers y llynedd", "Mewn llawer o achosion"),
        ("roedd yr heddlu", "roedd y swyddogion", "roedd yr arweinwyr", "roedd y tîm newydd",
         "roedd pobl ifanc", "roedd y ditectifs"),
        ("yn ateb", "yn gwella", "yn cofnodi", "yn gofyn am", "yn newid", "yn colli"),
        ("llawer o alwadau", "y cynllun newydd", "anghenion dioddefwyr", "rhai o'r ffeiliau",
         "cymorth y cyhoedd", "gwaith y ddalfa"),
        ("yn gyflym", "heb lawer o help", "gyda gofal mawr", "am flwyddyn", "yn yr orsaf leol"),
    ),
}  # fmt: skip
VOICE = {"en": "heart", "cy": "espeak"}
_EVERY = 8  # one sentence in so many is cut, or has another after it that is not in the text
_SILENCE = 0.01  # of full scale: speech is louder, and its level is reckoned without the pauses
_BOOKEND = 20  # s of music at each end


@dataclass(frozen=True, slots=True)
class Condition:
    """How a recording is spoilt. Decibels are of the speech over what is mixed in."""

    name: str
    noise: float | None = None
    music: float | None = None
    bookends: bool = False
    cut: bool = False
    added: bool = False


CONDITIONS = {
    c.name: c
    for c in (
        Condition("clean"),
        Condition("noise-15", noise=15),
        Condition("noise-5", noise=5),
        Condition("music-15", music=15),
        Condition("bookends", bookends=True),
        Condition("cut", cut=True),
        Condition("added", added=True),
        Condition("cut-added-noise-15", noise=15, cut=True, added=True),
    )
}


@dataclass(frozen=True, slots=True)
class Staged:
    """Speech, the text that is said to be its own, and the truth about both.

    `starts` holds for each word of the text when it starts in ms, None where it was not said;
    `cut` are the sentences that were not said, `added` where speech is that was not written.
    """

    speech: Samples
    transcript: Transcript
    starts: tuple[float | None, ...]
    cut: tuple[int, ...]
    added: tuple[Span, ...]


def staged(
    condition: Condition, language: str, minutes: float, seed: int = 0, voice: str | None = None
) -> Staged:
    """Speak for so many minutes, and spoil it."""
    speaker = VOICES[voice or VOICE[language]]
    dice = random.Random(seed)  # noqa: S311 - a stage, not a lock
    invented = _sentences(language, dice)
    text = " ".join(next(invented) for _ in range(max(3, round(minutes * 9))))
    transcript = documents.read("staged.txt", text.encode(), language)
    scene: list[Sound] = [_music(_BOOKEND, seed)] if condition.bookends else []
    at = sum(map(len, scene))
    starts: list[float | None] = []
    cut, added = [], []
    for number, sentence in enumerate(transcript.sentences):
        if condition.cut and number % _EVERY == _EVERY - 3:
            cut.append(number)
            starts += [None] * len(sentence.words)
            continue
        spoken, begins = _spoken(transcript, sentence, speaker)
        starts += [at * 1000 / RATE + b for b in begins]
        scene += [spoken, np.zeros(int(RATE * dice.uniform(0.15, 0.6)), np.float32)]
        at += sum(map(len, scene[-2:]))
        if condition.added and number % _EVERY == _EVERY - 6:
            other = documents.read("added.txt", next(invented).encode(), language)
            spoken, begins = _spoken(other, other.sentences[0], speaker)
            added.append(
                Span(round(at * 1000 / RATE + begins[0]), (at + len(spoken)) * 1000 // RATE)
            )
            scene += [spoken, np.zeros(RATE // 3, np.float32)]
            at += sum(map(len, scene[-2:]))
    if condition.bookends:
        scene.append(_music(_BOOKEND, seed + 1))
    sound = np.concatenate(scene)
    loud = np.sqrt(np.mean(np.square(sound[np.abs(sound) > _SILENCE])))
    if condition.noise is not None:
        hiss = _pink(len(sound), seed)
        sound += hiss * loud / hiss.std() * 10 ** (-condition.noise / 20)
    if condition.music is not None:
        band = _music(len(sound) / RATE, seed)[: len(sound)]
        sound += band * loud / band.std() * 10 ** (-condition.music / 20)
    samples = (sound.clip(-1, 1) * 32767).astype(np.int16)
    return Staged(samples, transcript, tuple(starts), tuple(cut), tuple(added))


def _sentences(language: str, dice: random.Random) -> Iterator[str]:
    while True:
        *said, last = (dice.choice(part) for part in _PARTS[language])
        yield f"{' '.join(said)} {last}."


def _spoken(transcript: Transcript, sentence: Sentence, voice: Voice) -> tuple[Sound, list[float]]:
    """A sentence at 16 kHz, and when each of its words starts in ms."""
    said = voice.speak(Utterance.of(transcript, sentence))
    pcm = np.frombuffer(said.pcm, "<i2").astype(np.float32) / 32768
    length = len(pcm) * RATE // said.rate
    spectrum = np.fft.rfft(pcm)[: length // 2 + 1]
    sound = np.fft.irfft(spectrum, length) * (length / len(pcm))
    return sound.astype(np.float32), [float(span.start) for span in said.spans]


def _music(seconds: float, seed: int) -> Sound:
    """Chords of three harmonics, two a second, with a beat."""
    rng = np.random.default_rng(seed)
    beat = RATE // 2
    time = np.arange(beat) / RATE
    bars = []
    for _ in range(int(seconds * 2) + 1):
        root = 110 * 2 ** (rng.integers(0, 24) / 12)
        notes = [root * step * n for step in (1, 5 / 4, 3 / 2, 2) for n in (1, 2, 3)]
        chord = sum(np.sin(2 * np.pi * f * time) / (1 + f / root) for f in notes)
        bars.append(chord * np.exp(-2 * time) + rng.normal(0, 0.3, beat) * np.exp(-40 * time))
    band = np.concatenate(bars)
    return (0.2 * band / np.abs(band).max()).astype(np.float32)


def _pink(length: int, seed: int) -> Sound:
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, length))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    return np.fft.irfft(spectrum, length).astype(np.float32)
