"""Copies of a store's files on this machine's disk, as many as there is room for.

Which copy is in use is told by a shared lock on it, so that every process of the machine knows, and
none has to be told of one that was killed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

SLACK = 50  # a fiftieth of the room may come before the copies are counted again

Held = dict[Path, int]  # an open file for each copy: its lock is what others see
_block: ContextVar[Held | None] = ContextVar("what a block of work holds", default=None)


class Copies:
    """The files below a folder. Those used longest ago go first; those in use never do.

    `room` is in bytes.
    """

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self._room = room
        self._uncounted = room  # what an earlier process left
        self._process: Held = {}

    def opened(self, path: Path) -> BinaryIO | None:
        """A copy, and the sign that it is in use until it is closed; None where there is none."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return None
        fcntl.flock(file, fcntl.LOCK_SH)
        if not os.fstat(file.fileno()).st_nlink:  # taken away between the two
            file.close()
            return None
        os.utime(file.fileno())
        return file

    def hold(self, path: Path, file: BinaryIO) -> None:
        """Keep an open copy until the block of work around this ends, or else the process."""
        block = _block.get()
        held = self._process if block is None else block
        if path not in held:
            held[path] = os.dup(file.fileno())

    @contextmanager
    def held(self) -> Iterator[None]:
        """A block of work: what it holds is let go at its end."""
        block: Held = {}
        before = _block.set(block)
        try:
            yield
        finally:
            _block.reset(before)
            for descriptor in block.values():
                os.close(descriptor)

    def came(self, size: int) -> None:
        """Count a copy of so many bytes; take away others where there is no room for it."""
        self._uncounted += size
        if self._uncounted * SLACK > self._room:
            self._uncounted = 0
            self._make_room()

    def _make_room(self) -> None:
        found = []
        for path in self._folder.glob("*/*"):
            with suppress(FileNotFoundError):  # another process makes room too
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        used = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if used <= self._room:
                return
            if _taken_away(path):
                used -= size


def _taken_away(path: Path) -> bool:
    """Whether it is gone now; not where somebody uses it."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True
