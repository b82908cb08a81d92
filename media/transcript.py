"""The author's text, which is never altered, and the places in it.

Offsets are code points into `Transcript.text`, half open. Everything downstream (speech, cues,
pages) points into the text by them, so what a reader sees is always a slice of what was written.
"""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, with the punctuation that touches it: `“Hello,` or `£3.2`.

    A dash or an ellipsis standing alone is not a word: it belongs to the slice between two words.
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"word {self.text!r} does not fill {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its place, and its words in order.

    A sound (`[Music]`) is a sentence that is shown and never spoken: `sound` is true and it has
    no words. Otherwise there is at least one word.
    """

    start: int
    end: int
    words: tuple[Word, ...]
    sound: bool = False

    def __post_init__(self) -> None:
        if self.sound == bool(self.words):
            raise ValueError("a sound has no words, and a sentence has some")
        if self.words and not self.start <= self.words[0].start <= self.words[-1].end <= self.end:
            raise ValueError("a sentence's words lie inside it")
        if any(one.end > other.start for one, other in pairwise(self.words)):
            raise ValueError("a sentence's words follow each other")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a turn: its place, without a speaker's label, and its sentences.

    `heading` is 0 for running text, else the heading's rank from 1. `speaker` is the name as the
    author wrote it, or None where nobody is named.
    """

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    speaker: str | None = None
    heading: int = 0

    def __post_init__(self) -> None:
        if not self.sentences:
            raise ValueError("a paragraph has at least one sentence")
        places = (self.start, *(p for s in self.sentences for p in (s.start, s.end)), self.end)
        if any(one > other for one, other in pairwise(places)):
            raise ValueError("a paragraph's sentences follow each other inside it")


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole text: what the author wrote, its language (BCP 47) and its paragraphs.

    `title` is the line that was told from the text to be its title; it is not in `paragraphs`.
    """

    text: str
    language: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None

    def __post_init__(self) -> None:
        if any(one.end > other.start for one, other in pairwise(self.paragraphs)):
            raise ValueError("paragraphs follow each other")
        if any(self.text[w.start : w.end] != w.text for w in self.words):
            raise ValueError("every word is a slice of the text")

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence and sound, in order."""
        return tuple(s for p in self.paragraphs for s in p.sentences)

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word that is spoken, in order."""
        return tuple(w for s in self.sentences for w in s.words)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who is named as speaking, each once, in order of appearance."""
        return tuple(dict.fromkeys(p.speaker for p in self.paragraphs if p.speaker))
