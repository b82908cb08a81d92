"""What readers are shown, as a derived file: the text by sentence, each with its time.

The page and the forms to take away are made from this file alone, so what was published stays as
it was when the code that finds sentences changes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from media.timing import Alignment
from media.transcript import Sentence, Transcript

READING = "reading.json"
_SPACES = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as the page shows it, with its time in ms; both None where it has none.

    `glue` stands between this sentence and the next in the author's text: a space, or nothing in
    scripts that are written without.
    """

    text: str
    start: int | None
    end: int | None
    sound: bool
    glue: str


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph as the page shows it. `heading` is 0 for running text, else its rank from 1."""

    sentences: tuple[ReadSentence, ...]
    speaker: str | None
    heading: int

    @property
    def text(self) -> str:
        """Its sentences on one line."""
        return one_line("".join(s.text + s.glue for s in self.sentences))


def reading(transcript: Transcript, alignment: Alignment) -> dict[str, Any]:
    """Pair each sentence with the time from its first word to its last."""
    spans = {timed.word.start: timed.span for timed in alignment.words}

    def times(sentence: Sentence) -> tuple[int | None, int | None]:
        heard = [spans[w.start] for w in sentence.words if w.start in spans]
        return (heard[0].start, heard[-1].end) if heard else (None, None)

    return {
        "language": transcript.language,
        "paragraphs": [
            {
                "speaker": paragraph.speaker,
                "heading": paragraph.heading,
                "sentences": [
                    {
                        "text": transcript.text[s.start : s.end],
                        "start": times(s)[0],
                        "end": times(s)[1],
                        "sound": s.sound,
                        "glue": transcript.text[s.end : after],
                    }
                    for s, after in zip(
                        paragraph.sentences,
                        [*(s.start for s in paragraph.sentences[1:]), paragraph.end],
                        strict=True,
                    )
                ],
            }
            for paragraph in transcript.paragraphs
        ],
    }


def read_paragraphs(facts: Mapping[str, Any]) -> tuple[ReadParagraph, ...]:
    """The paragraphs that `reading` wrote down."""
    return tuple(
        ReadParagraph(_sentences(p["sentences"]), p["speaker"], p["heading"])
        for p in facts["paragraphs"]
    )


def _sentences(facts: Sequence[Mapping[str, Any]]) -> tuple[ReadSentence, ...]:
    return tuple(
        ReadSentence(s["text"], s["start"], s["end"], s["sound"], s["glue"]) for s in facts
    )


def one_line(text: str) -> str:
    r"""A text without the ends of its lines: white space is one space; what binds words stays.

    >>> one_line(" £3.2\u00a0million \n  of it ")
    '£3.2\xa0million of it'
    """
    return spaced(text).strip(" ")


def spaced(text: str) -> str:
    """The same of a piece of a line: white space at its ends is one space too."""
    return _SPACES.sub(" ", text)


def speakers_shown(paragraphs: Sequence[ReadParagraph]) -> Iterator[str | None]:
    """The name to show at each paragraph: its speaker's, where that is not who spoke before."""
    speakers = [None, *(p.speaker for p in paragraphs)]
    return (now if now != before else None for before, now in pairwise(speakers))


def ranks(paragraphs: Sequence[ReadParagraph], below: int) -> Iterator[int]:
    """The rank of each heading under one of rank `below`, 6 at most; none is left out.

    At running text it is the rank of the heading that it stands under.
    """
    last = below
    for paragraph in paragraphs:
        if paragraph.heading:
            last = min(last + 1, paragraph.heading + below, 6)
        yield last
