"""Speaking a transcript: what a voice is given, a sentence at a time, and what it gives back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from media.errors import VoiceFailed
from media.spoken import written_form
from media.timeline import Span
from media.timing import Alignment, Timing
from media.transcript import Sentence, Transcript, Word

# Of a neural voice's own pace. A statement then takes 160 words a minute with its pauses: the slow
# end of what the BBC Subtitle Guidelines aim at, so that its captions can be read.
PACE = 0.95
GRID = 120  # ms: as many whole frames of MP3 (24) as packets of Opus (20)
SPEAKING = 1  # a part of every recipe of speech: goes up when the same text is to be said anew

_SAMPLE = 2  # bytes
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence taken out of its transcript, to be spoken: offsets count from its own start.

    So the same sentence is the same utterance wherever it stands, and is spoken once. `sayings`
    are what its own words are said as, each a written form and how it is said.
    """

    text: str
    words: tuple[Word, ...]
    language: str  # BCP 47
    sayings: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.words or any(self.text[w.start : w.end] != w.text for w in self.words):
            raise ValueError("an utterance has words, each a slice of its text")

    @classmethod
    def of(
        cls, transcript: Transcript, sentence: Sentence, sayings: Mapping[str, str] | None = None
    ) -> "Utterance":
        """Take a sentence of a transcript, which may not be a sound, and of `sayings` its own."""
        words = tuple(
            Word(w.start - sentence.start, w.end - sentence.start, w.text) for w in sentence.words
        )
        told = sayings or {}
        its = {form: told[form] for w in words if (form := written_form(w.text)) in told}
        text = transcript.text[sentence.start : sentence.end]
        return cls(text, words, transcript.language, tuple(sorted(its.items())))

    @property
    def recipe(self) -> str:
        """All that decides how it is said, as JSON; as it always was where nothing is told."""
        facts = asdict(self)
        return json.dumps(facts if self.sayings else {k: facts[k] for k in facts if k != "sayings"})


@dataclass(frozen=True, slots=True)
class Speech:
    """An utterance spoken: mono signed 16-bit little-endian samples at `rate` hertz.

    `spans` holds milliseconds from the start of `pcm`, one span for each word of the utterance.
    """

    pcm: bytes
    rate: int
    spans: tuple[Span, ...]
    timing: Timing

    def __post_init__(self) -> None:
        if len(self.pcm) % _SAMPLE or not self.pcm:
            raise ValueError(f"{len(self.pcm)} bytes are no 16-bit speech")
        if any(one.end > other.start for one, other in pairwise(self.spans)):
            raise ValueError("words are spoken one after the other")
        if self.spans and self.spans[-1].end > self.duration:
            raise ValueError("words are spoken within the speech")

    @property
    def duration(self) -> int:
        """Milliseconds, rounded up."""
        return -(-len(self.pcm) * 1000 // (_SAMPLE * self.rate))

    def pack(self) -> bytes:
        """Everything as bytes: a line of JSON, then the samples."""
        spans = [(s.start, s.end) for s in self.spans]
        head = {"rate": self.rate, "timing": self.timing.value, "spans": spans}
        return json.dumps(head).encode() + b"\n" + self.pcm

    @classmethod
    def unpack(cls, packed: bytes) -> "Speech":
        """Undo `pack`."""
        head, _, pcm = packed.partition(b"\n")
        facts = json.loads(head)
        spans = tuple(Span(start, end) for start, end in facts["spans"])
        return cls(pcm, facts["rate"], spans, Timing(facts["timing"]))


class Voice(Protocol):
    """What speaks. Making one does no work; it may be used from several threads."""

    @property
    def name(self) -> str: ...

    @property
    def engine(self) -> str: ...

    @property
    def accent(self) -> str:
        """The accent or the language, in words for people: "British", "Welsh"."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The primary subtags (BCP 47) of what it speaks."""
        ...

    @property
    def local(self) -> bool:
        """Whether the text stays on this machine."""
        ...

    @property
    def remedy(self) -> str | None:
        """What brings the voice to this machine: a step for people. None where it is here."""
        ...

    @property
    def identity(self) -> Mapping[str, str]:
        """All that decides what comes out, for the recipe of a derived file."""
        ...

    def speak(self, utterance: Utterance) -> Speech:
        """Speak. VoiceAbsent, NoVoiceFor or VoiceFailed where it cannot."""
        ...


def with_fallback(
    voice: Voice, local: Voice, make: Callable[[Voice], _Made]
) -> tuple[_Made, VoiceFailed | None]:
    """What `make` makes with `voice`; where a voice from the network fails, with `local`, and why.

    `make` speaks a whole transcript: nobody wants two voices in one statement, and what is kept
    under one voice's identity is never another's.
    """
    try:
        return make(voice), None
    except VoiceFailed as trouble:
        if voice.local:
            raise
        return make(local), trouble


@dataclass(frozen=True, slots=True)
class Take:
    """What is used of a sentence's speech: a span of it, after some `quiet` milliseconds.

    `sentence` is the index into `Transcript.sentences`.
    """

    quiet: int
    sentence: int
    span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """Takes that follow one another, and quiet up to `duration` ms. Samples are not held."""

    takes: tuple[Take, ...]
    duration: int

    def __post_init__(self) -> None:
        if self.duration % GRID:
            raise ValueError(f"a part is a multiple of {GRID} ms long")


@dataclass(frozen=True, slots=True)
class Narration:
    """How a transcript's speeches, of samples at `rate` hertz, are joined; and its words in time.

    `parts` follow one another. Each begins and ends in silence, so that it may be encoded by
    itself.
    """

    parts: tuple[Part, ...]
    rate: int
    alignment: Alignment

    def __post_init__(self) -> None:
        if self.rate * GRID % 1000:
            raise ValueError(f"at {self.rate} hertz {GRID} ms are no whole number of samples")

    @property
    def duration(self) -> int:
        """Milliseconds."""
        return sum(part.duration for part in self.parts)
