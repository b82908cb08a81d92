"""A text spoken, a sentence at a time, and its sound encoded, a part at a time."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from media import ffmpeg
from media.assembly import assemble, samples
from media.errors import VoiceFailed
from media.loudness import MOST, TARGET, estimated, pooled, stepped
from media.narration import SPEAKING, Narration, Part, Speech, Utterance, Voice, with_fallback
from media.parts import Encoded, encode, joined, settings
from media.progress import Progress, Reporter, silent
from media.renditions import Tags
from media.store import Artefact, Recipe, Store, digest_of
from media.transcript import Sentence, Transcript

ENCODING = 3  # goes up when the same samples are to be levelled, encoded or joined anew
CORES = os.cpu_count() or 1
# A gain is tried on a few parts, then on all. It stays where it is while the loudness is near, so
# that a word put right does not change it: 0.5 LU are allowed, and the encoders need a tenth.
_FEW = 2
_NEAR = 0.35  # LU
_TRIES = 3
_TAKEN = 0.9  # dB that the limiter mostly takes off; and of a decibel more, what it leaves:
_YIELD = 0.6


@dataclass(frozen=True, slots=True)
class Spoken:
    """A narration and what it is joined from: a step a sentence, by its index; none for a sound.

    `voice` is the name of the one that spoke; `unanswered` is why the one asked for did not.
    """

    narration: Narration
    steps: Mapping[int, Artefact]
    voice: str
    unanswered: VoiceFailed | None

    def samples(self, part: Part, store: Store) -> bytes:
        """A part of the narration, read and joined now. Raises StoreError."""
        return samples(part, self.narration.rate, lambda n: _speech(self.steps[n], store))


@dataclass(frozen=True, slots=True)
class Sounds:
    """A file by each rendition's suffix, and all parts that were encoded on the way to them."""

    files: dict[str, Artefact]
    steps: tuple[Artefact, ...]


def speak(
    transcript: Transcript,
    voice: Voice,
    local: Voice,
    store: Store,
    report: Reporter = silent,
    *,
    sayings: Mapping[str, str] | None = None,
) -> Spoken:
    """Speak a text, a sentence at a time; `local` speaks all of it where the network's voice fails.

    `sayings` has how words are said that a voice may get wrong, by their written forms. Raises
    VoiceError or StoreError.
    """
    (used, steps), trouble = with_fallback(
        voice, local, lambda one: (one, _sentences(transcript, one, sayings, store, report))
    )
    speeches = (_speech(step, store) if step else None for step in steps)
    kept = {n: step for n, step in enumerate(steps) if step}
    return Spoken(assemble(transcript, speeches), kept, used.name, trouble)


class Speaker(Protocol):
    """As much of a Voice as one sentence needs."""

    @property
    def identity(self) -> Mapping[str, str]: ...

    def speak(self, utterance: Utterance) -> Speech: ...


def spoken_once(utterance: Utterance, voice: Speaker, store: Store) -> Speech:
    """A sentence spoken for somebody to try it; it is kept, so that the narration has it too.

    Raises VoiceError or StoreError.
    """
    return _speech(_said(utterance, voice, voice.identity, store), store)


def encoded(
    spoken: Spoken,
    suffixes: tuple[str, ...],
    tags: Tags,
    store: Store,
    report: Reporter = silent,
) -> Sounds:
    """Make the renditions with these suffixes, from parts that are kept.

    Raises EncodingFailed or StoreError.
    """
    parts = _Parts(spoken, suffixes, store, report)
    made = parts.made(spoken.narration.parts, _gain(parts))

    def join(suffix: str) -> Artefact:
        recipe = Recipe(
            f"join {suffix}",
            ENCODING,
            {"parts": digest_of(" ".join(part.digest for part in made).encode())},
            asdict(tags),
        )

        def write(path: Path) -> None:
            with path.open("wb") as file:
                read = (Encoded.unpack(store.read(part)) for part in made)
                file.writelines(joined(suffix, read, tags))

        return store.keep(recipe, write)

    return Sounds({suffix: join(suffix) for suffix in suffixes}, tuple(parts.steps.values()))


