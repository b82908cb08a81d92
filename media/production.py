"""The whole flow on one screen: a transcript in, an edition out, each step kept by what made it."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Lock

from media import ffmpeg, wordtimes
from media.assembly import assemble
from media.captioning import caption
from media.errors import VoiceFailed
from media.formats import FORMATS
from media.loudness import mastered
from media.narration import SPEAKING, Narration, Speech, Utterance, Voice, with_fallback
from media.profiles import CaptionProfile
from media.progress import Progress, Reporter, silent
from media.quality import Finding, check
from media.renditions import RENDITIONS, Rendition, Tags, encode
from media.store import Artefact, Recipe, Store, digest_of
from media.timing import Alignment
from media.tracks import Track
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


@dataclass(frozen=True, slots=True)
class Edition:
    """What is made of a text: captions and the rest by name in `files`; `duration` is in ms.

    `steps` are derived files on the way, from which the next edition is made sooner.
    """

    alignment: Alignment
    track: Track
    findings: tuple[Finding, ...]
    files: dict[str, Artefact]
    steps: tuple[Artefact, ...]
    duration: int
    voice: str
    unanswered: VoiceFailed | None


def produce(
    transcript: Transcript,
    spoken: Spoken,
    profile: CaptionProfile,
    tags: Tags,
    store: Store,
    report: Reporter = silent,
) -> Edition:
    """Caption and encode a text that was spoken. EncodingFailed or StoreError where it fails."""
    alignment = spoken.narration.alignment
    track = caption(transcript, alignment, profile)
    files = {"transcript.txt": transcript.text, "words.json": timed_words(transcript, alignment)}
    files |= {f"captions{suffix}": form.write(track) for suffix, form in FORMATS.items()}
    kept = {name: _keep_text(name, text, store) for name, text in files.items()}
    sounds = encoded(spoken.narration, tuple(RENDITIONS), tags, store, report)
    return Edition(
        alignment=alignment,
        track=track,
        findings=check(track, profile, alignment),
        files=kept | {f"speech.{suffix}": sound for suffix, sound in sounds.items()},
        steps=tuple(step for step in spoken.steps if step),
        duration=spoken.narration.duration,
        voice=spoken.voice,
        unanswered=spoken.unanswered,
    )


def speak(
    transcript: Transcript, voice: Voice, local: Voice, store: Store, report: Reporter = silent
) -> Spoken:
    """Speak a text, a sentence at a time; `local` speaks all of it where the network's voice fails.

    Raises VoiceError or StoreError.
    """
    (used, steps), trouble = with_fallback(
        voice, local, lambda one: (one, _sentences(transcript, one, store, report))
    )
    speeches = [Speech.unpack(store.read(step)) if step else None for step in steps]
    return Spoken(assemble(transcript, speeches), tuple(steps), used.name, trouble)


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


def timed_words(transcript: Transcript, alignment: Alignment) -> str:
    """The words of a text and their times, as JSON, an entry a line."""
    entries = wordtimes.entries(alignment, transcript)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]\n"


def _sentences(
    transcript: Transcript, voice: Voice, store: Store, report: Reporter
) -> list[Artefact | None]:
    """The kept speech of each sentence, on all cores."""
    identity = voice.identity

    def say(sentence: Sentence) -> Artefact | None:
        if sentence.sound:
            return None
        utterance = Utterance.of(transcript, sentence)
        recipe = Recipe(
            "speech",
            SPEAKING,
            {"utterance": digest_of(json.dumps(asdict(utterance)).encode())},
            engine=identity,
        )
        return store.keep_bytes(recipe, lambda: voice.speak(utterance).pack())

    sentences = transcript.sentences
    steps: list[Artefact | None] = []
    report(Progress("Speaking", 0, len(sentences)))
    with ThreadPoolExecutor(CORES) as pool:
        for step in pool.map(say, sentences):
            steps.append(step)
            report(Progress("Speaking", len(steps), len(sentences)))
    return steps


def _keep_text(name: str, text: str, store: Store) -> Artefact:
    data = text.encode()
    return store.keep_bytes(Recipe(f"text {name}", 1, {"text": digest_of(data)}), lambda: data)
