"""A text is heard in a recording, which is made ready for the web."""

from dataclasses import dataclass, replace

from media.alignment import TRUSTED
from media.corrections import corrected
from media.engines.aligners import ALIGNERS
from media.errors import WrongRecording
from media.production.drafted import draft_words
from media.production.drawn import recording_drawn
from media.production.filmed import Plan, encoded, planned, prepare
from media.production.heard import Before, Heard, hear
from media.production.supplied import Original, kept_original
from media.production.written import Written
from media.store import Artefact
from media.timing import Alignment
from publisher import placed
from publisher.making.stages import Making
from publisher.media_types import played_as
from publisher.placed import Placed
from publisher.playing import AS_GIVEN
from publisher.rows import NewRevision
from publisher.statements import File, Supplied


@dataclass(frozen=True, slots=True)
class Film:
    """A recording heard and written down; ready to be public once its films are in `new`."""

    new: NewRevision
    written: Written
    heard: Heard


class Filming(Making):
    """A recorded statement on its way."""

    __slots__ = ()

    def original(self) -> Original:
        """Say what the recording is. Raises RecordingError or StoreError."""
        supplied = self.request.recording
        assert isinstance(supplied, Supplied)  # noqa: S101 - it is settled
        return kept_original(supplied.digest, supplied.name, self.library.store)

    def heard(self) -> Film:
        """Find the words, put what was corrected over it, and write them down.

        Raises RecordingError, StoreError, or AlignmentError: also where so little of the text is
        there that captions would mislead.
        """
        original = self.original()
        heard, alignment = self._hear(original)
        written = self.write(alignment)
        picture = original.recording.picture
        words = NewRevision(
            details=self.details(),
            text=self.transcript.text,
            files=self.texts(written),
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

    def plan(self) -> Plan:
        """What is to be made of the recording."""
        tags = self.tags(self.details())
        return planned(self.original(), tags, self.library.store, self.report)

    def encoded(self, plan: Plan, run: int) -> None:
        """Make run `run` of the plan, from 0. Raises EncodingFailed or StoreError."""
        encoded(plan, run + 1, self.library.store, self.report)

    def film(self, words: Film) -> Film:
        """All of it."""
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

    def prepare(self, made: Film, *, films: bool = True) -> tuple[str, str]:
        """Let a draft be read and checked, as `prepared` does.

        Without `films` the recording is played as it was given.
        """
        heard, transcript, store = made.heard, self.transcript, self.library.store
        digest, sound = heard.original.digest, heard.steps[0]
        drawn = recording_drawn(sound, store)
        stretches = heard.alignment.unwritten
        drafted = draft_words(sound, stretches, digest, transcript.language, store)
        found = Placed(transcript, heard.alignment, digest, drawn.digest)
        steps = [drawn, drafted] if drafted else [drawn]
        return self.prepared(made.new if films else _playable(made), found, steps)

    def _hear(self, original: Original) -> tuple[Heard, Alignment]:
        """What was found, and the same as corrected."""
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

    def _before(self, original: Original) -> Before | None:
        """An earlier text of the same recording, if its places are still there."""
        digest = self.request.before
        found = placed.find(digest, self.library.store) if digest else None
        if not found or found.recording != original.digest:
            return None
        if found.transcript.language != self.request.language:
            return None
        return Before(found.transcript, found.alignment)


def _playable(words: Film) -> NewRevision:
    """The recording as it was given, which is played until its films are made."""
    original = words.heard.original
    given = _given(original)
    as_given = File(AS_GIVEN, given.digest, given.size, played_as(original.name))
    return replace(words.new, files=[*words.new.files, as_given])


def _given(original: Original) -> Artefact:
    return Artefact(original.digest, original.path.stat().st_size)
