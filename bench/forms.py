"""Forms to take away: each made and found again, of two minutes of speech; memory of two hours."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.table import Row
from media.production import takeaway
from media.store import Store
from media.takeaway import DOCUMENTS, lack
from media.takeaway.edition import Edition, Made
from tests.editions import Editions

SAMPLE = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"
EVERYTHING = "everything.zip"
# What this process held at most, and the largest program it ran: together they held no more.
_MEASURED = """
import resource, sys
from pathlib import Path
from media.production import takeaway
from media.store import Store
from tests.editions import Editions
folder = Path(sys.argv[1])
takeaway.make(sys.argv[2], Editions(folder).long, Store(folder))
held = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
print(sum(resource.getrusage(who).ru_maxrss for who in held))
"""


def run() -> list[Row]:
    """Time each form, then the text forms together; then look at memory."""
    with tempfile.TemporaryDirectory() as folder:
        editions = Editions(Path(folder) / "speech")
        edition = editions.narrated(SAMPLE.read_text(encoding="utf-8"), "en-GB")
        store = Store(Path(folder) / "forms")
        cold, kept = _timed(edition, store), _timed(edition, store)
        memory = {n: _memory(Path(folder) / "long", n) for n in cold if n in DOCUMENTS}
    rows = [Row(f"{name}, cold", cold[name], "s", kept[name], "found again") for name in cold]
    together = sum(cold[name] for name in memory)
    minutes = f"{edition.duration / 60_000:.1f} min"
    most = max(memory, key=lambda name: memory[name])
    return [
        *rows,
        Row(f"all documents of {minutes} together, cold", together, "s", aim="≤ 2 s"),
        Row(f"memory for 20,000 words at most ({most})", memory[most], "MB", aim="≤ 500 MB"),
    ]


def _timed(edition: Edition, store: Store) -> Mapping[str, float]:
    """Seconds for each form; the one that gathers the others comes last."""
    seconds: dict[str, float] = {}
    files = dict(edition.files)
    for name in sorted(takeaway.FORMS, key=EVERYTHING.__eq__):
        given = replace(edition, files=files) if name == EVERYTHING else edition
        if lack(name, given):
            continue
        started = time.perf_counter()
        made = takeaway.make(name, given, store)
        seconds[name] = time.perf_counter() - started
        files[name] = Made(made.digest, partial(store.path, made.digest))
    return seconds


def _memory(folder: Path, name: str) -> float:
    """The most memory in MB that is held while a form of 20,000 words is made."""
    command = [sys.executable, "-c", _MEASURED, folder, name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1000
