"""What is made of every statement, and how it becomes public."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from media import documents
from media.paragraphs import READING, reading
from media.production.written import Written, keep_text, write
from media.profiles import PROFILES
from media.progress import Reporter, silent
from media.renditions import Tags
from media.store import Artefact
from media.timing import Alignment
from media.transcript import Transcript
from publisher import placed
from publisher.captions import standing
from publisher.library import Library
from publisher.media_types import media_type
from publisher.placed import Placed
from publisher.requests import Request
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.statements import Details, File, Revision, Statement


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

    def publish(self, new: NewRevision) -> Revision:
        """Make it public: once, however often this is asked.

        Raises StoreError, LanguageTaken, Embargoed or Overtaken.
        """
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

    def prepared(
        self, new: NewRevision, found: Placed, steps: Iterable[Artefact]
    ) -> tuple[str, str]:
        """Let a draft be read and checked, with `steps` of its own.

        The secret of its address, and the digest of `found`. Raises StoreError, or Overtaken.
        """
        request = self.request
        kept = placed.keep(found, request.name, request.data, self.library.store)
        secret = self.library.prepare(
            self.slug,
            replace(new, steps=[*new.steps, kept, *steps]),
            who=self.who,
            job=self.number,
            translation_of=request.translation_of,
        )
        return secret, kept.digest

    def write(self, alignment: Alignment) -> Written:
        """Caption the text as it was spoken."""
        profile, captions = PROFILES[self.settings.profile], self.request.captions
        transcript, store, edited = self.transcript, self.library.store, None
        if captions is not None:
            over = self.request.captions_over
            edited = standing(captions, over, transcript, alignment, profile, store).track
        return write(transcript, alignment, profile, store, edited=edited)

    def texts(self, written: Written) -> list[File]:
        """What was written, for the public."""
        page = json.dumps(reading(self.transcript, written.alignment), ensure_ascii=False)
        kept = keep_text(READING, page, self.library.store)
        return [file_of(name, text) for name, text in (*written.files.items(), (READING, kept))]

    def tags(self, details: Details) -> Tags:
        """What a player shows of its sound."""
        return Tags(
            title=details.title,
            artist=details.speaker,
            date=details.date.isoformat(),
            language=details.language,
            comment=details.digest(self.transcript.text),
        )

    def details(self, voice: str = "") -> Details:
        """What is said of it, read by `voice`, or by nobody."""
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


def file_of(name: str, artefact: Artefact) -> File:
    """A derived file, for the public."""
    return File(name, artefact.digest, artefact.size, media_type(name))


def _has_forms(before: Statement, new: NewRevision) -> bool:
    return bool(before.files.keys() - {file.name for file in new.files})
