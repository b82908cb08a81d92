"""Word, OpenDocument and web pages, read by pandoc: their words, headings and paragraphs.

pandoc runs in its sandbox, where a document can name no other file. Footnotes are left out: they
are not said. What was tracked as deleted is gone, what was tracked as inserted is there.
"""

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

from media.documents.decoding import MOST_CHARACTERS, decoded
from media.documents.manuscript import Manuscript, joined
from media.errors import NotText, TooLong

_MOST_PACKED = 50_000_000  # bytes as handed in: a statement with photographs in it
_MOST_UNPACKED = 200_000_000  # bytes; a small archive can unpack to any size
_MEMORY = ("+RTS", "-M1500M", "-RTS")  # what pandoc may take of it
_QUOTES = {"SingleQuote": "‘{}’", "DoubleQuote": "“{}”"}
_MARKS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n", "Note": "", "RawInline": ""}

Tree = Any  # pandoc's: nodes are {"t": what it is, "c": what is in it}, lists, and facts


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of file that pandoc knows by `kind`; `looks` is what people call it."""

    kind: str
    looks: str

    def read(self, name: str, data: bytes) -> Manuscript:
        """Read a file; its text is that of its blocks, parted by blank lines.

        Raises TooLong, by the size that an archive really unpacks to, and NotText.
        """
        if self.kind == "html":
            data = decoded(name, data).encode()
        else:
            _unpacks(name, data, self.looks)
        tree = self._tree(name, data)
        read = joined(_written(tree))
        if len(read.text) > MOST_CHARACTERS:
            raise TooLong(name, size=len(read.text), limit=MOST_CHARACTERS, unit="characters")
        return read

    def _tree(self, name: str, data: bytes) -> Tree:
        import pypandoc  # noqa: PLC0415 - few texts come so, and all would wait for it

        with TemporaryDirectory() as folder:
            given = Path(folder, f"given.{self.kind}")
            given.write_bytes(data)
            try:
                tree = json.loads(
                    pypandoc.convert_file(
                        given, "json", format=self.kind, extra_args=_MEMORY, sandbox=True
                    )
                )
            except RuntimeError as trouble:
                raise NotText(name, looks_like=f"a damaged {self.looks}") from trouble
        return tree


DOCX = Office("docx", "Word document")
ODT = Office("odt", "OpenDocument text")
HTML = Office("html", "web page")


def _unpacks(name: str, data: bytes, looks: str) -> None:
    """Count the bytes that an archive really unpacks to, whatever it says of itself."""
    if len(data) > _MOST_PACKED:
        raise TooLong(name, size=len(data), limit=_MOST_PACKED, unit="bytes")
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as unpacking:
                    while chunk := unpacking.read(1 << 20):
                        left -= len(chunk)
                        if left < 0:
                            size = _MOST_UNPACKED - left
                            raise TooLong(name, size=size, limit=_MOST_UNPACKED, unit="bytes")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as trouble:
        locked = data.startswith(b"\xd0\xcf\x11\xe0")  # what Word makes of one with a password
        kind = f"an old or locked {looks}" if locked else f"a damaged {looks}"
        raise NotText(name, looks_like=kind) from trouble


def _written(tree: Tree) -> Iterator[tuple[str, int]]:
    """The words of each block, and its rank where it is a heading."""
    found = [(normalize("NFC", text).strip(), rank) for text, rank in _blocks(tree["blocks"])]
    title = tree["meta"].get("title")
    if title and not any(rank == 1 for _, rank in found):  # Word's style of that name
        yield normalize("NFC", _plain(title["c"])).replace("\n", " ").strip(), 1
    yield from (block for block in found if block[0])


def _blocks(tree: Tree) -> Iterator[tuple[str, int]]:
    """Each stretch of text that stands by itself, wherever in lists, quotations and so on it is."""
    if isinstance(tree, list):
        yield from chain.from_iterable(map(_blocks, tree))
    elif isinstance(tree, dict):
        inner: Tree = tree.get("c")
        match tree["t"], inner:
            case "Header", [rank, _, inlines]:
                yield _plain(inlines).replace("\n", " "), rank
            case (("Para" | "Plain"), inlines):
                yield _plain(inlines), 0
            case "LineBlock", written:
                yield "\n".join(map(_plain, written)), 0
            case "CodeBlock", [_, text]:
                yield text, 0
            case "Table", [_, _, _, head, bodies, foot]:
                yield from _rows([*head[1], *chain(*(b[2] + b[3] for b in bodies)), *foot[1]])
            case _:
                yield from _blocks(inner)


def _rows(rows: Sequence[Any]) -> Iterator[tuple[str, int]]:
    """A row is said as a line, its cells one after the other."""
    for _, cells in rows:
        said = [" ".join(text for text, _ in _blocks(cell[-1])) for cell in cells]
        yield ", ".join(filter(str.strip, said)), 0


def _plain(inlines: Tree) -> str:
    """The words of some text; strings outside its words are addresses and the like."""
    if isinstance(inlines, list):
        return "".join(map(_plain, inlines))
    if not isinstance(inlines, dict):
        return ""
    kind: str = inlines["t"]
    inner: Tree = inlines.get("c")
    if kind in _MARKS:
        return _MARKS[kind]
    if kind in {"Str", "Code", "Math"}:
        return str(inner if kind == "Str" else inner[-1])
    return _QUOTES[inner[0]["t"]].format(_plain(inner[1:])) if kind == "Quoted" else _plain(inner)
