"""How each word of a text sounds: hibari's lexicon for English, espeak-ng's rules for the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from media.engines.english import English
from media.engines.espeak import ipa
from media.engines.forms import primary, spoken_forms
from media.engines.listening.sounds import SIGNS, Phones, sounds
from media.engines.phones import pronounced
from media.narration import Utterance
from media.transcript import Sentence, Transcript

_EDGES = re.compile(r"^[^\w']+|[^\w']+$")


@dataclass(frozen=True, slots=True)
class Said:
    """One word as it is spoken; `spelling` is how a dictionary would have it, if it is known."""

    spelling: str
    phones: Phones


Pronounced = tuple[Said, ...]  # what is said for one written word: nothing, one word or several


def pronunciations(transcript: Transcript) -> list[list[Pronounced]]:
    """Pronounce every word: a list a sentence, as long as the sentence has words.

    Figures, dates and signs are pronounced as they are spoken. A word that nobody can say has no
    sounds. NoVoiceFor where the language is none that espeak-ng knows.
    """
    pronounce = _english if primary(transcript.language) == "en" else _foreign
    return [list(pronounce(transcript, s)) if s.words else [] for s in transcript.sentences]


def _english(transcript: Transcript, sentence: Sentence) -> Iterator[Pronounced]:
    """Sound a whole sentence, since the sentence decides: "to read", "has read"."""
    utterance = Utterance.of(transcript, sentence)
    symbols = pronounced(_lexicon(), utterance, SIGNS)
    sounding = {
        word: "".join(phone.symbol for phone in its)
        for word, its in groupby(symbols, lambda phone: phone.word)
        if word is not None
    }
    for word, form in enumerate(spoken_forms(utterance)):
        spelt = [_EDGES.sub("", part).lower() for part in form.split()]
        parts = sounding[word].split()
        known = spelt if len(spelt) == len(parts) else [""] * len(parts)
        yield _said(zip(known, parts, strict=True))


def _foreign(transcript: Transcript, sentence: Sentence) -> Iterator[Pronounced]:
    for word in sentence.words:
        yield _said(("", part) for part in ipa(word.text, transcript.language).split())


def _said(parts: Iterator[tuple[str, str]]) -> Pronounced:
    said = (Said(spelling, sounds(part)) for spelling, part in parts)
    return tuple(word for word in said if word.phones)


@cache
def _lexicon() -> English:
    return English(british=True)
