"""A text is spoken by a voice."""

from dataclasses import dataclass

from media.engines import voice_for
from media.production.narrated import Sounds, Spoken, encoded, speak
from media.production.written import Written
from media.renditions import RENDITIONS
from publisher.making.stages import Making, file_of
from publisher.placed import Placed
from publisher.rows import NewRevision


@dataclass(frozen=True, slots=True)
class Narration:
    """A text spoken and written down, ready to be public."""

    new: NewRevision
    written: Written
    spoken: Spoken


class Narrating(Making):
    """A narrated statement on its way."""

    __slots__ = ()

    def spoken(self) -> Spoken:
        """Have the text spoken. Raises VoiceError or StoreError."""
        transcript = self.transcript
        local = voice_for(transcript.language, text=transcript.text)
        asked = voice_for(transcript.language, self.request.voice, text=transcript.text)
        sayings, store = dict(self.request.sayings), self.library.store
        return speak(transcript, asked, local, store, self.report, sayings=sayings)

    def sounds(self, spoken: Spoken) -> Sounds:
        """Encode what was spoken, by suffix. Raises EncodingFailed or StoreError."""
        tags = self.tags(self.details(spoken.voice))
        return encoded(spoken, tuple(RENDITIONS), tags, self.library.store, self.report)

    def narration(self) -> Narration:
        """All of it."""
        spoken = self.spoken()
        written = self.write(spoken.narration.alignment)
        sounds = self.sounds(spoken)
        new = NewRevision(
            details=self.details(spoken.voice),
            text=self.transcript.text,
            files=[
                *self.texts(written),
                *(file_of(f"speech.{suffix}", sound) for suffix, sound in sounds.files.items()),
            ],
            steps=[*spoken.steps.values(), *sounds.steps],
            duration=spoken.narration.duration,
            note=self.request.note,
        )
        return Narration(new, written, spoken)

    def prepare(self, made: Narration) -> tuple[str, str]:
        """Let a draft be read and checked, as `prepared` does."""
        from media.production.drawn import narration_drawn  # noqa: PLC0415 - only editors need it

        drawn = narration_drawn(made.spoken, self.library.store)
        found = Placed(self.transcript, made.spoken.narration.alignment, "", drawn.digest)
        return self.prepared(made.new, found, [drawn])
