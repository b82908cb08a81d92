"""What can go wrong, as facts. The edge (`publisher/errors.py`) chooses the words.

PlainspokenError
├── TranscriptError
│   ├── NotText             the file holds no text
│   ├── UnknownDocument     a kind of file that is not read
│   ├── EmptyTranscript     no words at all
│   ├── NothingToSay        sounds, but no words
│   └── TooLong             more text than a statement can have
├── VoiceError
│   ├── UnknownVoice        no voice of that name
│   ├── VoiceAbsent         a voice that is not on this machine
│   ├── NoVoiceFor          a language, or a script, that the voice does not speak
│   └── VoiceFailed         the voice gave nothing, or nonsense
├── CaptionError
│   ├── UnknownFormat       a caption format that is not known
│   ├── UnreadableCaptions  a caption file that breaks its format
│   ├── UnreadableWords     a file of word times that breaks its form
│   └── WordsMismatch       word times that are not those of the text
├── RecordingError
│   ├── NotARecording       neither sound nor video, or of a kind that is not read
│   ├── RecordingCut        it ends before its own end
│   ├── RecordingDamaged    what is in it cannot be decoded
│   ├── RecordingLocked     encrypted
│   ├── RecordingTooLong    longer than a statement can be
│   └── NoSound             a video without sound: there are no words to place
├── AlignmentError
│   ├── AlignmentFailed     an aligner cannot listen, here or to this
│   └── WrongRecording      too little of the text is in the recording
├── FormError
│   ├── UnknownForm         no form to take away of that name
│   ├── FormAbsent          a form that cannot be made of this statement, or on this machine
│   └── FormFailed          the program that makes it refused
├── EncodingFailed          ffmpeg refused, or was stopped
├── Overtaken               later work on the same text came first
├── Embargoed               another text of it waits for its time
├── LanguageTaken           a version of it in the same language is there already
├── NoOriginal              what it is to be a version of is not there
└── StoreError
    ├── StoreFull           no room left
    ├── StoreUnwritable     the folder cannot be written
    ├── StoreAway           what keeps files or facts on another machine does not answer rightly
    ├── DatabaseNewer       a later version of this program has been at it
    ├── BackupDamaged       cut, or changed since it was made
    ├── BackupNewer         made by a later version of this program
    └── SiteNotEmpty        a backup would take the place of what is there
"""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum


class PlainspokenError(Exception):
    """Any trouble the pipeline has a name for. The fields are facts; it survives pickling."""

    def __reduce__(self) -> tuple[type["PlainspokenError"], tuple[object, ...]]:
        """Rebuild from the facts: what Exception keeps in `args` misses keyword arguments."""
        return type(self), tuple(getattr(self, f.name) for f in fields(self))  # type: ignore[arg-type]

    def __str__(self) -> str:
        facts = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__name__}({facts})"


class TranscriptError(PlainspokenError):
    """A transcript that cannot be used."""


@dataclass(eq=False)
class NotText(TranscriptError):
    """`looks_like` names what it seems to be instead, such as "a PNG picture"."""

    name: str
    looks_like: str


@dataclass(eq=False)
class UnknownDocument(TranscriptError):
    """`known` are the suffixes that are read."""

    name: str
    known: tuple[str, ...]


@dataclass(eq=False)
class EmptyTranscript(TranscriptError):
    """No words, no sounds."""

    name: str


@dataclass(eq=False)
class NothingToSay(TranscriptError):
    """Sounds such as [Music], and not a word."""

    name: str


@dataclass(eq=False)
class TooLong(TranscriptError):
    """`size` and `limit` in `unit`: "bytes" or "characters"."""

    name: str
    size: int
    limit: int
    unit: str


class VoiceError(PlainspokenError):
    """Speech that cannot be had."""


@dataclass(eq=False)
class UnknownVoice(VoiceError):
    """`known` are the names there are."""

    voice: str
    known: tuple[str, ...]


@dataclass(eq=False)
class VoiceAbsent(VoiceError):
    """`remedy` is the command or the step that brings the voice."""

    voice: str
    remedy: str


@dataclass(eq=False)
class NoVoiceFor(VoiceError):
    """`language` is BCP 47; `script` is set where the text is written in one nobody here reads."""

    language: str
    voice: str | None = None
    script: str | None = None


@dataclass(eq=False)
class VoiceFailed(VoiceError):
    """`text` is the sentence at which it failed."""

    voice: str
    text: str
    reason: str


class CaptionError(PlainspokenError):
    """Captions that cannot be read or made."""


@dataclass(eq=False)
class UnknownFormat(CaptionError):
    """`known` are the suffixes there are."""

    name: str
    known: tuple[str, ...]


@dataclass(eq=False)
class UnreadableCaptions(CaptionError):
    """`line` counts from 1; None where the trouble is the file as a whole."""

    name: str
    line: int | None
    reason: str


