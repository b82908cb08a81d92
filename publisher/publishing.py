"""From a transcript, perhaps a recording, and what an editor says of them to a public statement."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import date as Day  # noqa: N812 - a field is called date
from mimetypes import guess_type
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from media import documents
from media.engines import VOICES, voice_for
from media.errors import NoVoiceFor, VoiceFailed, WrongRecording
from media.narration import Voice
from media.production.narrated import encoded, speak
from media.production.written import Written, keep_text, write
from media.profiles import PROFILES
from media.progress import Reporter, silent
from media.renditions import RENDITIONS, Tags
from media.store import Artefact
from media.timing import Alignment
from media.transcript import Transcript
from publisher.library import Known, Library
from publisher.playing import AS_GIVEN
from publisher.reading import READING, reading
from publisher.rows import NewRevision, Supplied
from publisher.settings import Settings
from publisher.statements import Details, File, Revision

if TYPE_CHECKING:
    from media.production.recorded import Heard, Original

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
    published from there again; `slug` asks for an address. Of a `recording`, `poster_at` is the
    moment of the still picture in ms, and `overruled_by` is who takes it upon themselves that too
    little of the text was found in it.
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
    recording: Path | None = None
    poster_at: int | None = None
    overruled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it. `changed` is false where all was as it is in public already.

    `voice` is the one that spoke, None where a recording is heard; `unanswered` is why the voice
    that was asked for did not. `duration` is in ms.
    """

    slug: str
    revision: Revision
    written: Written
    files: dict[str, File]
    duration: int
    voice: str | None
    unanswered: VoiceFailed | None
    changed: bool


