"""Joining spoken sentences into one narration, with the pauses that a reader makes.

Hours of samples are never held: `assemble` looks at one sentence after the other and notes what of
it is used; `samples` joins a part, when it is asked for, from the sentences that are in it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from media.errors import NothingToSay
from media.narration import GRID, Narration, Part, Speech, Take
from media.reading import words
from media.sound import SAMPLE, cut, segment, silence, size, sounding
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.transcript import Sentence, Transcript

# Milliseconds of quiet. A reader's pause after a sentence lasts about half a second, and about
# twice that where a new matter begins. Where a part ends it may differ by half of GRID.
LEAD_IN = 200
AFTER_A_SENTENCE = 500
AFTER_A_PARAGRAPH = 900
FOR_A_SOUND = 2_500
TAIL = 400
# Where the voice hurries, what it says until the end of a sentence is followed by as much quiet as
# leaves time to read it, at the fastest that captions may ask for (BBC: 0.3 s a word). Else a cue
# has to borrow from the sentence after it, and breaks where nobody would break it.
READING = 300
_ON_A_CUE = 12  # words, of which there is time for those before them

# A part ends with the first paragraph that brings it to so many words, some 11 s; in a paragraph
# that goes on and on, with a sentence. Words are counted, not time: where one is put right, the
# parts after it begin and end where they did.
_ENOUGH = 30
_TOO_MANY = 90
_BEFORE_A_PART = 240  # ms of a pause that belong to what comes after it

_MARGIN = 10  # ms of silence kept, so that no consonant is cut


def assemble(transcript: Transcript, speeches: Iterable[Speech | None]) -> Narration:
    """Join the speech of each sentence, in order; None is a sound's, which is left quiet.

    NothingToSay where there are only sounds. ValueError where the rates differ.
    """
    trimmed = [_trimmed(speech) if speech else None for speech in speeches]
    rates = {heard.rate for heard in trimmed if heard}
    if not rates:
        raise NothingToSay(transcript.title or "")
    (rate,) = rates
    parts: list[Part] = []
    timed: list[TimedWord] = []
    part = _Part(rate)
    unread = 0
    pauses = _pauses(transcript)
    for number, ((sentence, label, pause), heard) in enumerate(zip(pauses, trimmed, strict=True)):
        quiet = max(pause, unread)
        if part.may_end(pause):
            parts.append(part.ended(quiet - _BEFORE_A_PART))
            part = _Part(rate, part.end)
            quiet = _BEFORE_A_PART  # what is left of it
        part.rest(quiet)
        unread = heard.unread(sentence, label) if heard else 0
        if heard:
            timed += (
                TimedWord(word, span.moved(part.end), heard.timing)
                for word, span in zip(sentence.words, heard.words, strict=True)
            )
            part.add(number, heard.span, words=len(heard.words))
    parts.append(part.ended(max(TAIL, unread)))
    return Narration(tuple(parts), rate, Alignment(tuple(timed)))


def samples(part: Part, rate: int, speech: Callable[[int], Speech]) -> bytes:
    """Join a part of a narration at `rate` hertz: mono signed 16-bit little-endian samples.

    `speech` gives what was said for a sentence, by its index.
    """
    pieces: list[bytes] = []
    for take in part.takes:
        pieces += silence(take.quiet, rate), cut(speech(take.sentence).pcm, rate, take.span)
    return b"".join(pieces).ljust(size(part.duration, rate), b"\0")


class _Part:
    """A part under way, of sound at `rate` hertz; it starts at `start` ms of the narration."""

    def __init__(self, rate: int, start: int = 0) -> None:
        self._rate, self._start = rate, start
        self._takes: list[Take] = []
        self._quiet = self._size = self._words = 0  # milliseconds since the last take; bytes

    @property
    def end(self) -> int:
        """Milliseconds of the narration, up to here."""
        return self._start + self._size * 1000 // (self._rate * SAMPLE)

    def rest(self, pause: int) -> None:
        self._quiet += pause
        self._size += size(pause, self._rate)

    def add(self, sentence: int, span: Span, *, words: int) -> None:
        self._takes.append(Take(self._quiet, sentence, span))
        self._quiet = 0
        self._size += size(span.end, self._rate) - size(span.start, self._rate)
        self._words += words

    def may_end(self, pause: int) -> bool:
        """Whether there is enough of it, with a pause like this to follow."""
        if pause > AFTER_A_SENTENCE:
            return self._words >= _ENOUGH
        return self._words >= _TOO_MANY and pause == AFTER_A_SENTENCE

    def ended(self, pause: int) -> Part:
        """All of it, with quiet for some `pause` ms behind, so that it is a multiple of GRID."""
        cell = size(GRID, self._rate)
        self._size = round((self._size + size(pause, self._rate)) / cell) * cell
        return Part(tuple(self._takes), self.end - self._start)


def _pauses(transcript: Transcript) -> Iterator[tuple[Sentence, str, int]]:
    """Each sentence, who is named before it, and the milliseconds of quiet before it.

    A sound is its own quiet. Names are for captions, which have them where the speaker changes.
    """
    previous: Sentence | None = None
    named = None if len(transcript.speakers) > 1 else next(iter(transcript.speakers), None)
    for paragraph in transcript.paragraphs:
        for sentence in paragraph.sentences:
            label = ""
            if not sentence.sound and paragraph.speaker not in (None, named):
                label = named = paragraph.speaker
            if sentence.sound:
                pause = FOR_A_SOUND
            elif previous is None:
                pause = LEAD_IN
            elif previous.sound:
                pause = 0
            elif sentence is paragraph.sentences[0]:
                pause = AFTER_A_PARAGRAPH
            else:
                pause = AFTER_A_SENTENCE
            yield sentence, label or "", pause
            previous = sentence


@dataclass(frozen=True, slots=True)
class _Trimmed:
    """What is used of a speech: a span of it, and those of its words from the start of that."""

    span: Span
    words: tuple[Span, ...]
    rate: int
    timing: Timing

    def unread(self, sentence: Sentence, label: str) -> int:
        """Milliseconds that a reader of its last words needs when they have been said."""
        shown = [*label.split(), *(word.text for word in sentence.words)][-_ON_A_CUE:]
        said = self.words[-1].end - self.words[-len(shown) :][0].start
        return max(0, round(sum(map(words, shown)) * READING) - said)


def _trimmed(speech: Speech) -> _Trimmed:
    """Leave out the silence at its ends, so that a pause is as long as we say.

    The span of a word that is itself silent, which nobody could say, is kept.
    """
    whole = segment(speech.pcm, speech.rate)
    first, last, heard = speech.spans[0], speech.spans[-1], sounding(whole)
    start = heard.start if heard.start < first.end else first.start
    end = heard.end if heard.end > last.start else last.end
    start, end = max(0, start - _MARGIN), min(len(whole), end + _MARGIN)
    spans = (Span(max(start, s.start), max(start, min(end, s.end))) for s in speech.spans)
    words = tuple(s.moved(-start) for s in spans)
    return _Trimmed(Span(start, end), words, speech.rate, speech.timing)
