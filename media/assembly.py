"""Joining spoken sentences into one narration, with the pauses that a reader makes."""

from collections.abc import Iterable, Iterator, Sequence

from media.errors import NothingToSay
from media.narration import Narration, Speech
from media.sound import SAMPLE, segment, silence, sounding
from media.timeline import Span
from media.timing import Alignment, TimedWord
from media.transcript import Paragraph, Sentence, Transcript

# Milliseconds of quiet. A reader's pause after a sentence lasts about half a second, and about
# twice that where a new matter begins.
LEAD_IN = 200
AFTER_A_SENTENCE = 500
AFTER_A_PARAGRAPH = 900
FOR_A_SOUND = 2_500
TAIL = 400

_MARGIN = 10  # ms of silence kept, so that no consonant is cut


def assemble(transcript: Transcript, speeches: Sequence[Speech | None]) -> Narration:
    """Join the speech of each sentence, in order; None is a sound's, which is left quiet.

    NothingToSay where there are only sounds. ValueError where the rates differ.
    """
    rates = {speech.rate for speech in speeches if speech}
    if not rates:
        raise NothingToSay(transcript.title or "")
    (rate,) = rates
    pieces: list[bytes] = []
    timed: list[TimedWord] = []
    size = 0
    for (sentence, pause), speech in zip(_pauses(transcript.paragraphs), speeches, strict=True):
        quiet = silence(pause, rate)
        said, spans = _trimmed(speech) if speech else (b"", ())
        begins = (size + len(quiet)) * 1000 // (rate * SAMPLE)
        timed += (
            TimedWord(word, span.moved(begins), speech.timing)
            for word, span in zip(sentence.words, spans, strict=True)
            if speech
        )
        pieces += (quiet, said)
        size += len(quiet) + len(said)
    pieces.append(silence(TAIL, rate))
    return Narration(b"".join(pieces), rate, Alignment(tuple(timed)))


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
