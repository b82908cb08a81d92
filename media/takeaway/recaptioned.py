"""Captions made anew for a page of another shape, from what the revision has published."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from media.captioning import caption
from media.paragraphs import ReadParagraph
from media.profiles import CaptionProfile
from media.takeaway.edition import Edition
from media.timeline import Span
from media.timing import Alignment, TimedWord, Timing
from media.tracks import Track
from media.transcript import Paragraph, Sentence, Transcript, Word
from media.wordtimes import Entry

WORDS = "words.json"


def recaptioned(edition: Edition, profile: CaptionProfile) -> Track:
    """Break the words where they are best broken in this profile."""
    entries: list[Entry] = json.loads(edition.files[WORDS].path.read_bytes())
    transcript = _transcript(edition, entries)
    timed = zip(transcript.words, entries, strict=True)
    words = tuple(
        TimedWord(word, Span(e["start"], e["end"]), Timing(e["timing"] or Timing.GUESSED))
        for word, e in timed
        if e["start"] is not None and e["end"] is not None
    )
    return caption(transcript, Alignment(words), profile)


def _transcript(edition: Edition, entries: Sequence[Entry]) -> Transcript:
    """The text as it was published, in the sentences and words that it had then."""
    words = {
        number: [e["word"] for e in run]
        for number, run in groupby(entries, key=lambda e: e["sentence"])
    }
    text, paragraphs, number = "", [], 0
    for given in edition.paragraphs:
        start = len(text)
        sentences = tuple(_sentences(given, start, words, number))
        number += len(sentences)
        text += "".join(s.text + s.glue for s in given.sentences)
        paragraphs.append(Paragraph(start, len(text), sentences, given.speaker, given.heading))
        text += "\n\n"
    return Transcript(text, edition.language, tuple(paragraphs))


def _sentences(
    given: ReadParagraph, start: int, words: dict[int, list[str]], number: int
) -> Iterator[Sentence]:
    for count, sentence in enumerate(given.sentences, start=number):
        at, found = 0, []
        for word in words.get(count, ()):
            at = sentence.text.index(word, at)
            found.append(Word(start + at, start + at + len(word), word))
            at += len(word)
        yield Sentence(start, start + len(sentence.text), tuple(found), sentence.sound)
        start += len(sentence.text + sentence.glue)
