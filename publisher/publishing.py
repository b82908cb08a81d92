"""From a transcript, perhaps a recording, and what an editor says of them to a public statement.

`publish` does it all and waits. `publisher.jobs` does the same stage by stage, so that work that is
cut goes on where it was.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from media import documents
from media.engines import VOICES, voice_for
from media.errors import NoOriginal, NoVoiceFor, VoiceFailed
from media.narration import Voice
from media.production.written import Written
from media.progress import Reporter, silent
from media.transcript import Transcript
from publisher.errors import words_for
from publisher.languages import told
from publisher.library import Known, Library
from publisher.library.translations import Translations
from publisher.making.narrating import Narrating, Narration
from publisher.making.stages import Making
from publisher.requests import Request, with_kept_recording
from publisher.settings import Settings
from publisher.statements import File, Revision

if TYPE_CHECKING:
    from publisher.making.filming import Film


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

    def facts(self, settings: Settings) -> dict[str, Any]:
        """The same as JSON has it; `findings` and `unanswered` are in words for people."""
        return {
            "address": settings.address(self.slug),
            "slug": self.slug,
            "revision": self.revision.number,
            "changed": self.changed,
            "digest": self.revision.digest,
            "voice": self.voice,
            "unanswered": self.unanswered and words_for(self.unanswered),
            "duration": self.duration,
            "coverage": self.written.alignment.coverage,
            "unwritten": len(self.written.alignment.unwritten),
            "files": {n: {"digest": f.digest, "size": f.size} for n, f in self.files.items()},
            "findings": [finding.message for finding in self.written.findings],
        }


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
    RecordingError, AlignmentError, EncodingFailed, StoreError, NoOriginal, or what
    `library.publish` does.
    """
    with library.store.held():
        settled = settle(with_kept_recording(request, library.store), settings, library)
        refuse_twice(settled, library)
        _refuse_alone(settled.translation_of, library)
        slug = settled.slug or ""
        before = library.known(slug, None, "").revision
        number = library.number(who=who, slug=slug)
        if settled.recording:
            # What listens takes a second to import, which a narration does without.
            from publisher.making.filming import Filming  # noqa: PLC0415

            filming = Filming(settled, settings, library, who, number, report)
            words = filming.heard()
            if previewed and (secret := filming.draft(words)):
                previewed(secret)
            return _published(filming, before, filming.film(words))
        narrating = Narrating(settled, settings, library, who, number, report)
        made = narrating.narration()
        spoken = made.spoken
        return _published(narrating, before, made, spoken.voice, spoken.unanswered)


def _published(
    making: Making,
    before: Revision | None,
    made: "Narration | Film",
    voice: str | None = None,
    unanswered: VoiceFailed | None = None,
) -> Published:
    revision = making.publish(made.new)
    return Published(
        slug=making.slug,
        revision=revision,
        written=made.written,
        files={file.name: file for file in made.new.files},
        duration=made.new.duration,
        voice=voice,
        unanswered=unanswered,
        changed=not before or revision.number != before.number,
    )


def settle(request: Request, settings: Settings, library: Library) -> Request:
    """Decide all that a request leaves open, once, so that work done again comes to the same.

    What was said now holds; else what was said the last time; else what the text tells. A
    recording lies in the store already. Raises TranscriptError or VoiceError.
    """
    transcript = documents.read(request.name, request.data, request.language or settings.language)
    title = request.title or transcript.title or _from_name(request.name)
    known = library.known(request.slug, request.source, title)
    last = known.revision
    if not request.language:
        language = last.details.language if last else told(transcript.text, settings.language)
        if language != transcript.language:
            transcript = documents.read(request.name, request.data, language)
    if last and not request.title and not last.text.lstrip().startswith(last.details.title):
        title = last.details.title  # given by hand, so it goes before what the text begins with
    recording = request.recording or (None if request.voice else known.original)
    before = last.details if last else None
    today = library.clock().astimezone(settings.zone).date()
    return replace(
        request,
        slug=known.slug,
        title=title,
        speaker=_said(
            request.speaker, before.speaker if before else ", ".join(transcript.speakers)
        ),
        role=_said(request.role, before.role if before else ""),
        about=_said(request.about, before.about if before else ""),
        date=request.date or (before.date if before else today),
        language=transcript.language,
        recording=recording,
        voice=None if recording else _voice(request, transcript, known, settings).name,
    )


def refuse_twice(settled: Request, library: Library) -> None:
    """Raise LanguageTaken where it could not be public now: so nothing is made in vain."""
    families = Translations(library.engine, library.clock)
    beside = (settled.slug, settled.translation_of)
    families.refuse_twice(settled.language or "", beside, but=settled.slug)


def _refuse_alone(original: str | None, library: Library) -> None:
    """Raise NoOriginal where there is nothing to be a version of.

    What is handed in is not looked at so: its original may be handed in too, and wait.
    """
    if original and not library.standing(original) and not library.waiting(original):
        raise NoOriginal(original)


def _said(now: str | None, otherwise: str) -> str:
    return otherwise if now is None else now


def _voice(request: Request, transcript: Transcript, known: Known, settings: Settings) -> Voice:
    """The voice that was asked for, or that read this last, or that the settings name; or any."""
    language, last = transcript.language, known.revision
    if request.voice:
        return voice_for(language, request.voice, text=transcript.text)
    same = last and last.details.language == language and VOICES.get(last.details.voice)
    if same and same.local:  # a voice on the network is asked for by name, each time
        return voice_for(language, same.name)
    if settings.voice:
        with suppress(NoVoiceFor):
            return voice_for(language, settings.voice)
    return voice_for(language, text=transcript.text)


def _from_name(name: str) -> str:
    """Make a title of a file's name, for want of a better."""
    return PurePath(name).stem.replace("-", " ").replace("_", " ").strip().capitalize() or name