def publish(
    request: Request,
    settings: Settings,
    library: Library,
    *,
    who: str,
    report: Reporter = silent,
    previewed: Callable[[str], None] | None = None,
) -> Published:
    """Make a transcript public: spoken by a voice, or heard in a recording, and captioned.

    Everything is made before anything is public, so trouble leaves the last revision in place.
    Of a recording, captions and transcript come first: `previewed` is then told the secret of the
    draft's address, before the long work begins. Raises TranscriptError, VoiceError,
    RecordingError, AlignmentError, EncodingFailed or StoreError.
    """
    transcript = documents.read(request.name, request.data, request.language or settings.language)
    title = request.title or transcript.title or _from_name(request.name)
    known = library.known(request.slug, request.source, title)
    last = known.revision
    if last and not request.language and last.details.language != transcript.language:
        transcript = documents.read(request.name, request.data, last.details.language)
    if last and not request.title and not last.text.lstrip().startswith(last.details.title):
        title = last.details.title  # given by hand, so it goes before what the text begins with
    work = _Work(request, settings, library, known, transcript, title, who, report)
    new, written, voice, unanswered = (
        work.recorded(previewed) if request.recording or known.original else work.narrated()
    )
    revision = library.publish(
        known.slug, new, who=who, source=request.source, translation_of=request.translation_of
    )
    return Published(
        slug=known.slug,
        revision=revision,
        written=written,
        files={file.name: file for file in new.files},
        duration=new.duration,
        voice=voice,
        unanswered=unanswered,
        changed=not last or revision.number != last.number,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """One publishing: what was asked for, and what is known of it."""

    request: Request
    settings: Settings
    library: Library
    known: Known
    transcript: Transcript
    title: str
    who: str
    report: Reporter

    def narrated(self) -> tuple[NewRevision, Written, str | None, VoiceFailed | None]:
        """Have the text spoken."""
        transcript, store = self.transcript, self.library.store
        local = voice_for(transcript.language, text=transcript.text)
        spoken = speak(transcript, self._voice() or local, local, store, self.report)
        written = self._write(spoken.narration.alignment)
        details = self._details(spoken.voice)
        sounds = encoded(
            spoken.narration, tuple(RENDITIONS), self._tags(details), store, self.report
        )
        new = NewRevision(
            details=details,
            text=transcript.text,
            files=[
                *self._texts(written),
                *(_file(f"speech.{suffix}", sound) for suffix, sound in sounds.files.items()),
            ],
            steps=[*(step for step in spoken.steps if step), *sounds.steps],
            duration=spoken.narration.duration,
            note=self.request.note,
        )
        return new, written, spoken.voice, spoken.unanswered

    def recorded(
        self, previewed: Callable[[str], None] | None
    ) -> tuple[NewRevision, Written, None, None]:
        """Find the text in the recording, and make the recording ready for the web."""
        from media.production.recorded import keep_original, prepare  # noqa: PLC0415 - see below

        store, original = self.library.store, self._original()
        kept = keep_original(original, store)
        original = replace(original, path=store.path(kept.digest))  # the editor's may go
        heard = self._heard(original)
        written = self._write(heard.alignment)
        details = self._details("")
        picture = original.recording.picture
        words = NewRevision(
            details=details,
            text=self.transcript.text,
            files=self._texts(written),
            steps=[kept, *heard.steps],
            duration=original.recording.duration,
            note=self.request.note,
            original=Supplied(original.digest, original.name),
            picture=(picture.width, picture.height) if picture else None,
            sureness=heard.alignment.coverage,
        )
        if previewed:
            kind = guess_type(original.name)[0] or "application/octet-stream"
            as_given = File(AS_GIVEN, kept.digest, kept.size, kind)
            shown = replace(words, files=[*words.files, as_given])
            if secret := self.library.draft(self.known.slug, shown, who=self.who):
                previewed(secret)
        playable = prepare(
            heard,
            written.files["captions.vtt"],
            self.transcript.language,
            self._tags(details),
            store,
            poster_at=self.request.poster_at,
            report=self.report,
        )
        played = [
            File(name, made.digest, made.size, kind)
            for name, (made, kind) in playable.files.items()
        ]
        new = replace(
            words,
            files=[*words.files, *played],
            steps=[*words.steps, *playable.steps],
            picture=playable.picture,
        )
        return new, written, None, None

    # What listens takes a second to import, which a narration does without.

    def _original(self) -> "Original":
        """The recording that was handed in now, or the one of the last revision."""
        from media.production.recorded import examined  # noqa: PLC0415

        if self.request.recording:
            return examined(self.request.recording, self.request.recording.name)
        assert self.known.original  # noqa: S101 - publish has seen to it
        path = self.library.store.path(self.known.original.digest)
        return examined(path, self.known.original.name)

    def _heard(self, original: "Original") -> "Heard":
        """Hear the text, and stop where so little of it is there that captions would mislead."""
        from media.alignment import TRUSTED  # noqa: PLC0415
        from media.engines.aligners import ALIGNERS  # noqa: PLC0415
        from media.production.recorded import hear  # noqa: PLC0415

        aligners = tuple(ALIGNERS.values())
        heard = hear(self.transcript, original, aligners, self.library.store, self.report)
        coverage = heard.alignment.coverage
        if coverage < TRUSTED:
            if not self.request.overruled_by:
                raise WrongRecording(original.name, coverage, TRUSTED)
            said = f"{coverage:.0%} of the words were found"
            self.library.record(
                self.known.slug, who=self.request.overruled_by, what="overruled", detail=said
            )
            if (
                not heard.alignment.words
            ):  # captions have to stand somewhere: guessed, and so marked
                guessing = (ALIGNERS["likeness"],)
                heard = hear(self.transcript, original, guessing, self.library.store, self.report)
        return heard

    def _write(self, alignment: Alignment) -> Written:
        profile = PROFILES[self.settings.profile]
        return write(self.transcript, alignment, profile, self.library.store)

    def _texts(self, written: Written) -> list[File]:
        page = json.dumps(reading(self.transcript, written.alignment), ensure_ascii=False)
        kept = keep_text(READING, page, self.library.store)
        return [_file(name, text) for name, text in (*written.files.items(), (READING, kept))]

    def _tags(self, details: Details) -> Tags:
        return Tags(
            title=details.title,
            artist=details.speaker,
            date=details.date.isoformat(),
            language=details.language,
            comment=details.digest(self.transcript.text),
        )

    def _voice(self) -> Voice | None:
        """The voice that was asked for, or that read this last, or that the settings name."""
        language, last = self.transcript.language, self.known.revision
        if self.request.voice:
            return voice_for(language, self.request.voice, text=self.transcript.text)
        same = last and last.details.language == language and VOICES.get(last.details.voice)
        if same and same.local:  # a voice on the network is asked for by name, each time
            return voice_for(language, same.name)
        if self.settings.voice:
            with suppress(NoVoiceFor):
                return voice_for(language, self.settings.voice)
        return None

    def _details(self, voice: str) -> Details:
        """What was said now; else the last time; else what the text tells."""
        request, last = self.request, self.known.revision
        before = last.details if last else None
        named = ", ".join(self.transcript.speakers)
        return Details(
            title=self.title,
            speaker=request.speaker or (before.speaker if before else named),
            role=request.role or (before.role if before else ""),
            about=request.about or (before.about if before else ""),
            date=request.date or (before.date if before else datetime.now(UTC).astimezone().date()),
            language=self.transcript.language,
            voice=voice,
        )


def _from_name(name: str) -> str:
    """Make a title of a file's name, for want of a better."""
    return PurePath(name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or name


def _file(name: str, artefact: Artefact) -> File:
    return File(name, artefact.digest, artefact.size, MEDIA_TYPES[PurePath(name).suffix])