def _gain(narrated: "_Parts") -> float:
    """Find the gain in dB that brings a narration to TARGET; silence stays as it is.

    It is one for all parts, so that none is louder than its neighbour. What the limiter takes off
    is another thing for each voice: so it is first tried on a few, the longest.
    """
    every = narrated.spoken.narration.parts
    wanted = TARGET - narrated.estimated(every)
    if wanted > MOST:
        return 0.0
    gain = stepped(wanted + _TAKEN)
    few = sorted(every, key=lambda part: part.duration)[-_FEW:]
    aim = wanted + narrated.estimated(few)
    for parts, wished in ((few, aim), (every, TARGET)):
        for _ in range(_TRIES):
            missing = wished - narrated.level(parts, gain)
            if abs(missing) <= _NEAR:
                break
            gain += stepped(missing / _YIELD)
    return gain


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a narration, encoded and kept. `steps` grows with each that was asked for."""

    spoken: Spoken
    suffixes: tuple[str, ...]
    store: Store
    report: Reporter
    steps: dict[tuple[Part, float], Artefact] = field(default_factory=dict)

    def made(self, parts: Sequence[Part], gain: float) -> list[Artefact]:
        """Some parts, raised by `gain` dB: on all cores, what is not there yet."""
        whole = self.spoken.narration
        missing = [part for part in parts if (part, gain) not in self.steps]
        done = sum(part.duration for part in whole.parts if (part, gain) in self.steps)
        with ThreadPoolExecutor(CORES) as pool:
            made = pool.map(partial(self._keep, gain), missing)
            for part, step in zip(missing, made, strict=True):
                self.steps[part, gain] = step
                done += part.duration
                self.report(Progress("Encoding", done, whole.duration))
        return [self.steps[part, gain] for part in parts]

    def estimated(self, parts: Sequence[Part]) -> float:
        """How loud they are before that, in LUFS, to within a decibel."""
        read = (self.spoken.samples(part, self.store) for part in parts)
        return estimated(read, self.spoken.narration.rate)

    def level(self, parts: Sequence[Part], gain: float) -> float:
        """How loud they come out, in LUFS."""
        read = (Encoded.unpack(self.store.read(step)) for step in self.made(parts, gain))
        return pooled((part.loudness, part.duration) for part in read)

    def _keep(self, gain: float, part: Part) -> Artefact:
        pcm, rate = self.spoken.samples(part, self.store), self.spoken.narration.rate
        recipe = Recipe(
            "encode a part",
            ENCODING,
            {"pcm": digest_of(pcm)},
            {suffix: settings(suffix) for suffix in self.suffixes} | {"rate": rate, "gain": gain},
            {"ffmpeg": ffmpeg.identity()},
        )
        return self.store.keep_bytes(recipe, lambda: encode(pcm, rate, gain, self.suffixes).pack())


def _sentences(
    transcript: Transcript,
    voice: Voice,
    sayings: Mapping[str, str] | None,
    store: Store,
    report: Reporter,
) -> list[Artefact | None]:
    """The kept speech of each sentence, on all cores."""
    identity = voice.identity

    def say(sentence: Sentence) -> Artefact | None:
        if sentence.sound:
            return None
        return _said(Utterance.of(transcript, sentence, sayings), voice, identity, store)

    sentences = transcript.sentences
    steps: list[Artefact | None] = []
    report(Progress("Speaking", 0, len(sentences)))
    with ThreadPoolExecutor(CORES) as pool:
        for step in pool.map(say, sentences):
            steps.append(step)
            report(Progress("Speaking", len(steps), len(sentences)))
    return steps


def _speech(step: Artefact, store: Store) -> Speech:
    return Speech.unpack(store.read(step))


def _said(
    utterance: Utterance, voice: Speaker, identity: Mapping[str, str], store: Store
) -> Artefact:
    recipe = Recipe(
        "speech", SPEAKING, {"utterance": digest_of(utterance.recipe.encode())}, engine=identity
    )
    return store.keep_bytes(recipe, lambda: voice.speak(utterance).pack())
