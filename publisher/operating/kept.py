"""A store's finished files as a backup sees them: by name, whatever the store is."""

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from media.store import Store

# Recipes first: one that is kept meanwhile names no file that a later look would miss.
ROOMS = ("recipes", "files")


class KeptFiles:
    """The files of a store, each named by its room and its key: `files/<SHA-256>`."""

    def __init__(self, store: Store) -> None:
        self._root = store.root

    def there(self) -> None:
        """Raises OSError where the store cannot be written."""
        room = next(p for p in (self._root, *self._root.parents) if p.exists())
        if not os.access(room, os.W_OK | os.X_OK):
            raise PermissionError(f"{room} cannot be written")

    def names(self) -> Iterator[str]:
        """Every file that is finished."""
        for room in ROOMS:
            for path in sorted((self._root / room).glob("*/*")):
                yield f"{room}/{path.name}"

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a file. Raises FileNotFoundError."""
        return self._path(name).open("rb")

    def put(self, name: str, stream: IO[bytes]) -> int:
        """Keep a file under this name, in place of what may be there; gives back its size.

        Raises OSError.
        """
        place = self._path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._root / "making" / name.replace("/", "-")
        scratch.parent.mkdir(exist_ok=True)
        try:
            with scratch.open("wb") as file:
                shutil.copyfileobj(stream, file)
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
            scratch.replace(place)
            return size
        finally:
            scratch.unlink(missing_ok=True)

    def clear(self, names: Collection[str]) -> None:
        """Delete files."""
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        room, key = name.split("/")
        return self._root / room / key[:2] / key
