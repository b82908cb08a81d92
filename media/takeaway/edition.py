"""What a form to take away is made from: one revision of a statement, whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from media.paragraphs import ReadParagraph


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the revision has already, such as `captions.vtt` or `speech.mp3`.

    `digest` is the SHA-256 of its bytes. `fetch` says where they can be read; it is asked only by
    forms that read them, for a film may have to come from another machine.
    """

    digest: str
    fetch: Callable[[], Path]

    @property
    def path(self) -> Path:
        """Where its bytes can be read."""
        return self.fetch()


@dataclass(frozen=True, slots=True)
class Edition:
    """A revision of a statement, and all that is said of it.

    `role` is the speaker's office, `about` the body inspected, `body` the public body that
    publishes, `address` the page's; each may be empty where nothing is known. `language` is
    BCP 47, `duration` in ms. `number` is the revision's, from 1, and `digest` what all that is
    derived from it is traced to. `voice` names the synthetic voice that is heard, "" where it is
    a recording. `picture` is the film's width and height in pixels, None where there is only
    sound. `words` are the fixed phrases of forms: `form.speaker` in `publisher/phrases/` is
    `words["speaker"]`, and what a file is called, `take.speech.mp3`, keeps its name. `day` is the
    date written out. Both are in `words_language`, which is the statement's own where the pages
    speak it. `files` holds what publishing made; a form that gathers the others finds them there.
    """

    title: str
    speaker: str
    role: str
    about: str
    date: date
    day: str
    language: str
    paragraphs: tuple[ReadParagraph, ...]
    duration: int
    voice: str
    number: int
    digest: str
    body: str
    licence: str
    licence_url: str
    address: str
    words: Mapping[str, str]
    words_language: str
    picture: tuple[int, int] | None = None
    files: Mapping[str, Made] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("an edition has a title")
