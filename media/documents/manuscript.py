"""What every kind of document comes down to: plain text, and the blocks in it.

A document module (`txt`, `md`) gives a Manuscript; here it becomes a Transcript: the title is told
from the text, labels become speakers, blocks become sentences. So each kind of file is read alike.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, zip_longest

from media.sentences import sentences
from media.sounds import in_stretch
from media.transcript import Paragraph, Transcript
from media.turns import label
from media.words import words


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a line of its own: its place in the text, and a heading's rank."""

    start: int
    end: int
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The text of a document, NFC, and its blocks in order, which cover all that is written."""

    text: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        edges = (0, *(place for b in self.blocks for place in (b.start, b.end)), len(self.text))
        if any(self.text[a:b].strip() for a, b in list(pairwise(edges))[::2]):
            raise ValueError("blocks cover all that is written")


# A title is a line, not a paragraph: 120 characters are two lines of a page's heading.
_LONGEST_TITLE = 120
_PARTED = "\n\n"
_ENDED = re.compile(r"[.!?…,;:][\"'”’»)\]]*$")
_RULE = re.compile(r"\s*[-=_*~#+]{3,}\s*")
_ALONE = re.compile(rf"(?:\n{_RULE.pattern})?[^\S\n]*\n\s*\n")  # an underlined line is alone, too


def joined(written: Iterable[tuple[str, int]]) -> Manuscript:
    """Put stretches of text below each other, each with a heading's rank, or 0 for running text."""
    pieces: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece, heading in written:
        pieces.append(piece)
        blocks.append(Block(at, at + len(piece), heading))
        at += len(piece) + len(_PARTED)
    text = _PARTED.join(pieces)
    cut = ([b] if b.heading else lines(text, b.start, b.end) for b in blocks)
    return Manuscript(text, tuple(chain.from_iterable(cut)))


def lines(text: str, start: int, end: int) -> Iterator[Block]:
    """Cut a stretch before every line that starts a turn, and around every sound and rule.

    What lies between is left whole: its line ends are the author's wrapping.
    """
    begun = start
    for found in re.finditer(r"[^\n]+", text[start:end]):
        a, b = found.start() + start, found.end() + start
        apart = _is_sound(found[0]) or _RULE.fullmatch(found[0])
        if (apart or label(text, a, b)) and text[begun:a].strip():
            yield Block(begun, a - 1)
            begun = a
        if apart:
            yield Block(a, b)
            begun = b
    if text[begun:end].strip():
        yield Block(begun, end)


def _is_sound(line: str) -> bool:
    line = line.strip()
    return line != "" and [(0, len(line), True)] == list(in_stretch(line))


def transcript(manuscript: Manuscript, language: str) -> Transcript:
    """Read a manuscript written in `language` (BCP 47). There may be no paragraph in it at all.

    The first heading of rank 1 is the title; failing that, a first line that stands alone, is
    short and does not end as a sentence does. A text that has nothing else has no title.

    A speaker keeps the floor until another is named or a heading comes: that is how turns of
    more than one paragraph are written. Sounds have no speaker. A block with neither word nor
    sound, such as a row of asterisks, belongs to the paragraph before it; at the start, to the
    one after it, unless that opens with a label.
    """
    text, blocks = manuscript.text, manuscript.blocks
    title = _title(text, blocks)
    paragraphs = _paragraphs(text, [b for b in blocks if b is not title], language)
    if title and not any(s.words for p in paragraphs for s in p.sentences):
        title, paragraphs = None, _paragraphs(text, blocks, language)
    named = text[title.start : title.end].strip() if title else None
    return Transcript(text, language, tuple(paragraphs), named)


def _title(text: str, blocks: Sequence[Block]) -> Block | None:
    for block in blocks:
        if block.heading == 1:
            return block
    if not blocks:
        return None
    line = text[blocks[0].start : blocks[0].end].strip()
    told = (
        _ALONE.match(text, blocks[0].end)
        and "\n" not in line
        and len(line) <= _LONGEST_TITLE
        and not _ENDED.search(line)
        and not _is_sound(line)
        and not label(line, 0, len(line))
        and any(words(line, 0, len(line)))
    )
    return blocks[0] if told else None


def _paragraphs(text: str, blocks: Sequence[Block], language: str) -> list[Paragraph]:
    made: list[Paragraph] = []
    speaker: str | None = None
    adrift: int | None = None  # where matter without words began, before the first paragraph
    for block, upcoming in zip_longest(blocks, blocks[1:]):
        start, end = _trimmed(text, block.start, block.end)
        if block.heading:
            speaker = None
        turn = None if block.heading else label(text, start, end)
        if turn and turn.said >= end and upcoming and _holds(text, upcoming, language):
            speaker = turn.speaker  # a label alone on its line
            continue
        found = sentences(text, turn.said, end, language) if turn else ()
        if turn and found:
            speaker, start, adrift = turn.speaker, turn.said, None
        else:
            turn, found = None, sentences(text, start, end, language)
        if found:
            only_sounds = all(s.sound for s in found) and not turn
            start = start if adrift is None else adrift
            adrift = None
            made.append(
                Paragraph(start, end, found, None if only_sounds else speaker, block.heading)
            )
        elif made:
            made[-1] = replace(made[-1], end=end)
        elif adrift is None:
            adrift = start
    return made


def _holds(text: str, block: Block, language: str) -> bool:
    """Whether a block has something to say, and neither a rank nor a label of its own."""
    start, end = _trimmed(text, block.start, block.end)
    if block.heading or label(text, start, end):
        return False
    return bool(sentences(text, start, end, language))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
