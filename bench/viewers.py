"""How soon a page comes while people watch and editors upload, beside the same server left alone.

Twenty viewers take video at 1 Mbit/s each, by Range as browsers do; ten editors send files at the
same pace. Everything is on this machine's loopback and ends by itself. The video is bytes of no
meaning: nothing here decodes it. The site has no uploads yet, so what is sent goes to a page, whose
answer is that it takes none; the server takes all of it in first, as it would an upload.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import quantiles

from bench.nginx import free_port, is_here, nginx
from bench.table import Row
from media.store import Recipe
from publisher.library import Library
from publisher.reading import READING
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.statements import Details, File

VIEWERS, EDITORS = 20, 10
SECONDS = 20.0  # of asking, each time
EACH = 0.05  # seconds between two pages that are asked for
FILM = 100_000_000  # bytes: 13 minutes at 1 Mbit/s, so nobody comes to the end
ALLOWED = 50.0  # ms
SLUG = "statement"

# Each is a process of its own, so that it takes no time from the one that measures.
WATCH = """
import asyncio, sys
port, path, viewers, editors, seconds, size = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
PIECE, EACH = 12_500, 0.1  # bytes a tenth of a second: 1 Mbit/s
taken = [0] * viewers
sent = [0] * editors

async def view(n):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=PIECE)
    ask = f"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nRange: bytes={n}-\\r\\n\\r\\n"
    writer.write(ask.encode())
    head = await reader.readuntil(b"\\r\\n\\r\\n")
    assert head.startswith(b"HTTP/1.1 206"), head
    while True:
        taken[n] += len(await reader.readexactly(PIECE))
        await asyncio.sleep(EACH)

async def upload(n):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: %d\\r\\n\\r\\n" % size)
    while True:
        writer.write(bytes(PIECE))
        await writer.drain()
        sent[n] += PIECE
        await asyncio.sleep(EACH)

async def all():
    work = [view(n) for n in range(viewers)] + [upload(n) for n in range(editors)]
    await asyncio.wait(map(asyncio.ensure_future, work), timeout=seconds)
    print(min(taken), min(sent))

asyncio.run(all())
"""


def run() -> list[Row]:
    """Measure Plainspoken by itself, and behind nginx where that is installed."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data"
        film = _film(data)
        with _web(data) as port:
            rows.append(_row("waitress alone", port, film))
        if is_here():
            (folder / "nginx").mkdir()
            with (
                _web(data, PLAINSPOKEN_ACCEL="/kept") as port,
                nginx(folder / "nginx", data, port) as front,
            ):
                rows.append(_row("behind nginx", front, film))
    return rows


def _row(which: str, port: int, film: str) -> Row:
    quiet = _waits(port)
    with ExitStack() as stack:
        facts = [port, film, VIEWERS, EDITORS, round(SECONDS) + 6, FILM]
        crowd = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", WATCH, *map(str, facts)], stdout=subprocess.PIPE, text=True
            )
        )
        time.sleep(3.0)  # all of them have begun
        busy = _waits(port)
        taken, sent = map(int, crowd.communicate()[0].split())
    pace = f"every viewer took {taken / 1e6:.1f} MB and every editor sent {sent / 1e6:.1f} MB"
    return Row(
        f"a page's wait at the 95th percentile, {which}: {pace}",
        busy,
        "ms",
        quiet,
        "the same server left alone",
        f"≤ {ALLOWED:.0f} ms",
    )


def _waits(port: int) -> float:
    """Ask for the list and the statement by turns; how long 95 of 100 wait at most, in ms."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    waits = []
    until = time.monotonic() + SECONDS
    for n in count():
        began = time.monotonic()
        if began > until:
            break
        line.request("GET", ("/", f"/statements/{SLUG}")[n % 2])
        response = line.getresponse()
        response.read()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(f"a page was answered with {response.status}")
        waits.append((time.monotonic() - began) * 1000)
        time.sleep(EACH)
    return quantiles(waits, n=20)[-1] if len(waits) > 1 else waits[0]


def _film(data: Path) -> str:
    """Publish a statement of some 900 words that has a large file; gives that file's address."""
    library = Library.open(Settings(data=data))

    def file(name: str, kind: str, content: bytes) -> File:
        kept = library.store.keep_bytes(Recipe(name, 1, {}), lambda: content)
        return File(name, kept.digest, kept.size, kind)

    said = "We visited in April, and this is what we found there."
    sentence = {"text": said, "start": 0, "end": 1_000, "sound": False, "glue": " "}
    paragraph = {"speaker": None, "heading": 0, "sentences": [sentence] * 4}
    reading = json.dumps({"paragraphs": [paragraph] * 20}).encode()
    film = file("video-720.mp4", "video/mp4", os.urandom(FILM))
    new = NewRevision(
        Details("A statement", "", "", "", date(2024, 1, 1), "en-GB", ""),
        said,
        [film, file(READING, "application/json", reading)],
        [],
        1_000,
        picture=(1280, 720),
        sureness=1.0,
    )
    library.publish(SLUG, new, who="bench")
    library.engine.dispose()
    return f"/files/{film.digest}/{film.name}"


@contextmanager
def _web(data: Path, **settings: str) -> Iterator[int]:
    port = free_port()
    root = Path(__file__).parents[1]
    environment = os.environ | {"PLAINSPOKEN_DATA": str(data), "PYTHONPATH": str(root)} | settings
    command = [sys.executable, "-m", "publisher", "web", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            try:
                HTTPConnection("127.0.0.1", port).connect()
            except OSError:
                time.sleep(0.05)
            else:
                break
        yield port
    finally:
        server.terminate()
        server.wait()
