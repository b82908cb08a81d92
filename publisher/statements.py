"""What is published, as values: no database, no web."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from media.paragraphs import ReadParagraph


class Role(StrEnum):
    """What a recording of a statement is for."""

    MAIN = "main"
    DESCRIBED = "described"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Supplied:
    """A recording as it was supplied: the SHA-256 of its bytes, and what its file was called."""

    digest: str
    name: str


@dataclass(frozen=True, slots=True)
class Details:
    """What an editor says of a statement. Names may be empty where nothing is known.

    `about` is the body inspected; `role` the speaker's office; `language` is BCP 47; `voice` is
    the name of the voice that reads it, or "" where a recording is heard.
    """

    title: str
    speaker: str
    role: str
    about: str
    date: date
    language: str
    voice: str

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a statement has a title")

    def digest(self, text: str) -> str:
        """The SHA-256 of the text and all that is said of it: what derived files are traced to.

        The voice is no part of it: the words are the same whoever reads them.
        """
        facts = {
            "about": self.about,
            "date": self.date.isoformat(),
            "language": self.language,
            "role": self.role,
            "speaker": self.speaker,
            "text": text,
            "title": self.title,
        }
        canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Revision:
    """A text as it was published, numbered from 1. `published` is aware, in UTC; None: a draft."""

    number: int
    details: Details
    text: str
    digest: str
    published: datetime | None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.published and self.published.tzinfo is None:
            raise ValueError("a moment of publishing says its time zone")


@dataclass(frozen=True, slots=True)
class File:
    """A form of a statement to take away. `size` is in bytes, `digest` the SHA-256 of its bytes."""

    name: str
    digest: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The same statement in another language (BCP 47)."""

    language: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A statement in a list. `duration` is in ms; `languages` are those it can be had in.

    `film` says that there is something to see.
    """

    slug: str
    details: Details
    duration: int
    languages: tuple[str, ...]
    corrected: bool
    film: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """All that the public sees of a statement. `history` holds its revisions, newest first.

    `picture` is the width and height of the largest film, in pixels; None where there is only
    sound. `sureness` is the share of words that were found in a recording, from 0 to 1; None
    where a voice spoke them. What is `confidential` is for editors alone.
    """

    slug: str
    revision: Revision
    paragraphs: tuple[ReadParagraph, ...]
    files: Mapping[str, File]
    duration: int
    translations: tuple[Translation, ...]
    history: tuple[Revision, ...]
    picture: tuple[int, int] | None = None
    sureness: float | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Since when a statement is no longer public, and why. `language` is the statement's."""

    at: datetime
    reason: str
    language: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a statement stands, as editors see it.

    `shown` is the revision that the public sees now, `embargoed` one that it will see from the
    moment in its `published`; None where there is none. `withdrawn` is told of what was public.
    """

    slug: str
    title: str
    shown: Revision | None
    embargoed: Revision | None
    withdrawn: Withdrawal | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A revision that is made, and is to be public by an editor's word, or at its time.

    `secret` is of its preview's address; `fingerprint` tells it from what may be made in its place.
    `whole` is false while its films are being made; `sureness` is as in Statement.
    """

    revision: Revision
    secret: str
    fingerprint: str
    whole: bool
    sureness: float | None


LONGEST_SLUG = 80  # characters: an address that still fits on a line of an e-mail


def slug_for(title: str) -> str:
    """The last part of a statement's address: plain letters, digits and hyphens.

    A title in a script that has no plain letters is named by its digest.

    >>> slug_for("HMI Zoë Billingham's assessment – Transcript")
    'hmi-zoe-billinghams-assessment-transcript'
    """
    letters = (c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", re.sub("['’]", "", "".join(letters).lower()))
    slug = ""
    for word in words:
        if len(slug) + 1 + len(word) > LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or f"statement-{hashlib.sha256(title.encode()).hexdigest()[:12]}"


def folded(text: str) -> str:
    """Text as a search compares it: without case, accents and ligatures.

    >>> folded("Siân REEVE, y Barri")
    'sian reeve, y barri'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
