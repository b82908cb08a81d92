"""Documents in: each module here reads one kind of file to a Manuscript, `read(name, data)`.

To add a kind, write such a module and list it in DOCUMENTS. What title, speaker and sentence are
is decided once, in `manuscript`, for all of them.
"""

from functools import lru_cache
from pathlib import PurePath
from typing import Protocol

from media.documents import captioned, md, txt
from media.documents.manuscript import Manuscript, transcript
from media.documents.office import DOCX, HTML, ODT
from media.errors import EmptyTranscript, NothingToSay, UnknownDocument
from media.transcript import Transcript


class _Document(Protocol):
    def read(self, name: str, data: bytes) -> Manuscript: ...


DOCUMENTS: dict[str, _Document] = {
    ".docx": DOCX,
    ".html": HTML,
    ".htm": HTML,
    ".md": md,
    ".odt": ODT,
    ".srt": captioned,
    ".txt": txt,
    ".vtt": captioned,
}


@lru_cache(maxsize=2)  # each stage of the work on a document begins by reading it
def read(name: str, data: bytes, language: str) -> Transcript:
    r"""Read a document in `language` (BCP 47); its kind is told by the suffix of `name`.

    Raises UnknownDocument, NotText, TooLong, EmptyTranscript and NothingToSay, each with `name`.

    >>> said = read("a.txt", b"A word\n\nDr. Hall: Good morning. [Applause]", "en")
    >>> said.title, said.speakers, [w.text for w in said.words]
    ('A word', ('Dr. Hall',), ['Good', 'morning.'])
    """
    document = DOCUMENTS.get(PurePath(name).suffix.lower())
    if document is None:
        raise UnknownDocument(name, known=tuple(DOCUMENTS))
    found = transcript(document.read(name, data), language)
    if not found.paragraphs:
        raise EmptyTranscript(name)
    if not found.words:
        raise NothingToSay(name)
    return found
