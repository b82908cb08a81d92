"""The package document of an EPUB: what is in it, what it is, and who can read it how."""

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from media.languages import right_to_left
from media.takeaway.edition import Edition
from media.timeline import Span, clock
from media.xmltext import escaped

SOUND = "speech.mp3"
OVERLAY = "statement.smil"
ACTIVE = "-epub-media-overlay-active"
_XHTML = "application/xhtml+xml"


def package(edition: Edition, heard: Sequence[tuple[int, Span]]) -> str:
    """The package document. `heard` are the sentences that the overlay plays, by number."""
    lines = "\n".join((*_facts(edition), *_accessibility(edition, heard)))
    overlay = ' media-overlay="overlay"' if heard else ""
    items = [
        f'<item id="nav" href="nav.xhtml" media-type="{_XHTML}" properties="nav"/>',
        f'<item id="statement" href="statement.xhtml" media-type="{_XHTML}"{overlay}/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
    ]
    if heard:
        items += [
            f'<item id="overlay" href="{OVERLAY}" media-type="application/smil+xml"/>',
            f'<item id="sound" href="{SOUND}" media-type="audio/mpeg"/>',
        ]
    manifest = "\n".join(items)
    way = direction(edition.language)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"\
 xml:lang="{escaped(edition.language)}" dir="{way}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{lines}
</metadata>
<manifest>
{manifest}
</manifest>
<spine page-progression-direction="{way}">
<itemref idref="statement"/>
</spine>
</package>
"""


def direction(language: str) -> str:
    """The way a language is written, as HTML and OPF say it."""
    return "rtl" if right_to_left(language) else "ltr"


def _facts(edition: Edition) -> Iterator[str]:
    """What a library's catalogue wants to know."""
    yield f'<dc:identifier id="id">urn:uuid:{uuid5(NAMESPACE_URL, edition.digest)}</dc:identifier>'
    yield f"<dc:identifier>sha256:{escaped(edition.digest)}</dc:identifier>"
    about = {
        "title": edition.title,
        "language": edition.language,
        "creator": edition.speaker,
        "publisher": edition.body,
        "subject": edition.about,
        "date": edition.date.isoformat(),
        "source": edition.address,
        "rights": " – ".join(filter(None, (edition.licence, edition.licence_url))),
    }
    for name, value in about.items():
        if value:
            yield f"<dc:{name}>{escaped(value)}</dc:{name}>"
    yield _meta("dcterms:modified", f"{edition.date.isoformat()}T00:00:00Z")


def _accessibility(edition: Edition, heard: Sequence[tuple[int, Span]]) -> Iterator[str]:
    """What a reader needs to know before opening it: EPUB Accessibility 1.1, schema.org's terms."""
    spoken = sum(not s.sound for p in edition.paragraphs for s in p.sentences)
    yield _meta("schema:accessMode", "textual")
    yield _meta("schema:accessModeSufficient", "textual")
    if heard:
        yield _meta("schema:accessMode", "auditory")
        yield _meta("schema:accessibilityFeature", "synchronizedAudioText")
        if len(heard) == spoken:
            yield _meta("schema:accessModeSufficient", "auditory")
        total = clock(sum(span.duration for _, span in heard))
        yield _meta("media:duration", total)
        yield _meta("media:duration", total, refines="#overlay")
        yield _meta("media:narrator", edition.voice or edition.speaker or edition.body)
        yield _meta("media:active-class", ACTIVE)
    for feature in ("tableOfContents", "readingOrder", "displayTransformability"):
        yield _meta("schema:accessibilityFeature", feature)
    if any(paragraph.heading for paragraph in edition.paragraphs):
        yield _meta("schema:accessibilityFeature", "structuralNavigation")
    yield _meta("schema:accessibilityHazard", "none")
    summary = edition.words["epub.summary.heard" if heard else "epub.summary"]
    yield _meta("schema:accessibilitySummary", summary, **{"xml:lang": edition.words_language})


def _meta(name: str, value: str, **attributes: str) -> str:
    given = "".join(f' {key}="{escaped(text)}"' for key, text in attributes.items())
    return f'<meta property="{name}"{given}>{escaped(value)}</meta>'
