"""A bucket that speaks S3: whole objects in and out, or StoreAway.

obstore asks again where the network or the server fails. What it cannot see, an answer that is
not what was kept, is seen here: every file that comes back is measured.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from media.errors import StoreAway
from media.store.signing import signed_again

PART = 5 * 1024 * 1024  # bytes held in memory, and asked for again after trouble; S3 takes no less
PARTS_AT_ONCE = 2
TRIES = 3  # of a file that came back as another
SAME_ADDRESS = 3_600  # seconds


@dataclass(frozen=True, slots=True)
class Kept:
    """An object: its key below the prefix, its size in bytes, and when it was put there."""

    key: str
    size: int
    at: datetime


class Bucket:
    """The objects below `s3://bucket/prefix`; the AWS_* variables say who serves it and who asks.

    A request has `patience` seconds; one that failed is made again for three times as long.
    """

    def __init__(self, url: str, patience: float = 20) -> None:
        self.url = url
        name, _, prefix = url.removeprefix("s3://").partition("/")
        self._pause = timedelta(seconds=patience / 100)
        self._objects = S3Store(
            name,
            prefix=prefix or None,
            client_options={
                "allow_http": True,  # a store in the same room; the endpoint says which it is
                "timeout": timedelta(seconds=patience),
            },
            retry_config={
                "max_retries": 10,
                "retry_timeout": timedelta(seconds=3 * patience),
                "backoff": {"init_backoff": self._pause, "max_backoff": 20 * self._pause},
            },
        )

    def read(self, key: str) -> tuple[bytes, datetime] | None:
        """A small object, and when it was put there; None where there is none."""
        with self._answering():
            try:
                found = obstore.get(self._objects, key)
                return bytes(found.bytes()), found.meta["last_modified"]
            except FileNotFoundError:
                return None

    def kept(self, key: str) -> Kept | None:
        """What is said of an object; None where there is none."""
        with self._answering():
            try:
                meta = obstore.head(self._objects, key)
            except FileNotFoundError:
                return None
        return Kept(key, meta["size"], meta["last_modified"])

    def put(self, key: str, content: bytes | Path) -> None:
        """Put an object there, in place of the one before; large files go in parts."""
        with self._answering():
            try:
                obstore.put(
                    self._objects, key, content, chunk_size=PART, max_concurrency=PARTS_AT_ONCE
                )
            except FileNotFoundError as trouble:
                raise self._away("there is no such bucket") from trouble

    def fetch(self, key: str, digest: str, place: Path) -> int:
        """Write an object to `place`, the one with this SHA-256 or none; gives its size.

        Raises FileNotFoundError where there is no such object.
        """
        for tried in range(TRIES):
            if tried:
                time.sleep(self._pause.total_seconds() * 2**tried)
            kept = self.kept(key)
            if kept is None:
                raise FileNotFoundError(f"{self.url}/{key}")
            if self._copied(kept, place) == digest:
                return kept.size
        raise self._away(f"what came back as {key} was not what was kept")

    def _copied(self, kept: Kept, place: Path) -> str:
        """Copy an object part by part; gives the SHA-256 of what came."""
        came = hashlib.sha256()
        with place.open("wb") as file, self._answering():
            for start in range(0, kept.size, PART):
                part = obstore.get_range(
                    self._objects, kept.key, start=start, length=min(PART, kept.size - start)
                )
                came.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        return came.hexdigest()

    def all(self, prefix: str) -> Iterator[Kept]:
        """Every object whose key begins with this folder."""
        with self._answering():
            for batch in obstore.list(self._objects, prefix):
                for meta in batch:
                    yield Kept(meta["path"], meta["size"], meta["last_modified"])

    def delete(self, keys: Iterable[str]) -> None:
        """Take objects away; those that are gone already are no trouble."""
        with self._answering():
            for key in keys:
                try:
                    obstore.delete(self._objects, key)
                except FileNotFoundError:
                    continue

    def address(self, key: str, seconds: int, answers: Mapping[str, str]) -> str:
        """Where anybody may GET an object for at least so many seconds.

        `answers` are S3's own response-… parameters; they are left out where the key to sign with
        is not in AWS_SECRET_ACCESS_KEY. The same address is given for a while, so that browsers
        can keep what they have of it.
        """
        whole = timedelta(seconds=seconds + SAME_ADDRESS)
        url = obstore.sign(self._objects, "GET", key, whole)
        secret = os.environ.get("AWS_SECRET_ACCESS_KEY")
        if not secret:
            return url
        now = int(time.time())
        since = datetime.fromtimestamp(now - now % SAME_ADDRESS, UTC)
        return signed_again(url, secret, answers, since)

    @cached_property
    def origin(self) -> str:
        """Scheme and host of the addresses."""
        parts = urlsplit(obstore.sign(self._objects, "GET", "any", timedelta(seconds=1)))
        return f"{parts.scheme}://{parts.netloc}"

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except BaseError as trouble:
            first = str(trouble).partition("\n")[0]
            raise self._away(first.rpartition(" - ")[2].strip(" .")) from trouble

    def _away(self, reason: str) -> StoreAway:
        return StoreAway(f"The store {self.url}", reason)
