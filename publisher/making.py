"""The stages of publishing, over a request in which everything is decided.

Each stage keeps what it makes by what it is made from. Asked again, on any machine that has the
store, it finds that: so a later stage begins by asking for all that comes before it, and work that
was cut anywhere goes on there.
"""

import json
from dataclasses import dataclass, replace
from mimetypes import guess_type
from typing import TYPE_CHECKING

from media import documents
from media.corrections import corrected
from media.engines import voice_for
from media.errors import WrongRecording
from media.paragraphs import READING, reading
from media.production.narrated import Sounds, Spoken, encoded, speak
from media.production.written import Written, keep_text, write
from media.profiles import PROFILES
from media.progress import Reporter, silent
from media.renditions import RENDITIONS, Tags
from media.store import Artefact
from media.timing import Alignment
from media.transcript import Transcript
from publisher import placed
from publisher.captions import standing
from publisher.library import Library
from publisher.media_types import media_type
from publisher.placed import Placed
from publisher.playing import AS_GIVEN
from publisher.requests import Request
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.statements import Details, File, Revision, Statement, Supplied

if TYPE_CHECKING:
    from media.production.filmed import Plan
    from media.production.heard import Before, Heard
    from media.production.supplied import Original


@dataclass(frozen=True, slots=True)
class Narration:
    """A text spoken and written down, ready to be public."""

    new: NewRevision
    written: Written
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Film:
    """A recording heard and written down; ready to be public once its films are in `new`."""

    new: NewRevision
    written: Written
    heard: "Heard"


