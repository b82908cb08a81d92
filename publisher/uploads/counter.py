"""Taking a file in, part by part, and putting it together when it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import SEEK_END
from secrets import token_urlsafe
from typing import IO

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from media.errors import TooLong
from media.store import Recipe, Store, digest_of
from publisher.statements import Supplied
from publisher.uploads.tables import PartRow, UploadRow
from publisher.uploads.values import Misplaced, Upload

# Bytes in memory at a time, for each thread that takes a part in; and at most lost by a cut line.
PIECE = 2_000_000
KEPT = timedelta(days=7)  # of what nobody goes on with
LONGEST_NAME = 200  # characters


@dataclass(frozen=True, slots=True)
class Counter:
    """Where files are handed in. `largest` is the most bytes that one may have."""

    engine: Engine
    store: Store
    largest: int

    def begin(self, owner: int, name: str, size: int) -> Upload:
        """Expect a file of somebody's. Raises TooLong."""
        name = self._may_come(name, size)
        row = UploadRow(
            id=token_urlsafe(24), account_id=owner, name=name, size=size, here=0, touched=_now()
        )
        with self._changing() as session:
            session.add(row)
            return _upload(row)

    def find(self, key: str, owner: int) -> Upload | None:
        """What is on its way, to its owner; None to everybody else."""
        with Session(self.engine) as session:
            row = session.get(UploadRow, key)
            return _upload(row) if row and row.account_id == owner else None

    def take(self, upload: Upload, start: int, stream: IO[bytes]) -> Upload:
        """Take in a stretch that begins at `start`; what is past the file's end is not read.

        Each piece is kept before the next is read, so a line that is cut costs no more than one.
        Raises Misplaced, StoreError, and whatever reading does.
        """
        while upload.here < upload.size or start != upload.here:
            if start != upload.here:
                raise Misplaced(upload.here)
            piece = _read(stream, min(PIECE, upload.size - upload.here))
            if not piece:
                break
            upload = self._keep(upload, piece)
            start = upload.here
        return upload

    def recording(self, upload: Upload) -> Supplied:
        """The whole file, as a recording in the store; the parts are needed no more.

        Raises RecordingError where it cannot be used, and StoreError.
        """
        from media.production.supplied import keep_parts  # noqa: PLC0415 - few requests need it

        if not upload.whole:
            raise ValueError(f"{upload.here} of {upload.size} bytes have arrived")
        with Session(self.engine) as session:
            parts = [part.digest for part in session.get_one(UploadRow, upload.id).parts]
        kept = keep_parts(parts, upload.name, self.store)
        return Supplied(kept.digest, upload.name)

    def whole(self, name: str, stream: IO[bytes]) -> Supplied:
        """Take a file that has come at once, as a recording in the store.

        Raises TooLong, RecordingError where it cannot be used, and StoreError.
        """
        from media.production.supplied import keep_stream  # noqa: PLC0415 - few requests need it

        name = self._may_come(name, stream.seek(0, SEEK_END))
        return Supplied(keep_stream(stream, name, self.store).digest, name)

    def drop(self, upload: Upload) -> None:
        """Forget it, if it is there. Its parts are cleared away with all that is not needed."""
        with self._changing() as session:
            session.execute(delete(UploadRow).where(UploadRow.id == upload.id))

    def forget(self, older_than: timedelta = KEPT) -> int:
        """Forget what nobody has gone on with; how many they were."""
        query = select(UploadRow).where(UploadRow.touched < _now() - older_than)
        with self._changing() as session:
            rows = list(session.scalars(query))
            for row in rows:
                session.delete(row)
        return len(rows)

    def needed(self) -> set[str]:
        """The digests of all parts."""
        with Session(self.engine) as session:
            return set(session.scalars(select(PartRow.digest)))

    def _may_come(self, name: str, size: int) -> str:
        """What a file is called here. Raises TooLong."""
        name = "".join(c for c in name if c.isprintable())[-LONGEST_NAME:] or "recording"
        if size > self.largest:
            raise TooLong(name, size=size, limit=self.largest, unit="bytes")
        return name

    def _keep(self, upload: Upload, piece: bytes) -> Upload:
        recipe = Recipe("upload part", 1, {"part": digest_of(piece)})
        part = self.store.keep_bytes(recipe, lambda: piece)
        goes_on = UploadRow.id == upload.id, UploadRow.here == upload.here
        moved = {"here": upload.here + len(piece), "touched": _now()}
        with self._changing() as session:
            if not session.execute(update(UploadRow).where(*goes_on).values(moved)).rowcount:  # type: ignore[attr-defined]
                raise Misplaced(session.get_one(UploadRow, upload.id).here)
            session.add(
                PartRow(upload_id=upload.id, start=upload.here, size=part.size, digest=part.digest)
            )
            return _upload(session.get_one(UploadRow, upload.id))

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        with Session(self.engine) as session, session.begin():
            yield session


def _read(stream: IO[bytes], count: int) -> bytes:
    """That many bytes, or all there are."""
    piece = stream.read(count)
    while len(piece) < count and (more := stream.read(count - len(piece))):
        piece += more
    return piece


def _now() -> datetime:
    return datetime.now(UTC)


def _upload(row: UploadRow) -> Upload:
    return Upload(row.id, row.name, row.size, row.here, row.touched)
