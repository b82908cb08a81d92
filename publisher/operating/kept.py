"""A store's finished files by their names, as a backup sees them, wherever the store is.

A name is a place below the store's root, or below the bucket's prefix: `files/ab/abcd…`.
"""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from media.store import Store

if TYPE_CHECKING:
    from media.store.bucket import Bucket

# Recipes first: one that is kept meanwhile names no file that a later look would miss.
ROOMS = ("recipes", "files")


class KeptFiles(Protocol):
    """The finished files of a store. Whatever it does raises OSError or StoreError."""

    def answers(self) -> None:
        """Do nothing, if files can be kept."""

    def names(self) -> Iterator[str]:
        """Every file that is finished, recipes first."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The bytes of a file."""

    def put(self, name: str, stream: IO[bytes]) -> int:
        """Keep a file under this name, in place of what may be there; gives back its size."""

    def clear(self, names: Collection[str]) -> None:
        """Delete files."""


def kept_files(store: Store) -> KeptFiles:
    """The files of a store, on this machine's disk or in a bucket."""
    bucket = getattr(store, "bucket", None)  # what speaks S3 may not be installed to be asked
    return KeptInBucket(bucket) if bucket else KeptOnDisk(store.root)


class KeptOnDisk:
    """The files below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def answers(self) -> None:
        """Raises OSError where the folder, or the one it will be made in, takes no files."""
        there = next(p for p in (self._root, *self._root.parents) if p.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(there)

    def names(self) -> Iterator[str]:
        """Every file that is finished."""
        for room in ROOMS:
            for path in sorted((self._root / room).glob("*/*")):
                yield path.relative_to(self._root).as_posix()

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a file."""
        return (self._root / name).open("rb")

    def put(self, name: str, stream: IO[bytes]) -> int:
        """Write it beside its place, then into it."""
        place = self._root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = place.with_name(f".{place.name}")
        try:
            with scratch.open("wb") as file:
                shutil.copyfileobj(stream, file)
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
            scratch.replace(place)
        finally:
            scratch.unlink(missing_ok=True)
        return size

    def clear(self, names: Collection[str]) -> None:
        """Delete files."""
        for name in names:
            (self._root / name).unlink(missing_ok=True)


class KeptInBucket:
    """The files of a bucket, each of them on the disk while it is read or put there."""

    def __init__(self, bucket: "Bucket") -> None:
        self._bucket = bucket

    def answers(self) -> None:
        """Raises StoreAway where the bucket does not answer."""
        self._bucket.kept("files/none")

    def names(self) -> Iterator[str]:
        """Every file that is there."""
        for room in ROOMS:
            yield from sorted(kept.key for kept in self._bucket.all(room))

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a file, fetched and measured; of a recipe as they are."""
        with tempfile.NamedTemporaryFile() as scratch:
            if name.startswith("files/"):
                self._bucket.fetch(name, Path(name).name, Path(scratch.name))
            elif found := self._bucket.read(name):
                scratch.write(found[0])
                scratch.flush()
            else:
                raise FileNotFoundError(name)
            with Path(scratch.name).open("rb") as file:
                yield file

    def put(self, name: str, stream: IO[bytes]) -> int:
        """Send it by way of the disk, so that a large one can go in parts."""
        with tempfile.NamedTemporaryFile() as scratch:
            shutil.copyfileobj(stream, scratch)
            scratch.flush()
            self._bucket.put(name, Path(scratch.name))
            return scratch.tell()

    def clear(self, names: Collection[str]) -> None:
        """Delete objects."""
        self._bucket.delete(names)
