"""EPUB 3.3 with media overlays: the text, and the sound in step with it, sentence by sentence.

A clip lasts until the next sentence begins: a player then plays on where it is, pauses and all,
and does not leap from sentence to sentence. Where there is no sound, or nothing has a time, it is
a book to be read.
"""

import shutil
from collections.abc import Mapping
from itertools import count, pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from media.paragraphs import ranks, speakers_shown
from media.progress import Reporter
from media.takeaway.chapters import headed
from media.takeaway.colophon import Fact, byline, colophon
from media.takeaway.edition import Edition
from media.takeaway.opf import ACTIVE, OVERLAY, SOUND, direction, package
from media.timeline import Span, clock
from media.xmltext import escaped

VERSION = 2
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CONTAINER = f"""{_XML}\
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
# A reader's own type, size and colours stand. What is being said is told by more than colour.
_STYLE = f"""\
body {{ line-height: 1.5; margin: 1em; }}
h1, h2, h3, h4, h5, h6 {{ line-height: 1.25; text-align: start; }}
header {{ margin-bottom: 2em; }}
header p, dd {{ margin: 0; }}
dt {{ font-weight: bold; margin-top: 1em; }}
dd {{ overflow-wrap: anywhere; }}
.{ACTIVE} {{ background: #fd0; color: #0b0c0c; text-decoration: underline; }}
"""


def identity() -> Mapping[str, str]:
    """No other program does any of the work."""
    return {}


def render(edition: Edition, place: Path, report: Reporter) -> None:  # noqa: ARG001 - soon done
    """Write the book. The same edition gives the same bytes."""
    heard = clips(edition)
    with ZipFile(place, "w") as book:
        _put(book, "mimetype", "application/epub+zip", ZIP_STORED)  # first, and plain to see
        _put(book, "META-INF/container.xml", _CONTAINER)
        _put(book, "EPUB/package.opf", package(edition, heard))
        _put(book, "EPUB/nav.xhtml", _contents(edition))
        _put(book, "EPUB/statement.xhtml", _statement(edition))
        _put(book, "EPUB/style.css", _STYLE)
        if heard:
            _put(book, f"EPUB/{OVERLAY}", _overlay(heard))
            sound = _entry(f"EPUB/{SOUND}", ZIP_STORED)
            with edition.files[SOUND].path.open("rb") as given, book.open(sound, "w") as kept:
                shutil.copyfileobj(given, kept)


def clips(edition: Edition) -> tuple[tuple[int, Span], ...]:
    """When each sentence is heard, by its number from 1; none where there is no sound.

    It is heard from its first word until the next sentence's, and the last until its own end.
    """
    if SOUND not in edition.files:
        return ()
    sentences = [s for paragraph in edition.paragraphs for s in paragraph.sentences]
    timed = [
        (number, s.start, s.end)
        for number, s in enumerate(sentences, start=1)
        if s.start is not None and s.end is not None
    ]
    ends = [max(start + 1, following) for (_, start, _), (_, following, _) in pairwise(timed)]
    ends += [max(start + 1, end) for _, start, end in timed[-1:]]
    return tuple((n, Span(start, end)) for (n, start, _), end in zip(timed, ends, strict=True))


def _put(book: ZipFile, name: str, text: str, how: int = ZIP_DEFLATED) -> None:
    book.writestr(_entry(name, how), text)


def _entry(name: str, how: int) -> ZipInfo:
    """An entry that tells nothing of when and where it was made."""
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system, entry.external_attr = how, 3, 0o100644 << 16
    return entry


def _overlay(heard: tuple[tuple[int, Span], ...]) -> str:
    pairs = "\n".join(
        f'<par id="p{number}"><text src="statement.xhtml#s{number}"/><audio src="{SOUND}"'
        f' clipBegin="{clock(span.start)}" clipEnd="{clock(span.end)}"/></par>'
        for number, span in heard
    )
    return f"""{_XML}<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0">
<body>
{pairs}
</body>
</smil>
"""


def _statement(edition: Edition) -> str:
    """The text. Each sentence has an id, by which sound and bookmarks find it."""
    own = _foreign(edition)
    numbers = count(1)
    lines = [
        "<header>",
        f'<h1 id="title">{escaped(edition.title)}</h1>',
        *(f"<p{own}>{escaped(line)}</p>" for line in byline(edition)),
        "</header>",
        f'<section id="text" epub:type="bodymatter" aria-label="{escaped(edition.title)}">',
    ]
    shown = zip(edition.paragraphs, ranks(edition.paragraphs, below=1), strict=True)
    speakers = speakers_shown(edition.paragraphs)
    for place, ((paragraph, rank), speaker) in enumerate(zip(shown, speakers, strict=True)):
        words = "".join(
            f'<span id="s{next(numbers)}">{escaped(s.text)}</span>{escaped(s.glue)}'
            for s in paragraph.sentences
        )
        label = f"<b>{escaped(speaker)}:</b> " if speaker else ""
        name = f"h{rank}" if paragraph.heading else "p"
        lines.append(f'<{name} id="p{place}">{label}{words}</{name}>')
    lines += [
        "</section>",
        f'<section epub:type="colophon" aria-labelledby="colophon"{own}>',
        f'<h2 id="colophon">{escaped(edition.words["colophon"])}</h2>',
        "<dl>",
        *(f"<dt>{escaped(f.label)}</dt><dd>{_linked(f)}</dd>" for f in colophon(edition)),
        "</dl>",
        "</section>",
    ]
    return _page(edition, *lines)


def _contents(edition: Edition) -> str:
    """The table of contents: the headings, and where there are none, how each paragraph begins."""
    headed_places = list(enumerate(headed(edition.paragraphs)))
    headings = [(n, text) for n, text in headed_places if edition.paragraphs[n].heading]
    own = _foreign(edition)
    words = {name: escaped(edition.words[name]) for name in ("contents", "colophon")}
    return _page(
        edition,
        '<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">',
        f'<h1 id="contents"{own}>{words["contents"]}</h1>',
        "<ol>",
        f'<li><a href="statement.xhtml#title">{escaped(edition.title)}</a></li>',
        *(
            f'<li><a href="statement.xhtml#p{place}">{escaped(text)}</a></li>'
            for place, text in headings or headed_places
        ),
        f'<li><a href="statement.xhtml#colophon"{own}>{words["colophon"]}</a></li>',
        "</ol>",
        "</nav>",
        '<nav epub:type="landmarks" hidden="hidden"><ol>',
        '<li><a epub:type="bodymatter" href="statement.xhtml#text">'
        f"{escaped(edition.title)}</a></li>",
        "</ol></nav>",
    )


def _page(edition: Edition, *body: str) -> str:
    """An XHTML page. `body` is marked up already."""
    lines = "\n".join(body)
    return f"""{_XML}<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"\
{_language(edition.language)}>
<head>
<title>{escaped(edition.title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
{lines}
</body>
</html>
"""


def _linked(fact: Fact) -> str:
    if not fact.address:
        return escaped(fact.value)
    return f'<a href="{escaped(fact.address)}">{escaped(fact.value)}</a>'


def _foreign(edition: Edition) -> str:
    """Attributes of what is in the language of fixed phrases, where the text is in another."""
    ours, theirs = (t.partition("-")[0] for t in (edition.words_language, edition.language))
    return "" if ours == theirs else _language(edition.words_language)


def _language(tag: str) -> str:
    return f' lang="{escaped(tag)}" xml:lang="{escaped(tag)}" dir="{direction(tag)}"'
