"""What a derived file is made by, and what it is."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that makes a derived file: change any of it, and it is another file.

    `version` goes up when the stage's own code gives another result; `inputs` are digests;
    `engine` is who did the work: name, version, model, options.
    """

    stage: str
    version: int
    inputs: Mapping[str, str]
    settings: Mapping[str, str | int | float | None] = field(default_factory=dict)
    engine: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The SHA-256 of the recipe as canonical JSON."""
        facts = {
            "engine": dict(self.engine),
            "inputs": dict(self.inputs),
            "settings": dict(self.settings),
            "stage": self.stage,
            "version": self.version,
        }
        return digest_of(
            json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        )


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file in the store: the SHA-256 of its bytes, and how many they are."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What was cleared away: files, and the bytes they held."""

    files: int
    bytes: int


def digest_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def noted(artefact: Artefact) -> bytes:
    """An artefact as a store writes it down beside its recipe."""
    return json.dumps({"digest": artefact.digest, "size": artefact.size}).encode()


def read_note(note: bytes) -> Artefact | None:
    """What was written down; None where the note was cut by a crash."""
    try:
        facts = json.loads(note)
        return Artefact(facts["digest"], facts["size"])
    except (ValueError, KeyError):
        return None
