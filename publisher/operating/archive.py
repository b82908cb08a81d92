"""A backup's file: a tar of named parts, with the SHA-256 of each at its end.

It is written beside its place and renamed when it is whole. `SHA256SUMS` has the form that
`sha256sum --check` reads, so a backup can be unpacked and checked without Plainspoken.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

from media.errors import BackupDamaged
from media.store import Artefact

SUMS = "SHA256SUMS"
PIECE = 1 << 20  # bytes read at a time


@dataclass(slots=True)
class Writing:
    """An archive that is being written; each part goes straight to the disk."""

    tar: tarfile.TarFile
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, stream: IO[bytes]) -> Artefact:
        """Write a part, the whole of a stream that can be sought; says what it was."""
        facts = tarfile.TarInfo(name)
        facts.size, facts.mode = stream.seek(0, os.SEEK_END), 0o644
        stream.seek(0)
        hashed = _Hashed(stream)
        self.tar.addfile(facts, hashed)
        self.sums[name] = hashed.digest.hexdigest()
        return Artefact(self.sums[name], facts.size)


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """Write an archive at `path`: whole, or not at all. Raises OSError."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        with open(scratch, "wb", opener=_private) as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                archive = Writing(tar)
                yield archive
                lines = "".join(f"{digest}  {name}\n" for name, digest in archive.sums.items())
                archive.add(SUMS, BytesIO(lines.encode()))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def verify(path: Path) -> None:
    """Read an archive to its end, and hold each part to its sum.

    Raises BackupDamaged, or OSError where it cannot be read.
    """
    found, sums = {}, ""
    try:
        for name, stream in parts(path):
            if name == SUMS:
                sums = stream.read().decode()
            else:
                found[name] = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except (tarfile.TarError, UnicodeDecodeError) as trouble:
        raise BackupDamaged(path.name, SUMS) from trouble
    told = {name: digest for digest, _, name in (li.partition("  ") for li in sums.splitlines())}
    if not told:
        raise BackupDamaged(path.name, SUMS)
    for name in told.keys() | found.keys():
        if told.get(name) != found.get(name):
            raise BackupDamaged(path.name, name)


def parts(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Each part of an archive with its bytes, which are there until the next is asked for.

    Raises tarfile.TarError where it is no whole archive.
    """
    with tarfile.open(path, "r|") as tar:
        for member in tar:
            if stream := tar.extractfile(member):
                yield member.name, stream


def _private(name: str, flags: int) -> int:
    """Drafts are in it, and the names of editors."""
    return os.open(name, flags, 0o600)


class _Hashed:
    """A stream whose bytes are counted into a digest as they pass."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = PIECE) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data
