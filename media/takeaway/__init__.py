"""Forms to take away: each module here makes one, whole, from one revision of a statement.

A document is made in memory at once, `write(edition) -> bytes`; a film or a sound takes its time
and is written to a path, `render(edition, place, report)`. To add a form, write such a module and
list it here under the name of its file.
"""

from collections.abc import Mapping
from typing import Protocol

from media.takeaway.edition import Edition


class Document(Protocol):
    """A form that is made at once. Its `VERSION` goes up when it gives other bytes."""

    VERSION: int

    def write(self, edition: Edition) -> bytes: ...


DOCUMENTS: Mapping[str, Document] = {}
