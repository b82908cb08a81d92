"""The site's own styles, scripts and fonts, read once and served from memory.

One digest over all of them stands in the address, so each may be kept for ever, and a style sheet
or a module names its neighbours by relative address.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
# Not from the machine's own table, which differs from one to the next.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
COMPRESSED_ALREADY = {".woff2"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site; `gzipped` is None where compressing gains nothing."""

    body: bytes
    gzipped: bytes | None
    media_type: str


class Assets:
    """All files of one folder. Raises FileNotFoundError where the front end was not built."""

    def __init__(self, folder: Path = FOLDER) -> None:
        if not (folder / "vendor" / "govuk.css").exists():
            raise FileNotFoundError(
                f"{folder / 'vendor'} is not there: install Plainspoken to build its front end "
                "(scripts/setup, or pip install --editable .)"
            )
        digest = hashlib.sha256()
        self._assets: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.suffix in MEDIA_TYPES:
                body, name = path.read_bytes(), path.relative_to(folder).as_posix()
                digest.update(f"{name}\0{len(body)}\0".encode() + body)
                gzipped = None if path.suffix in COMPRESSED_ALREADY else gzip.compress(body)
                self._assets[name] = Asset(body, gzipped, MEDIA_TYPES[path.suffix])
        self.release = digest.hexdigest()[:16]

    def get(self, name: str) -> Asset | None:
        """The file of this name, if there is one."""
        return self._assets.get(name)

    def address(self, name: str) -> str:
        """Where the file is served; raises KeyError where there is none."""
        self._assets[name]  # a page that names a missing file fails in its first test
        return f"/static/{self.release}/{name}"
