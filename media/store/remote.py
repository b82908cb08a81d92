"""A store in a bucket that any number of machines share, with copies on this machine's disk."""

import time
from collections import defaultdict
from collections.abc import Collection
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from media.store.bucket import Bucket, Kept
from media.store.copies import Copies
from media.store.folder import Store, measured
from media.store.recipes import Artefact, Collected, Recipe, noted, read_note

AT_ONCE = 8  # requests for small objects
FRESH = timedelta(minutes=10)  # a note that is younger need not be written again
WATCHED = 6 * 3_600  # seconds: a recording of four hours, and pauses


class RemoteStore(Store):
    """The same places as on a disk, as keys of a bucket; `root` has copies and what is on its way.

    A recipe's note says by its date when its file was used last.
    """

    def __init__(self, root: Path, bucket: Bucket, room: int) -> None:
        super().__init__(root)
        self.bucket = bucket
        self._copies = Copies(root / "files", room)

    def path(self, digest: str) -> Path:
        """Where a copy lies: fetched and measured now, unless it is there.

        It stays until the `held` block around this ends, or else the process does. Raises
        FileNotFoundError where the bucket has no such file, and StoreAway or StoreFull.
        """
        place = super().path(digest)
        with self.open(digest) as file:
            self._copies.hold(place, file)
        return place

    def open(self, digest: str) -> BinaryIO:
        """A copy, to be read; it stays at least until it is closed."""
        place, came = super().path(digest), 0
        while not (file := self._copies.opened(place)):
            with self._making() as scratch:
                came = self.bucket.fetch(_file_key(digest), digest, scratch)
                self._into_place(scratch, place)
        self._copies.came(came)  # now that it is in use: it may take more than all the room
        return file

    def held(self) -> AbstractContextManager[None]:
        """Keep the copies that `path` gives within this block until it ends."""
        return self._copies.held()

    def address(self, digest: str, media_type: str, disposition: str | None) -> str:
        """An address in the bucket, signed for WATCHED seconds."""
        answers = {"response-content-type": media_type}
        if disposition:
            answers["response-content-disposition"] = disposition
        return self.bucket.address(_file_key(digest), WATCHED, answers)

    @property
    def origin(self) -> str | None:
        """The server that the bucket is on."""
        return self.bucket.origin

    def find(self, recipe: Recipe) -> Artefact | None:
        """What this recipe made earlier, if it is still there whole."""
        found = self.bucket.read(_note_key(recipe.key))
        if found is None:
            return None
        note, at = found
        artefact = read_note(note)
        if artefact is None:
            return None
        kept = self.bucket.kept(_file_key(artefact.digest))
        if kept is None or kept.size != artefact.size:
            return None
        if datetime.now(UTC) - at > FRESH:  # in use again: collect leaves what was used lately
            self.bucket.put(_note_key(recipe.key), note)
        return artefact

    def _put(self, recipe: Recipe, scratch: Path) -> Artefact:
        artefact = measured(scratch)
        self.bucket.put(_file_key(artefact.digest), scratch)
        self.bucket.put(_note_key(recipe.key), noted(artefact))
        self._into_place(scratch, super().path(artefact.digest))  # what comes next will ask for it
        self._copies.came(artefact.size)
        return artefact

    def collect(self, reachable: Collection[str], *, older_than: float) -> Collected:
        """Clear away files that no digest in `reachable` names; copies go by themselves.

        Files kept or found in the last `older_than` seconds stay, as on a disk.
        """
        before = datetime.fromtimestamp(time.time() - older_than, UTC)
        self._clear_unfinished(before.timestamp())
        with ThreadPoolExecutor(AT_ONCE) as threads:
            files = list(self.bucket.all("files"))
            notes = self._notes(threads)
            old = [f for f in files if f.at < before and _digest(f) not in reachable]
            for digest in notes.keys() - {_digest(f) for f in files}:
                if digest is None or self.bucket.kept(_file_key(digest)) is None:
                    self.bucket.delete(notes[digest])
            cleared = threads.map(lambda f: self._cleared(f, notes[_digest(f)], before), old)
            sizes = [file.size for file, gone in zip(old, cleared, strict=True) if gone]
        return Collected(len(sizes), sum(sizes))

    def _notes(self, threads: Executor) -> defaultdict[str | None, list[str]]:
        """The keys of the notes, by the digest that they name; None: they name nothing."""
        keys = [note.key for note in self.bucket.all("recipes")]
        notes = defaultdict(list)
        for key, found in zip(keys, threads.map(self.bucket.read, keys), strict=True):
            made = read_note(found[0]) if found else None
            notes[made.digest if made else None].append(key)
        return notes

    def _cleared(self, file: Kept, notes: list[str], before: datetime) -> bool:
        """Clear a file away, unless it was used since; looked at once more, just before."""
        keys = [*notes, file.key]
        if any(kept and kept.at >= before for kept in map(self.bucket.kept, keys)):
            return False
        self.bucket.delete(keys)  # the notes first: nobody finds what is about to go
        return True


def _file_key(digest: str) -> str:
    return f"files/{digest[:2]}/{digest}"


def _note_key(key: str) -> str:
    return f"recipes/{key[:2]}/{key}"


def _digest(file: Kept) -> str:
    return file.key.rpartition("/")[2]
