"""Plain text: the text is the file, and its paragraphs are told from its lines."""

import re
from collections.abc import Iterator

from media.documents.decoding import decoded
from media.documents.manuscript import Block, Manuscript, lines

# Text wrapped by hand or by a mail program has lines of 60 to 80 characters; longer ones than this
# are whole paragraphs, and shorter ones were broken on purpose.
_NARROWEST, _WIDEST = 40, 100
_WRAPPED_SHARE = 0.8  # of the line ends, so that a line broken on purpose does not undo the rest
_GROUP = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_ENDED = re.compile(r"[.!?…:。！？؟][\"'”’»)\]」]*\s*$")
_BULLET = re.compile(r"\s*(?:[-–—*•·‣o]|\(?\d{1,3}[.)])\s+\S")


def read(name: str, data: bytes) -> Manuscript:
    """Read a text file: paragraphs are parted by blank lines, or are a line each.

    Raises NotText and TooLong as `decoded` does.
    """
    text = decoded(name, data)
    blocks = (
        block
        for group in _GROUP.finditer(text)
        for piece in lines(text, *group.span())
        for block in _unwrapped(text, piece)
    )
    return Manuscript(text, tuple(blocks))


def _unwrapped(text: str, piece: Block) -> Iterator[Block]:
    """One block where the lines of a piece were wrapped, else a block for each line."""
    spans = [
        (m.start() + piece.start, m.end() + piece.start)
        for m in re.finditer(r"[^\n]+", text[piece.start : piece.end])
    ]
    written = [text[a:b] for a, b in spans]
    wrapped = _is_wrapped(written)
    begun = piece.start
    for (_, stop), this, following in zip(spans, written, [*written[1:], None], strict=True):
        joined = following is not None and (
            following.lstrip()[:1].islower() or (wrapped and not _BULLET.match(following))
        )
        if not joined and this.strip():
            yield Block(begun, stop)
            begun = stop + 1


def _is_wrapped(written: list[str]) -> bool:
    """Whether lines end where the next word would not have fitted, as wrapping does it."""
    inner = written[:-1]
    width = max(len(line.rstrip()) for line in written)
    if not inner or not _NARROWEST <= width <= _WIDEST or all(map(_ENDED.search, written)):
        return False
    full = sum(
        len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width
        for line, following in zip(inner, written[1:], strict=True)
    )
    return full >= _WRAPPED_SHARE * len(inner)
