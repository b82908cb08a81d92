"""Word and OpenDocument, by pandoc: real headings, language and title, and nothing else but text.

Two forms alike: `DOCX` and `ODT`. pandoc is handed its own tree of the document, not a text with
marks in it, so nothing that the author wrote can be taken for a mark.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from media.errors import FormFailed
from media.languages import right_to_left
from media.paragraphs import one_line, ranks, spaced, speakers_shown
from media.takeaway import stationery
from media.takeaway.colophon import byline, colophon
from media.takeaway.edition import Edition
from media.takeaway.stationery import BODY, BYLINE, DATELINE, FACTS, SOUND, SPEAKER
from media.xmltext import legal

Node = dict[str, Any]

_API = [1, 23, 1]  # of pandoc's tree; pandoc 3 reads all of 1.23
_SANDBOXED = b"1970-01-01T00:00:00Z"  # the only date that pandoc knows in its sandbox


@dataclass(frozen=True, slots=True)
class Office:
    """A document for an office, in a format that pandoc knows by `kind`."""

    kind: str
    VERSION: int = 1

    def identity(self) -> Mapping[str, str]:
        return {"pandoc": f"pypandoc_binary {version('pypandoc_binary')}"}

    def write(self, edition: Edition) -> bytes:
        """The whole file. FormFailed where pandoc refuses."""
        with TemporaryDirectory() as folder:
            reference = Path(folder, f"reference.{self.kind}")
            reference.write_bytes(
                stationery.reference(self.kind, rtl=right_to_left(edition.language))
            )
            made = _pandoc(self.kind, _document(edition, self.kind), reference)
        return _dated(made, edition)


DOCX = Office("docx")
ODT = Office("odt")


def _pandoc(kind: str, document: Node, reference: Path) -> bytes:
    import pypandoc  # noqa: PLC0415 - a command that makes no document does without

    try:
        made: Any = pypandoc.convert_text(
            json.dumps(document, ensure_ascii=False),
            kind,
            "json",
            extra_args=(f"--reference-doc={reference}", f"--template={stationery.template(kind)}"),
            outputfile="-",
            sandbox=True,
            verify_format=False,
        )
    except (OSError, RuntimeError) as trouble:
        reason = str(trouble).strip().rpartition("\n")[2]
        raise FormFailed(f"transcript.{kind}", reason) from trouble
    return bytes(made)


def _document(edition: Edition, kind: str) -> Node:
    """The edition as pandoc's tree."""
    said = {
        "title": one_line(edition.title),
        "author": edition.speaker,
        "subject": edition.about,
        "lang": edition.language,
        "dir": "rtl" if right_to_left(edition.language) else "",
        "publisher": edition.body,
        "licence": " ".join(filter(None, (edition.licence, edition.licence_url))),
        "source": edition.address,
        "date-of-statement": edition.date.isoformat(),
        "revision-of-statement": str(edition.number),
        "sha256-of-text": edition.digest,
    }
    meta = {k: {"t": "MetaString", "c": legal(v)} for k, v in said.items() if v}
    return {"pandoc-api-version": _API, "meta": meta, "blocks": list(_blocks(edition, kind))}


def _blocks(edition: Edition, kind: str) -> Iterator[Node]:
    yield _heading(1, _text(edition.title))
    *lines, last = byline(edition)
    own = edition.words_language

    def paragraph_of(words: list[Node], read: str, style: str = "") -> Node:
        way = _against(read, edition)
        if kind == "docx" and (way or right_to_left(edition.language)):
            style = style or BODY  # pandoc forgets it where it says which way a paragraph runs
        return _paragraph(words, stationery.styled(kind, style, way), way)

    for line in lines:
        yield paragraph_of(_spoken_in(own, _text(line)), line, BYLINE)
    yield paragraph_of(_spoken_in(own, _text(last)), last, DATELINE)
    shown = zip(
        edition.paragraphs,
        ranks(edition.paragraphs, below=1),
        speakers_shown(edition.paragraphs),
        strict=True,
    )
    for paragraph, rank, name in shown:
        words = [_styled(SPEAKER, f"{name}:"), *_text(" ")] if name else []
        for sentence in paragraph.sentences:
            said = sentence.text
            words += [_styled(SOUND, said)] if sentence.sound else _text(said)
            words += _text(sentence.glue if sentence is not paragraph.sentences[-1] else "")
        if paragraph.heading:
            yield _heading(rank, words)
        else:
            yield paragraph_of(words, name or paragraph.text)
    yield _heading(2, _spoken_in(own, _text(edition.words["colophon"])))
    for fact in colophon(edition):
        value = _text(fact.value)
        if fact.address:
            value = [{"t": "Link", "c": [["", [], []], value, [fact.address, ""]]}]
        words = [_styled(SPEAKER, f"{fact.label}:"), *_text(" "), *value]
        yield paragraph_of(_spoken_in(own, words), fact.label, FACTS)


def _text(text: str) -> list[Node]:
    return [{"t": "Str", "c": legal(spaced(text))}] if text else []


def _heading(rank: int, words: list[Node]) -> Node:
    return {"t": "Header", "c": [rank, ["", [], []], words]}


def _paragraph(words: list[Node], style: str = "", way: str = "") -> Node:
    para = {"t": "Para", "c": words}
    marks = [[k, v] for k, v in (("custom-style", style), ("dir", way)) if v]
    return {"t": "Div", "c": [["", [], marks], [para]]} if marks else para


def _against(text: str, edition: Edition) -> str:
    """The way a text runs by its first letter, as `dir="auto"` has it; "" where all of it does."""
    first = next((d for d in map(unicodedata.bidirectional, text) if d in {"L", "R", "AL"}), "")
    if not first or (first != "L") == right_to_left(edition.language):
        return ""
    return "ltr" if first == "L" else "rtl"


def _styled(style: str, text: str) -> Node:
    return {"t": "Span", "c": [["", [], [["custom-style", style]]], _text(text)]}


def _spoken_in(language: str, words: list[Node]) -> list[Node]:
    return [{"t": "Span", "c": [["", [], [["lang", language]]], words]}]


def _dated(made: bytes, edition: Edition) -> bytes:
    """The same document, with the statement's day in the place of the date that pandoc gave it."""
    day = f"{edition.date.isoformat()}T00:00:00Z".encode()
    dated = BytesIO()
    with ZipFile(BytesIO(made)) as old, ZipFile(dated, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename in {"docProps/core.xml", "meta.xml"}:
                data = data.replace(_SANDBOXED, day)
            new.writestr(entry, data)
    return dated.getvalue()
