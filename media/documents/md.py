"""Markdown (CommonMark): its plain text, without the marks.

Emphasis goes, a link is its words, an image its description, a list item a paragraph. HTML is not
part of it here: `<script>` is what the author wrote, and stands as text.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from media.documents.decoding import decoded
from media.documents.manuscript import Manuscript, joined

if TYPE_CHECKING:
    from markdown_it.token import Token


def read(name: str, data: bytes) -> Manuscript:
    """Read a Markdown file; its text is that of its blocks, parted by blank lines.

    Raises NotText and TooLong as `decoded` does.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - no other text waits for it

    tokens = MarkdownIt("commonmark", {"html": False}).parse(decoded(name, data))
    return joined(_written(tokens))


def _written(tokens: "Sequence[Token]") -> Iterator[tuple[str, int]]:
    """The words of each block, and its rank where it is a heading."""
    heading = 0
    for token in tokens:
        written = ""
        if token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type in ("code_block", "fence"):
            written = token.content.strip()
        elif token.type == "inline":
            written = _plain(token.children or (), " " if heading else "\n").strip()
        if written:
            yield written, heading


def _plain(tokens: "Sequence[Token]", line_end: str) -> str:
    return "".join(
        _plain(token.children or (), line_end)
        if token.type == "image"
        else line_end
        if token.type in ("softbreak", "hardbreak")
        else token.content
        for token in tokens
    )
