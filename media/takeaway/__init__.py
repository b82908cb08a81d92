"""Forms to take away: each module here makes one, whole, from one revision of a statement.

A document is short work, made in memory at first demand: `write(edition) -> bytes`. A sound, a
film or a collection of all is written to a path, `render(edition, place, report)`; what takes its
time is made before anybody asks. To add a form, write such a module and list it here under the
name of its file; what it says in fixed phrases stands under `form.` in `publisher/phrases/`.

A module that makes two forms alike holds two values with that verb, and each is listed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

from media.errors import Lack
from media.progress import Reporter
from media.takeaway import braille, epub, everything, html, m4b, mp3, office, pdf, social, text
from media.takeaway.edition import Edition


class Form(Protocol):
    """What every form tells of itself, so that it is made anew when it must be.

    `VERSION` goes up when the form's own code gives other bytes; `identity()` names the programs
    that do the work, with their versions, and is empty where there is none.
    """

    @property
    def VERSION(self) -> int: ...  # noqa: N802 - a constant in a module

    def identity(self) -> Mapping[str, str]: ...


class Document(Form, Protocol):
    """A form made at once: a second at most for twenty thousand words. FormFailed."""

    def write(self, edition: Edition) -> bytes: ...


class Rendered(Form, Protocol):
    """A form with sound or pictures in it, written to `place`. FormFailed, EncodingFailed."""

    def render(self, edition: Edition, place: Path, report: Reporter) -> None: ...


@runtime_checkable
class Particular(Protocol):
    """A form that cannot always be made: `lacks` says, quickly, what it has to do without."""

    def lacks(self, edition: Edition) -> Lack | None: ...


DOCUMENTS: Mapping[str, Document] = {
    "transcript.txt": text.READING,
    "transcript-times.txt": text.TIMED,
    "transcript.html": html,
    "transcript.docx": office.DOCX,
    "transcript.odt": office.ODT,
    "transcript.pdf": pdf.CLEAR,
    "transcript-large-print.pdf": pdf.LARGE,
    "transcript-grade-1.brf": braille.GRADE_1,
    "transcript-grade-2.brf": braille.GRADE_2,
}
RENDERED: Mapping[str, Rendered] = {
    "everything.zip": everything,
    "statement.epub": epub,
    "chapters.mp3": mp3,
    "statement.m4b": m4b,
    "social-square.mp4": social.SQUARE,
    "social-portrait.mp4": social.PORTRAIT,
}
# Made while somebody waits: documents, and what carries the sound as it is.
AT_ONCE = frozenset({*DOCUMENTS, "statement.epub", "chapters.mp3"})


def lack(name: str, edition: Edition) -> Lack | None:
    """Why this form cannot be made of this edition on this machine; None where it can."""
    form = DOCUMENTS.get(name) or RENDERED[name]
    return form.lacks(edition) if isinstance(form, Particular) else None
