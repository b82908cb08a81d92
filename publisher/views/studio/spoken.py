"""A few words of a text, spoken at once for somebody who listens."""

import wave
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from flask import Response

from media.narration import Utterance
from media.production.narrated import spoken_once
from media.transcript import Sentence, Transcript, Word
from publisher.audition import Auditioned
from publisher.site import site

MOST = 300  # characters: some twenty seconds, and a second of work


def some_of(
    read: Transcript, sentence: Sentence, around: int = 0, sayings: Mapping[str, str] | None = None
) -> Utterance:
    """A sentence to be spoken; of a long one, the words about the one that begins at `around`."""
    words = list(sentence.words)
    middle = max(0, sum(word.start <= around for word in words) - 1)
    first, last = middle, middle
    while words[last].end - words[first].start <= MOST and (first, last) != (0, len(words) - 1):
        first, last = max(0, first - 1), min(len(words) - 1, last + 1)
    if words[last].end - words[first].start > MOST:
        first, last = min(middle, first + 1), max(middle, last - 1)
    if (first, last) == (0, len(words) - 1):
        return Utterance.of(read, sentence, sayings)
    some = tuple(words[first : last + 1])
    part = Sentence(some[0].start, some[-1].end, some)
    return Utterance.of(read, part, sayings)


def alone(written: str, language: str, sayings: Mapping[str, str]) -> Utterance:
    """A word by itself."""
    one = Utterance(written, (Word(0, len(written), written),), language)
    return replace(one, sayings=tuple(sorted(sayings.items())))


def played(utterance: Utterance, voice: str) -> Response:
    """The sound, as a WAV file."""
    here = site()
    speech = spoken_once(utterance, Auditioned(voice, here.audition), here.library.store)
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.rate)
        file.writeframes(speech.pcm)
    return Response(sound.getvalue(), content_type="audio/wav")
