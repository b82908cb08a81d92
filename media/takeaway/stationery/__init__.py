"""What a document for an office is written on: type, space and page, for Word and OpenDocument.

`docx/` and `odt/` say the same in the two formats; a change in one is made in the other. Each is
a reference document in parts, from which pandoc takes styles and page, and the template that it
puts the text into: without the title block, since the title is the first heading.

A4, margins of 28 mm, so 80 characters a line. The type is Arial, which is on every office's
machine or stood in for by metrics (Liberation Sans), at the 12 points that UK public bodies ask
for at least. Its colours are those of the site, and pass 7:1 on white.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

HERE = Path(__file__).parent
TEMPLATE = "template.xml"

BODY = "Body Text"  # styles of paragraphs
BYLINE, DATELINE, FACTS = "Byline", "Dateline", "Facts"
SPEAKER, SOUND = "Speaker", "Sound"  # of words

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_PARTS: Mapping[str, Mapping[str, str]] = {  # where each part of ours stands in the document
    "docx": {
        "content-types.xml": "[Content_Types].xml",
        "package-relationships.xml": "_rels/.rels",
        "document.xml": "word/document.xml",
        "relationships.xml": "word/_rels/document.xml.rels",
        "styles.xml": "word/styles.xml",
        "settings.xml": "word/settings.xml",
        "footer.xml": "word/footer.xml",
    },
    "odt": {
        "manifest.xml": "META-INF/manifest.xml",
        "styles.xml": "styles.xml",
        "content.xml": "content.xml",
        "meta.xml": "meta.xml",
    },
}
# The style of a paragraph that runs against its document. Word's own styles run as they are told.
_AGAINST = {"odt": {"rtl": "Right-to-left", "ltr": "Left-to-right"}}
# What OpenDocument is told of the way a document runs: LibreOffice takes "start" for the left.
_WAYS = {
    False: {"$mode$": "lr-tb", "$start$": "left", "$end$": "right"},
    True: {"$mode$": "rl-tb", "$start$": "right", "$end$": "left"},
}


def reference(kind: str, *, rtl: bool) -> bytes:
    """A document with the styles, the page and its foot, and no text; `rtl`: right to left."""
    made = BytesIO()
    with ZipFile(made, "w") as binding:
        if kind == "odt":  # ODF has it stand there first and plain, to be seen at once
            binding.writestr(ZipInfo("mimetype"), _MIMETYPE, ZIP_STORED)
        for ours, place in _PARTS[kind].items():
            text = (HERE / kind / ours).read_text(encoding="utf-8")
            for mark, way in _WAYS[rtl].items():
                text = text.replace(mark, way)
            binding.writestr(ZipInfo(place), text, ZIP_DEFLATED)
    return made.getvalue()


def template(kind: str) -> Path:
    """What pandoc puts the text into."""
    return HERE / kind / TEMPLATE


def styled(kind: str, style: str, way: str) -> str:
    """The style of a paragraph that runs `way`: "rtl", "ltr", or "" where it does as its document.

    OpenDocument has a style for each way, and there the paragraph's own gives place to it.
    """
    return _AGAINST.get(kind, {}).get(way, style)
