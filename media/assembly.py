"""Joining spoken sentences into one narration, with the pauses that a reader makes."""

from collections.abc import Iterable, Iterator, Sequence

from media.errors import NothingToSay
from media.narration import GRID, Narration, Speech
from media.sound import SAMPLE, segment, silence, sounding
from media.timeline import Span
from media.timing import Alignment, TimedWord
from media.transcript import Paragraph, Sentence, Transcript

# Milliseconds of quiet. A reader's pause after a sentence lasts about half a second, and about
# twice that where a new matter begins. Where a part ends it may differ by half of GRID.
LEAD_IN = 200
AFTER_A_SENTENCE = 500
AFTER_A_PARAGRAPH = 900
FOR_A_SOUND = 2_500
TAIL = 400

# A part ends with the first paragraph that brings it to so many words, some 11 s; in a paragraph
# that goes on and on, with a sentence. Words are counted, not time: where one is put right, the
# parts after it begin and end where they did.
_ENOUGH = 30
_TOO_MANY = 90
_BEFORE_A_PART = 240  # ms of a pause that belong to what comes after it

_MARGIN = 10  # ms of silence kept, so that no consonant is cut


def assemble(transcript: Transcript, speeches: Sequence[Speech | None]) -> Narration:
    """Join the speech of each sentence, in order; None is a sound's, which is left quiet.

    NothingToSay where there are only sounds. ValueError where the rates differ.
    """
    rates = {speech.rate for speech in speeches if speech}
    if not rates:
        raise NothingToSay(transcript.title or "")
    (rate,) = rates
    parts: list[bytes] = []
    timed: list[TimedWord] = []
    part = _Part(rate)
    for (sentence, pause), speech in zip(_pauses(transcript.paragraphs), speeches, strict=True):
        if part.may_end(pause):
            parts.append(part.ended(pause - _BEFORE_A_PART))
            part = _Part(rate, part.end)
            pause = _BEFORE_A_PART  # noqa: PLW2901 - what is left of it
        part.add(silence(pause, rate))
        if speech:
            said, spans = _trimmed(speech)
            timed += (
                TimedWord(word, span.moved(part.end), speech.timing)
                for word, span in zip(sentence.words, spans, strict=True)
            )
            part.add(said, words=len(spans))
    parts.append(part.ended(TAIL))
    return Narration(tuple(parts), rate, Alignment(tuple(timed)))


class _Part:
    """A part under way, of sound at `rate` hertz; it starts at `start` ms of the narration."""

    def __init__(self, rate: int, start: int = 0) -> None:
        self._rate, self._start = rate, start
        self._pieces: list[bytes] = []
        self._size = self._words = 0

    @property
    def end(self) -> int:
        """Milliseconds of the narration, up to here."""
        return self._start + self._size * 1000 // (self._rate * SAMPLE)

    def add(self, piece: bytes, *, words: int = 0) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        self._words += words

    def may_end(self, pause: int) -> bool:
        """Whether there is enough of it, with a pause like this to follow."""
        if pause > AFTER_A_SENTENCE:
            return self._words >= _ENOUGH
        return self._words >= _TOO_MANY and pause == AFTER_A_SENTENCE

    def ended(self, pause: int) -> bytes:
        """All of it, with quiet for some `pause` ms behind, so that it is a multiple of GRID."""
        cell = self._rate * SAMPLE * GRID // 1000
        wanted = self._size + len(silence(pause, self._rate))
        self.add(bytes(round(wanted / cell) * cell - self._size))
        return b"".join(self._pieces)


def _pauses(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Sentence, int]]:
    """Each sentence, and the milliseconds of quiet before it. A sound is its own quiet."""
    previous: Sentence | None = None
    for paragraph in paragraphs:
        for sentence in paragraph.sentences:
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
            yield sentence, pause
            previous = sentence


def _trimmed(speech: Speech) -> tuple[bytes, tuple[Span, ...]]:
    """Samples and spans without the silence around them, so that a pause is as long as we say.

    The span of a word that is itself silent, which nobody could say, is kept.
    """
    whole = segment(speech.pcm, speech.rate)
    first, last, heard = speech.spans[0], speech.spans[-1], sounding(whole)
    start = heard.start if heard.start < first.end else first.start
    end = heard.end if heard.end > last.start else last.end
    start, end = max(0, start - _MARGIN), min(len(whole), end + _MARGIN)
    spans = (Span(max(start, s.start), max(start, min(end, s.end))) for s in speech.spans)
    return whole[start:end].raw_data, tuple(s.moved(-start) for s in spans)
