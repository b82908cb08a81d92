"""A store on this machine's disk.

Everything is written elsewhere first and renamed into place, so a file is there whole or not at
all, two workers doing the same work are harmless, and work that is run again finds what is done.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import BinaryIO

from media.errors import StoreFull, StoreUnwritable
from media.store.recipes import Artefact, Collected, Recipe, noted, read_note

NO_ROOM = frozenset({ENOSPC, EDQUOT})


def measured(path: Path) -> Artefact:
    """What a finished file is; it is safely on the disk then."""
    with path.open("rb") as file:
        os.fsync(file.fileno())  # the recipe must not outlive the bytes it names
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Artefact(digest, os.fstat(file.fileno()).st_size)


class Store:
    """A folder of derived files. It is made when the first file is kept."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Where the file with this digest lies, if it is there."""
        return self.root / "files" / digest[:2] / digest

    def open(self, digest: str) -> BinaryIO:
        """The file with this digest, to be read; it may be cleared away meanwhile."""
        return self.path(digest).open("rb")

    def read(self, artefact: Artefact) -> bytes:
        """The bytes of a kept file."""
        with self.open(artefact.digest) as file:
            return file.read()

    @property
    def origin(self) -> str | None:
        """Scheme and host of what anybody can fetch files from by `address`; None: of nothing."""
        return None

    def address(self, digest: str, media_type: str, disposition: str | None) -> str:
        """Where anybody may fetch the file for a while without asking us.

        It comes as `media_type`, and with this Content-Disposition (RFC 6266) if any.
        """
        raise NotImplementedError(f"{type(self).__name__} has no origin")

    def held(self) -> AbstractContextManager[None]:
        """A block of work: what `path` gives within it stays at its place until it ends.

        Here everything stays where it is; a store elsewhere takes away copies no longer used.
        """
        return nullcontext()

    def find(self, recipe: Recipe) -> Artefact | None:
        """What this recipe made earlier, if it is still there whole."""
        try:
            artefact = read_note(self._recipe_path(recipe.key).read_bytes())
            if artefact is None:
                return None
            path = self.path(artefact.digest)
            if path.stat().st_size != artefact.size:
                return None
            os.utime(path)  # in use again: collect leaves what was touched lately
        except (FileNotFoundError, NotADirectoryError):  # never made, or collected
            return None
        return artefact

    def keep(self, recipe: Recipe, make: Callable[[Path], None]) -> Artefact:
        """What the recipe makes: found, or made now by writing to the path that `make` is given.

        Raises StoreFull or StoreUnwritable where the folder takes no more, and whatever `make`
        raises; nothing is kept then.
        """
        (artefact,) = self.keep_all((recipe,), lambda paths: make(paths[recipe.key]))
        return artefact

    def keep_all(
        self, recipes: Sequence[Recipe], make: Callable[[Mapping[str, Path]], None]
    ) -> tuple[Artefact, ...]:
        """Like keep, for files that one piece of work makes together.

        `make` is given a path for the key of each recipe whose file is not there yet.
        """
        found = {recipe.key: self.find(recipe) for recipe in recipes}
        with ExitStack() as making:
            scratch = {
                key: making.enter_context(self._making())
                for key, there in found.items()
                if not there
            }
            if scratch:
                make(scratch)
            return tuple(found[r.key] or self._put(r, scratch[r.key]) for r in recipes)

    def _put(self, recipe: Recipe, scratch: Path) -> Artefact:
        artefact = measured(scratch)
        self._into_place(scratch, self.path(artefact.digest))
        with self._making() as note:
            note.write_bytes(noted(artefact))
            self._into_place(note, self._recipe_path(recipe.key))
        return artefact

    def keep_bytes(self, recipe: Recipe, make: Callable[[], bytes]) -> Artefact:
        """Like keep, for what is made in memory."""

        def write(path: Path) -> None:
            path.write_bytes(make())

        return self.keep(recipe, write)

    def collect(self, reachable: Collection[str], *, older_than: float) -> Collected:
        """Clear away files that no digest in `reachable` names, and what was left unfinished.

        Files touched in the last `older_than` seconds stay: work under way may be about to name
        them. Recipes of files that are gone go too.
        """
        before = time.time() - older_than
        files = size = 0
        for path in self._all("files"):
            facts = path.stat()
            if path.name not in reachable and facts.st_mtime < before:
                path.unlink(missing_ok=True)
                files, size = files + 1, size + facts.st_size
        self._clear_unfinished(before)
        for path in self._all("recipes"):
            made = read_note(path.read_bytes())
            if not (made and self.path(made.digest).exists()):
                path.unlink(missing_ok=True)
        return Collected(files, size)

    def _clear_unfinished(self, before: float) -> None:
        for path in self._all("making"):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def _recipe_path(self, key: str) -> Path:
        return self.root / "recipes" / key[:2] / key

    def _all(self, room: str) -> Iterator[Path]:
        return (path for path in (self.root / room).glob("**/*") if path.is_file())

    @contextmanager
    def _making(self) -> Iterator[Path]:
        """A path to write to, gone at the end."""
        with self._own_trouble():
            (self.root / "making").mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.root / "making")
            os.close(handle)
        scratch = Path(name)
        try:
            yield scratch
        except OSError as trouble:  # the maker's own trouble, unless it is that there is no room
            if trouble.errno in NO_ROOM:
                raise StoreFull(str(self.root)) from trouble
            raise
        finally:
            scratch.unlink(missing_ok=True)

    def _into_place(self, scratch: Path, place: Path) -> None:
        with self._own_trouble():
            place.parent.mkdir(parents=True, exist_ok=True)
            scratch.chmod(0o644)  # mkstemp gives 600; a web server of its own may serve these
            scratch.replace(place)

    @contextmanager
    def _own_trouble(self) -> Iterator[None]:
        try:
            yield
        except OSError as trouble:
            if trouble.errno in NO_ROOM:
                raise StoreFull(str(self.root)) from trouble
            raise StoreUnwritable(str(self.root), trouble.strerror or str(trouble)) from trouble
