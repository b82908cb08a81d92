"""A transcript as one row of sounds, and which written word each stretch of them is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from media.engines.listening.pronunciations import Pronounced
from media.engines.listening.sounds import Phone, Phones


@dataclass(frozen=True, slots=True)
class Spoken:
    """A written word as it is spoken.

    `sentence` and `place` say which word of the transcript; `sounds[first:end]` are its sounds.
    """

    sentence: int
    place: int
    first: int
    end: int
    parts: Pronounced


@dataclass(frozen=True, slots=True)
class Script:
    """Every word that has sounds, in order.

    `opens` and `heads` say at which of the `sounds` a spoken word or a sentence starts.
    """

    sounds: Phones
    words: tuple[Spoken, ...]
    opens: tuple[int, ...]
    heads: tuple[int, ...]

    @classmethod
    def of(cls, sentences: Sequence[Sequence[Pronounced]]) -> "Script":
        """Lay out a transcript's sentences."""
        sounds: list[Phone] = []
        words, opens = [], []
        for number, sentence in enumerate(sentences):
            for place, parts in enumerate(sentence):
                first = len(sounds)
                for part in parts:
                    opens.append(len(sounds))
                    sounds += part.phones
                if parts:
                    words.append(Spoken(number, place, first, len(sounds), parts))
        heads = [next(its).first for _, its in groupby(words, lambda w: w.sentence)]
        return cls(tuple(sounds), tuple(words), tuple(opens), tuple(heads))

    @property
    def sentences(self) -> list[tuple[Spoken, ...]]:
        """The words of each sentence that has any."""
        return [tuple(its) for _, its in groupby(self.words, lambda w: w.sentence)]