@dataclass(eq=False)
class UnreadableWords(CaptionError):
    """`index` is the entry, from 0; None where the trouble is the file as a whole."""

    name: str
    index: int | None
    reason: str


@dataclass(eq=False)
class WordsMismatch(CaptionError):
    """At word `index` (from 0) the text says `expected`, the times `found`. None: no more words."""

    index: int
    expected: str | None
    found: str | None


class RecordingError(PlainspokenError):
    """A supplied recording that cannot be used."""


@dataclass(eq=False)
class NotARecording(RecordingError):
    """`looks_like` names what it seems to be instead, or is ""; `known` are kinds that are read."""

    name: str
    looks_like: str
    known: tuple[str, ...]


@dataclass(eq=False)
class RecordingCut(RecordingError):
    """`found` and `declared` are in ms; None where even that was cut off."""

    name: str
    found: int | None
    declared: int | None


@dataclass(eq=False)
class RecordingDamaged(RecordingError):
    """`reason` is the last thing the decoder said."""

    name: str
    reason: str


@dataclass(eq=False)
class RecordingLocked(RecordingError):
    """Encrypted, as shops sell videos and music."""

    name: str


@dataclass(eq=False)
class RecordingTooLong(RecordingError):
    """`duration` and `limit` are in ms."""

    name: str
    duration: int
    limit: int


@dataclass(eq=False)
class NoSound(RecordingError):
    """There is a picture, and no sound."""

    name: str


class AlignmentError(PlainspokenError):
    """Words that cannot be placed in a recording."""


@dataclass(eq=False)
class AlignmentFailed(AlignmentError):
    """`reason` is the engine's own."""

    aligner: str
    reason: str


@dataclass(eq=False)
class WrongRecording(AlignmentError):
    """`coverage` of the words could be placed, from 0 to 1; `trusted` is the least that will do."""

    name: str
    coverage: float
    trusted: float


class FormError(PlainspokenError):
    """A form to take away that cannot be had."""


class Lack(StrEnum):
    """What a form to take away needs, and there is none of."""

    SOUND = "sound"
    TIMES = "times"  # no sentence has one
    LIBLOUIS = "liblouis"  # not installed on this machine
    BRAILLE = "braille"  # no code of it for the statement's language
    TYPE = "type"  # no typeface here has all its letters


@dataclass(eq=False)
class UnknownForm(FormError):
    """`known` are the names there are."""

    form: str
    known: tuple[str, ...]


@dataclass(eq=False)
class FormAbsent(FormError):
    """`lacks` is what it would have to be made of or by."""

    form: str
    lacks: Lack


@dataclass(eq=False)
class FormFailed(FormError):
    """`reason` is the last thing that the program said."""

    form: str
    reason: str


@dataclass(eq=False)
class EncodingFailed(PlainspokenError):
    """`reason` is the last thing ffmpeg said, or why it was stopped."""

    output: str
    reason: str


@dataclass(eq=False)
class Overtaken(PlainspokenError):
    """`slug` is where what came first can be seen."""

    slug: str


@dataclass(eq=False)
class Embargoed(PlainspokenError):
    """What waits at `slug` will be public `at` a moment in UTC."""

    slug: str
    at: datetime


@dataclass(eq=False)
class LanguageTaken(PlainspokenError):
    """The version in `language` (BCP 47) is `title` at `slug`; or will be, if it is `embargoed`."""

    slug: str
    title: str
    language: str
    embargoed: bool


@dataclass(eq=False)
class NoOriginal(PlainspokenError):
    """No statement has the address `slug`, of which this is to be a version."""

    slug: str


class StoreError(PlainspokenError):
    """What is to be kept cannot be, or cannot be had again."""


@dataclass(eq=False)
class StoreFull(StoreError):
    """No room on the disk that holds `folder`."""

    folder: str


@dataclass(eq=False)
class StoreUnwritable(StoreError):
    """`folder` cannot be made or written; `reason` is the system's own."""

    folder: str
    reason: str


@dataclass(eq=False)
class StoreAway(StoreError):
    """`place` begins a sentence, such as "The database"; `reason` is the last that was heard."""

    place: str
    reason: str


@dataclass(eq=False)
class DatabaseNewer(StoreError):
    """`found` is the version of its tables; `known` the latest that this program knows."""

    found: str
    known: str


@dataclass(eq=False)
class BackupDamaged(StoreError):
    """`part` is the part of the backup in which it shows."""

    name: str
    part: str


@dataclass(eq=False)
class BackupNewer(StoreError):
    """`made_by` is the version of this program that knows its tables."""

    name: str
    made_by: str


@dataclass(eq=False)
class SiteNotEmpty(StoreError):
    """`place` is where there are statements or files already."""

    place: str
