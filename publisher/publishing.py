"""From a transcript and what an editor says of it to a public statement."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812 - a field is called date
from pathlib import PurePath

from media import documents
from media.engines import VOICES, voice_for
from media.errors import NoVoiceFor
from media.narration import Voice
from media.production import Edition, produce, speak
from media.profiles import PROFILES
from media.progress import Reporter, silent
from media.renditions import Tags
from media.store import Artefact, Recipe, Store, digest_of
from media.transcript import Transcript
from publisher.library import Library, NewRevision
from publisher.reading import READING, reading
from publisher.settings import Settings
from publisher.statements import Details, File, Revision

MEDIA_TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".ttml": "application/ttml+xml",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg; codecs=opus",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What an editor hands in. A detail that is None is as last time, or found in the text.

    `name` and `data` are the transcript's file; `source` is where it lies, if it will be
    published from there again; `slug` asks for an address.
    """

    name: str
    data: bytes
    source: str | None = None
    slug: str | None = None
    title: str | None = None
    speaker: str | None = None
    role: str | None = None
    about: str | None = None
    date: Day | None = None
    language: str | None = None
    voice: str | None = None
    note: str | None = None
    translation_of: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it. `changed` is false where all was as it is in public already."""

    slug: str
    revision: Revision
    edition: Edition
    changed: bool


def publish(
    request: Request, settings: Settings, library: Library, *, who: str, report: Reporter = silent
) -> Published:
    """Speak, caption and publish a transcript.

    Everything is made before anything is public, so trouble leaves the last revision in place.
    Raises TranscriptError, VoiceError, EncodingFailed or StoreError.
    """
    transcript = documents.read(request.name, request.data, request.language or settings.language)
    title = request.title or transcript.title or _from_name(request.name)
    slug, last = library.known(request.slug, request.source, title)
    if last and not request.language and last.details.language != transcript.language:
        transcript = documents.read(request.name, request.data, last.details.language)
    if last and not request.title and not last.text.lstrip().startswith(last.details.title):
        title = last.details.title  # given by hand, so it goes before what the text begins with
    local = voice_for(transcript.language, text=transcript.text)
    voice = _voice(request, transcript, last, settings) or local
    spoken = speak(transcript, voice, local, library.store, report)
    details = _details(request, transcript, last, title, spoken.voice)
    edition = produce(
        transcript,
        spoken,
        PROFILES[settings.profile],
        Tags(
            title=details.title,
            artist=details.speaker,
            date=details.date.isoformat(),
            language=details.language,
            comment=details.digest(transcript.text),
        ),
        library.store,
        report,
    )
    page = _reading(transcript, edition, library.store)
    new = NewRevision(
        details=details,
        text=transcript.text,
        files=[_file(name, artefact) for name, artefact in (edition.files | page).items()],
        steps=edition.steps,
        duration=edition.duration,
        note=request.note,
    )
    revision = library.publish(
        slug, new, who=who, source=request.source, translation_of=request.translation_of
    )
    return Published(slug, revision, edition, changed=not last or revision.number != last.number)


def _from_name(name: str) -> str:
    """Make a title of a file's name, for want of a better."""
    return PurePath(name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or name


def _voice(
    request: Request, transcript: Transcript, last: Revision | None, settings: Settings
) -> Voice | None:
    """The voice that was asked for, or that read this the last time, or that the settings name."""
    language = transcript.language
    if request.voice:
        return voice_for(language, request.voice, text=transcript.text)
    same = last and last.details.language == language and VOICES.get(last.details.voice)
    if same and same.local:  # a voice on the network is asked for by name, each time
        return voice_for(language, same.name)
    if settings.voice:
        with suppress(NoVoiceFor):
            return voice_for(language, settings.voice)
    return None


def _details(
    request: Request, transcript: Transcript, last: Revision | None, title: str, voice: str
) -> Details:
    """What was said now; else the last time; else what the text tells."""
    before = last.details if last else None
    return Details(
        title=title,
        speaker=request.speaker or (before.speaker if before else ", ".join(transcript.speakers)),
        role=request.role or (before.role if before else ""),
        about=request.about or (before.about if before else ""),
        date=request.date or (before.date if before else datetime.now(UTC).astimezone().date()),
        language=transcript.language,
        voice=voice,
    )


def _reading(transcript: Transcript, edition: Edition, store: Store) -> dict[str, Artefact]:
    data = json.dumps(reading(transcript, edition.alignment), ensure_ascii=False).encode()
    recipe = Recipe("text reading", 1, {"text": digest_of(data)})
    return {READING: store.keep_bytes(recipe, lambda: data)}


def _file(name: str, artefact: Artefact) -> File:
    return File(name, artefact.digest, artefact.size, MEDIA_TYPES[PurePath(name).suffix])
