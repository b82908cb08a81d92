"""The key that signs the studio's cookies: given by the operator, or made once and kept."""

import os
from contextlib import suppress
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile

from publisher.settings import Settings


def secret_key(settings: Settings) -> str:
    """The key; made in the data folder, for its owner alone, where there is none."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data / "secret-key"
    if not path.exists():
        settings.data.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=settings.data) as fresh:  # 0600, and never seen half
            fresh.write(token_urlsafe(32))
            fresh.flush()
            os.fsync(fresh.fileno())  # a name must not outlive its key: nobody could sign in
            with suppress(FileExistsError):  # another process was first: both use its key
                os.link(fresh.name, path)
    return path.read_text()
