"""A text spoken, a sentence at a time, and its sound encoded."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Protocol

from media import ffmpeg
from media.assembly import assemble
from media.errors import VoiceFailed
from media.loudness import mastered
from media.narration import SPEAKING, Narration, Speech, Utterance, Voice, with_fallback
from media.progress import Progress, Reporter, silent
from media.renditions import RENDITIONS, Rendition, Tags, encode
from media.store import Artefact, Recipe, Store, digest_of
from media.transcript import Sentence, Transcript

ENCODING = 1  # goes up when the same samples are to be mastered or encoded anew
CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """A narration and what it was joined from: a step a sentence, None for a sound.

    `voice` is the name of the one that spoke; `unanswered` is why the one asked for did not.
    """

    narration: Narration
    steps: tuple[Artefact | None, ...]
    voice: str
    unanswered: VoiceFailed | None


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
    speeches = [Speech.unpack(store.read(step)) if step else None for step in steps]
    return Spoken(assemble(transcript, speeches), tuple(steps), used.name, trouble)


class Speaker(Protocol):
    """As much of a Voice as one sentence needs."""

    @property
    def identity(self) -> Mapping[str, str]: ...

    def speak(self, utterance: Utterance) -> Speech: ...


def spoken_once(utterance: Utterance, voice: Speaker, store: Store) -> Speech:
    """A sentence spoken for somebody to try it; it is kept, so that the narration has it too.

    Raises VoiceError or StoreError.
    """
    return Speech.unpack(store.read(_said(utterance, voice, voice.identity, store)))


def encoded(
    narration: Narration,
    suffixes: tuple[str, ...],
    tags: Tags,
    store: Store,
    report: Reporter = silent,
) -> dict[str, Artefact]:
    """Make the renditions with these suffixes, side by side, from speech levelled once."""
    levelled: list[bytes] = []
    lock = Lock()

    def samples() -> bytes:
        with lock:
            if not levelled:
                levelled.append(mastered(narration.pcm, narration.rate))
        return levelled[0]

    heard = dict.fromkeys(suffixes, 0.0)
    all_of_it = max(1, narration.duration) * len(suffixes)

    def make(rendition: Rendition) -> Artefact:
        def progressed(now: Progress) -> None:
            heard[rendition.suffix] = now.done
            report(Progress("Encoding", sum(heard.values()), all_of_it))

        settings = {"rate": str(narration.rate), "given": " ".join(rendition.settings)}
        recipe = Recipe(
            f"encode {rendition.suffix}",
            ENCODING,
            {"pcm": digest_of(narration.pcm)},
            settings | asdict(tags),
            {"ffmpeg": ffmpeg.identity()},
        )
        return store.keep_bytes(recipe, lambda: encode(rendition, samples(), narration.rate, tags))

    report(Progress("Encoding", 0, all_of_it))
    with ThreadPoolExecutor(CORES) as pool:
        made = pool.map(make, (RENDITIONS[suffix] for suffix in suffixes))
        return dict(zip(suffixes, made, strict=True))


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


def _said(
    utterance: Utterance, voice: Speaker, identity: Mapping[str, str], store: Store
) -> Artefact:
    recipe = Recipe(
        "speech", SPEAKING, {"utterance": digest_of(utterance.recipe.encode())}, engine=identity
    )
    return store.keep_bytes(recipe, lambda: voice.speak(utterance).pack())
