"""What was made of a draft, as its editor looks it over."""

from dataclasses import dataclass

from media import documents
from media.carrying import Carried
from media.corrections import Correction, corrected, named
from media.errors import TranscriptError
from media.profiles import CaptionProfile
from media.review import Look, heard_with, place_of, to_review
from media.store import Store
from media.timeline import Span
from media.timing import Alignment
from media.transcript import Transcript
from publisher import placed
from publisher.captions import standing
from publisher.drafts.texts import PASTED
from publisher.drafts.values import Draft, Kept
from publisher.library import Library
from publisher.placed import Placed
from publisher.playing import SOUND, Source, sources
from publisher.statements import Statement


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence to listen to, as it stands: `span` is the gap where it would be, if not `timed`.

    `heard` is what to play: a second around it.
    """

    look: Look
    text: str
    nth: int
    speaker: str | None
    span: Span
    heard: Span
    timed: bool
    correction: Correction | None

    @property
    def number(self) -> int:
        """Which sentence of the text it is, from 1."""
        return self.look.sentence + 1


@dataclass(frozen=True, slots=True)
class Made:
    """The last that was made of a draft: `placed` as it was found, and the `statement` of it."""

    kept: Kept
    placed: Placed
    statement: Statement

    @classmethod
    def of(cls, kept: Kept, library: Library) -> "Made | None":
        """None where nothing has been made yet, or it was cleared away. Raises StoreError."""
        found = placed.find(kept.placed, library.store) if kept.placed else None
        waiting = library.prepared(kept.slug) if kept.slug else None
        statement = library.preview(waiting[1], lambda: True) if waiting else None
        return cls(kept, found, statement) if found and statement else None

    @property
    def transcript(self) -> Transcript:
        """The text that this was made of; the draft's may be another by now."""
        return self.placed.transcript

    @property
    def alignment(self) -> Alignment:
        """When its words are said, with what the draft says of it."""
        return corrected(self.transcript, self.placed.alignment, self.kept.draft.corrections)

    @property
    def narrated(self) -> bool:
        """Whether a voice spoke it: then every time is known."""
        return not self.placed.recording

    @property
    def now(self) -> Transcript | None:
        """The draft's text by now; None where nothing can be read of it."""
        return transcript_of(self.kept.draft, self.transcript.language)

    @property
    def text_changed(self) -> bool:
        """Whether the draft's text is another by now."""
        return self.now is None or self.now.text != self.transcript.text

    @property
    def sounds(self) -> tuple[Source, ...]:
        """What to listen to, best first: the sound alone, where there is one."""
        offered = tuple(sources(self.statement))
        return tuple(s for s in offered if s.quality == SOUND) or offered[:1]

    def passages(self) -> tuple[Passage, ...]:
        """What is to be listened to, most in doubt first. What the draft says no more is not."""
        there = set(named(self.now)) if self.now else set()
        names, alignment = list(named(self.transcript)), self.alignment
        speakers = [p.speaker for p in self.transcript.paragraphs for _ in p.sentences]
        missing = {*alignment.unsaid, *alignment.unverified}
        said = {(c.sentence, c.nth): c for c in self.kept.draft.corrections}
        end = self.statement.duration

        def passage(look: Look) -> Passage:
            name = names[look.sentence]
            span = place_of(self.transcript, alignment, look.sentence, end)
            return Passage(
                look,
                *name,
                speakers[look.sentence],
                span,
                heard_with(span, end),
                look.sentence not in missing,
                said.get(name),
            )

        looks = to_review(self.transcript, self.placed.alignment)
        return tuple(passage(look) for look in looks if names[look.sentence] in there)

    def captions(self, profile: CaptionProfile, store: Store) -> Carried:
        """The captions as edited, as far as they can stand; else as they are made."""
        draft = self.kept.draft
        return standing(
            draft.captions,
            draft.captions_over,
            self.transcript,
            self.alignment,
            profile,
            store,
        )


def transcript_of(draft: Draft, language: str) -> Transcript | None:
    """The draft's text, read, in `language` where it names none; None: nothing is to be read."""
    name, text = draft.name or PASTED, draft.text.encode()
    try:
        return documents.read(name, text, draft.language or language)
    except TranscriptError:
        return None