@dataclass(frozen=True, slots=True)
class Making:
    """One statement on its way. `request` is settled; `number` tells it from all other work."""

    request: Request
    settings: Settings
    library: Library
    who: str
    number: int
    report: Reporter = silent

    @property
    def slug(self) -> str:
        """The last part of the statement's address."""
        assert self.request.slug  # noqa: S101 - it is settled
        return self.request.slug

    @property
    def transcript(self) -> Transcript:
        """The text. Raises TranscriptError."""
        request = self.request
        return documents.read(request.name, request.data, request.language or "")

    # A text is spoken

    def spoken(self) -> Spoken:
        """Have the text spoken. Raises VoiceError or StoreError."""
        transcript = self.transcript
        local = voice_for(transcript.language, text=transcript.text)
        asked = voice_for(transcript.language, self.request.voice, text=transcript.text)
        sayings, store = dict(self.request.sayings), self.library.store
        return speak(transcript, asked, local, store, self.report, sayings=sayings)

    def sounds(self, spoken: Spoken) -> Sounds:
        """Encode what was spoken, by suffix. Raises EncodingFailed or StoreError."""
        tags = self._tags(self._details(spoken.voice))
        return encoded(spoken, tuple(RENDITIONS), tags, self.library.store, self.report)

    def narration(self) -> Narration:
        """All of a narrated statement."""
        spoken = self.spoken()
        written = self._write(spoken.narration.alignment)
        sounds = self.sounds(spoken)
        new = NewRevision(
            details=self._details(spoken.voice),
            text=self.transcript.text,
            files=[
                *self._texts(written),
                *(_file(f"speech.{suffix}", sound) for suffix, sound in sounds.files.items()),
            ],
            steps=[*spoken.steps.values(), *sounds.steps],
            duration=spoken.narration.duration,
            note=self.request.note,
        )
        return Narration(new, written, spoken)

    # A text is heard in a recording. What listens takes a second to import, which a narration
    # does without.

    def original(self) -> "Original":
        """Say what the recording is. Raises RecordingError or StoreError."""
        from media.production.supplied import kept_original  # noqa: PLC0415

        supplied = self._supplied()
        return kept_original(supplied.digest, supplied.name, self.library.store)

    def heard(self) -> Film:
        """Find the words, put what was corrected over it, and write them down.

        Raises RecordingError, StoreError, or AlignmentError: also where so little of the text is
        there that captions would mislead.
        """
        original = self.original()
        heard, alignment = self._hear(original)
        written = self._write(alignment)
        picture = original.recording.picture
        words = NewRevision(
            details=self._details(""),
            text=self.transcript.text,
            files=self._texts(written),
            steps=[_given(original), *heard.steps],
            duration=original.recording.duration,
            note=self.request.note,
            original=Supplied(original.digest, original.name),
            picture=(picture.width, picture.height) if picture else None,
            sureness=alignment.coverage,
        )
        return Film(words, written, heard)

    def draft(self, words: Film) -> str | None:
        """Let captions be previewed; the secret of the address. None: that is public already."""
        return self.library.draft(self.slug, _playable(words), who=self.who, job=self.number)

    def plan(self) -> "Plan":
        """What is to be made of the recording."""
        from media.production.filmed import planned  # noqa: PLC0415

        tags = self._tags(self._details(""))
        return planned(self.original(), tags, self.library.store, self.report)

    def encoded(self, plan: "Plan", run: int) -> None:
        """Make run `run` of the plan, from 0. Raises EncodingFailed or StoreError."""
        from media.production.filmed import encoded as encode  # noqa: PLC0415

        encode(plan, run + 1, self.library.store, self.report)

    def film(self, words: Film) -> Film:
        """All of a recorded statement."""
        from media.production.filmed import prepare  # noqa: PLC0415

        playable = prepare(
            self.plan(),
            words.written.files["captions.vtt"],
            self.transcript.language,
            self.library.store,
            poster_at=self.request.poster_at,
            report=self.report,
        )
        played = [
            File(name, made.digest, made.size, kind)
            for name, (made, kind) in playable.files.items()
        ]
        new = replace(
            words.new,
            files=[*words.new.files, *played],
            steps=[*words.new.steps, *playable.steps],
            picture=playable.picture,
        )
        return replace(words, new=new)

    # Either is looked at by editors, where they made a draft of it

    def prepare(self, made: "Film | Narration", *, films: bool = True) -> tuple[str, str]:
        """Let a draft be read and checked: the secret of its address, and the digest of `placed`.

        Without `films` the recording is played as it was given. Raises StoreError, or Overtaken.
        """
        request, drawn = self.request, self._drawn(made)
        if isinstance(made, Film):
            alignment, heard_in = made.heard.alignment, made.heard.original.digest
        else:
            alignment, heard_in = made.spoken.narration.alignment, ""
        found = Placed(self.transcript, alignment, heard_in, drawn.digest)
        kept = placed.keep(found, request.name, request.data, self.library.store)
        new = made.new if films or isinstance(made, Narration) else _playable(made)
        steps = filter(None, (kept, drawn, self._drafted(made)))
        new = replace(new, steps=[*new.steps, *steps])
        translated, number = request.translation_of, self.number
        secret = self.library.prepare(
            self.slug, new, who=self.who, job=number, translation_of=translated
        )
        return secret, kept.digest

    def _drawn(self, made: "Film | Narration") -> Artefact:
        """The waveform, for the page on which captions are edited."""
        from media.production.drawn import narration_drawn, recording_drawn  # noqa: PLC0415

        if isinstance(made, Narration):
            return narration_drawn(made.spoken, self.library.store)
        return recording_drawn(made.heard.steps[0], self.library.store)

    def _drafted(self, made: "Film | Narration") -> Artefact | None:
        """Words for speech that is not in the text, where a recogniser is installed."""
        if isinstance(made, Narration):
            return None
        from media.production.drafted import draft_words  # noqa: PLC0415

        heard, store = made.heard, self.library.store
        stretches, language = heard.alignment.unwritten, self.transcript.language
        return draft_words(heard.steps[0], stretches, heard.original.digest, language, store)

    # Either becomes public

    def publish(self, new: NewRevision) -> Revision:
        """Make it public: once, however often this is asked. Raises StoreError, or Overtaken."""
        before = self.library.statement(self.slug)
        revision = self.library.publish(
            self.slug,
            new,
            who=self.who,
            source=self.request.source,
            translation_of=self.request.translation_of,
            job=self.number,
        )
        if before and before.revision.number == revision.number and _has_forms(before, new):
            # The words are the same, so the forms may still hold. What makes them loads slowly.
            from publisher.takeaway import keep_made  # noqa: PLC0415

            if shown := self.library.statement(self.slug):
                keep_made(shown, self.settings, self.library)
        return revision

    def _supplied(self) -> Supplied:
        supplied = self.request.recording
        assert isinstance(supplied, Supplied)  # noqa: S101 - it is settled
        return supplied

    def _hear(self, original: "Original") -> "tuple[Heard, Alignment]":
        """What was found, and the same as corrected."""
        from media.alignment import TRUSTED  # noqa: PLC0415
        from media.engines.aligners import ALIGNERS  # noqa: PLC0415
        from media.production.heard import hear  # noqa: PLC0415

        transcript, store = self.transcript, self.library.store
        aligners, before = tuple(ALIGNERS.values()), self._before(original)
        heard = hear(transcript, original, aligners, store, self.report, before=before)
        alignment = corrected(transcript, heard.alignment, self.request.corrections)
        coverage = alignment.coverage
        if coverage < TRUSTED:
            if not self.request.overruled_by:
                raise WrongRecording(original.name, coverage, TRUSTED)
            self.library.record(
                self.slug,
                who=self.request.overruled_by,
                what="overruled",
                detail=f"{coverage:.0%} of the words were found",
                job=self.number,
            )
            if not alignment.words:  # captions stand somewhere: guessed, and so marked
                guessing = (ALIGNERS["likeness"],)
                heard = hear(transcript, original, guessing, store, self.report)
                alignment = corrected(transcript, heard.alignment, self.request.corrections)
        return heard, alignment

    def _before(self, original: "Original") -> "Before | None":
        """An earlier text of the same recording, if its places are still there."""
        from media.production.heard import Before  # noqa: PLC0415

        digest = self.request.before
        found = placed.find(digest, self.library.store) if digest else None
        if not found or found.recording != original.digest:
            return None
        if found.transcript.language != self.request.language:
            return None
        return Before(found.transcript, found.alignment)

    def _write(self, alignment: Alignment) -> Written:
        profile, captions = PROFILES[self.settings.profile], self.request.captions
        transcript, store, edited = self.transcript, self.library.store, None
        if captions is not None:
            over = self.request.captions_over
            edited = standing(captions, over, transcript, alignment, profile, store).track
        return write(transcript, alignment, profile, store, edited=edited)

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

    def _details(self, voice: str) -> Details:
        request = self.request
        assert request.title and request.date and request.language  # noqa: PT018, S101 - settled
        return Details(
            title=request.title,
            speaker=request.speaker or "",
            role=request.role or "",
            about=request.about or "",
            date=request.date,
            language=request.language,
            voice=voice,
        )


def _has_forms(before: Statement, new: NewRevision) -> bool:
    return bool(before.files.keys() - {file.name for file in new.files})


def _playable(words: Film) -> NewRevision:
    """The recording as it was given, which is played until its films are made."""
    original = words.heard.original
    kind = guess_type(original.name)[0] or "application/octet-stream"
    given = _given(original)
    as_given = File(AS_GIVEN, given.digest, given.size, kind)
    return replace(words.new, files=[*words.new.files, as_given])


def _given(original: "Original") -> Artefact:
    return Artefact(original.digest, original.path.stat().st_size)


def _file(name: str, artefact: Artefact) -> File:
    return File(name, artefact.digest, artefact.size, media_type(name))
