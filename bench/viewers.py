"""How soon a page comes while people watch and editors upload, beside the same server left alone.

Twenty viewers take video at 1 Mbit/s each, by Range as browsers do; ten editors who have signed in
send recordings at the same pace, in parts as the studio's script does. Everything is on this
machine's loopback and ends by itself. Video and recordings are bytes of no meaning: nothing here
decodes them.
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
from bench.uploading import Line
from media.paragraphs import READING
from media.store import Recipe
from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.library import Library
from publisher.rows import NewRevision
from publisher.settings import Settings
from publisher.statements import Details, File

VIEWERS, EDITORS = 20, 10
SECONDS = 20.0  # of asking, each time
EACH = 0.05  # seconds between two pages that are asked for
FILM = 100_000_000  # bytes: 13 minutes at 1 Mbit/s, so nobody comes to the end
PART = 1 << 20  # bytes, with which the script begins: 8 s
ALLOWED = 50.0  # ms
SLUG = "statement"
EDITOR, PASSWORD = "ann{}@example.org", "heron lamp quarry velvet"

# A process of its own, so that it takes no time from the one that measures.
CROWD = """
import asyncio, json, os, sys
port, path, viewers, seconds, part, editors = json.load(sys.stdin)
PIECE, EACH = 12_500, 0.1  # bytes a tenth of a second: 1 Mbit/s
taken = [0] * viewers
kept = [0] * len(editors)

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
    place, headers = editors[n]
    while True:  # on a line each: the server ends it with its answer
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        told = {"Host": "127.0.0.1", "Content-Length": part, "Upload-Offset": kept[n], **headers}
        lines = [f"PATCH {place} HTTP/1.1", *(f"{k}: {v}" for k, v in told.items()), "", ""]
        writer.write("\\r\\n".join(lines).encode())
        for at in range(0, part, PIECE):
            writer.write(os.urandom(min(PIECE, part - at)))
            await writer.drain()
            await asyncio.sleep(EACH)
        head = await reader.readuntil(b"\\r\\n\\r\\n")
        assert head.startswith(b"HTTP/1.1 204"), head
        writer.close()
        kept[n] += part

async def all():
    work = [view(n) for n in range(viewers)] + [upload(n) for n in range(len(editors))]
    done, _ = await asyncio.wait(map(asyncio.ensure_future, work), timeout=seconds)
    for one in done:
        one.result()  # nobody comes to an end but by trouble
    print(min(taken), min(kept))

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
        facts = [port, film, VIEWERS, SECONDS + 6, PART, _editors(port)]
        crowd = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", CROWD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        assert crowd.stdin  # noqa: S101 - a pipe was asked for
        with crowd.stdin as told:
            json.dump(facts, told)
        time.sleep(3.0)  # all of them have begun
        busy = _waits(port)
        assert crowd.stdout  # noqa: S101 - so was this
        taken, sent = map(int, crowd.stdout.read().split())
    pace = f"every viewer took {taken / 1e6:.1f} MB and every editor handed in {sent / 1e6:.1f} MB"
    return Row(
        f"a page's wait at the 95th percentile, {which}: {pace}",
        busy,
        "ms",
        quiet,
        "the same server left alone",
        f"≤ {ALLOWED:.0f} ms",
    )


def _editors(port: int) -> list[tuple[str, dict[str, str]]]:
    """Sign in as each editor and begin an upload: its address, and the head of each part."""
    begun = []
    for n in range(EDITORS):
        line = Line(port)
        line.sign_in(EDITOR.format(n), PASSWORD)
        made = line.ask("POST", "/studio/uploads", **{"Upload-Length": str(FILM)})
        part = line.headers({"Content-Type": "application/offset+octet-stream"})
        begun.append((made.headers["Location"], part))
    return begun


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
    """A site with editors, and a statement of 900 words with a large file; that file's address."""
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
    accounts = Register(library.engine)
    for n in range(EDITORS):
        ann = accounts.add("Ann", EDITOR.format(n), Role.AUTHOR, who="bench")
        accounts.set_password(ann.id, PASSWORD, who="bench")
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
        for _ in range(1_200):
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
