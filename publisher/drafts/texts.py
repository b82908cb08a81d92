"""A text as it was handed in, made one that can be edited in a plain box.

Plain text and Markdown stay as they are. Of other files the words stay, and are marked as headings
in Markdown where they were headings.
"""

import re
from pathlib import PurePath

from media.documents import DOCUMENTS
from media.documents.decoding import decoded
from media.documents.manuscript import Manuscript
from media.errors import UnknownDocument

PASTED = "text.txt"  # what a text is called that came in no file
AS_IT_IS = frozenset({".txt", ".md"})
_MARKS = re.compile(r"([\\`*_\[\]<>#&!~|])|^([ \t]*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def taken(name: str, data: bytes) -> tuple[str, str]:
    """The name and the text of a draft, from a file. Raises TranscriptError."""
    path = PurePath(name)
    kind = path.suffix.lower()
    if kind in AS_IT_IS:
        return name, decoded(name, data).replace("\r\n", "\n")
    if kind not in DOCUMENTS:
        raise UnknownDocument(name, known=tuple(DOCUMENTS))
    found = DOCUMENTS[kind].read(name, data)
    if any(block.heading for block in found.blocks):
        return str(path.with_suffix(".md")), _marked(found)
    return str(path.with_suffix(".txt")), "\n\n".join(_pieces(found))


def _pieces(found: Manuscript) -> list[str]:
    return [found.text[block.start : block.end].strip() for block in found.blocks]


def _marked(found: Manuscript) -> str:
    """The same in Markdown, in which what looks like a mark and is none has a backslash."""
    return "\n\n".join(
        "#" * block.heading + " " * bool(block.heading) + _MARKS.sub(_unmarked, piece)
        for block, piece in zip(found.blocks, _pieces(found), strict=True)
    )


def _unmarked(match: re.Match[str]) -> str:
    if match[1]:
        return f"\\{match[1]}"
    figures = match[3].isdecimal()
    return f"{match[2]}{match[3]}\\" if figures else f"{match[2]}\\{match[3]}"
