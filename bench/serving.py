"""Pages a second while slow readers download sound, beside a bare Flask "hello".

Both stand behind the same server with the same settings, in turn, on this machine's loopback; the
same readers ask both. The readers take 20 kB/s each, the pace of a poor line.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import Row

SECONDS = 6.0  # of asking, each side
ASKERS = 4
SLOW_READERS = 20
SLOW_BYTES = 2_000  # every tenth of a second

HELLO = """
import sys
from flask import Flask
import waitress
app = Flask("hello")
sound = open(sys.argv[2], "rb").read()
app.add_url_rule("/", view_func=lambda: "hello")
app.add_url_rule("/sound", "sound", view_func=lambda: sound)
waitress.serve(app, listen="127.0.0.1:" + sys.argv[1], threads=8)
"""


def run() -> list[Row]:
    """Measure both sides, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = os.environ | {"PLAINSPOKEN_DATA": str(data)}
        plainspoken = Path(sys.executable).parent / "plainspoken"
        sample = Path(__file__).parent.parent / "publisher" / "sample" / "fenmarch.txt"
        subprocess.run(
            [plainspoken, "publish", sample], env=environment, check=True, capture_output=True
        )
        slug = "sian-adebayos-statement-on-fenmarch-constabulary"
        port = _free_port()
        page = f"/statements/{slug}"
        with _server([plainspoken, "web", "--port", str(port)], port, environment):
            ours = _pages_a_second(port, page, f"{page}/speech.mp3")
            sound = _get(port, f"{page}/speech.mp3")
        (Path(folder) / "speech.mp3").write_bytes(sound)
        port = _free_port()
        hello = [sys.executable, "-c", HELLO, str(port), str(Path(folder) / "speech.mp3")]
        with _server(hello, port, environment):
            other = _pages_a_second(port, "/", "/sound")
    return [
        Row(
            f"a statement's page, with {SLOW_READERS} slow readers",
            ours,
            "requests/s",
            other,
            'bare Flask "hello", same server and readers',
            "≥ 0.5",
        )
    ]


def _pages_a_second(port: int, page: str, sound: str) -> float:
    stop = threading.Event()
    readers = [
        threading.Thread(target=_read_slowly, args=(port, sound, stop)) for _ in range(SLOW_READERS)
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    command = [sys.executable, "-c", ASK, str(port), page, str(SECONDS)]
    askers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(ASKERS)]
    answers = [int(asker.communicate()[0]) for asker in askers]
    stop.set()
    for reader in readers:
        reader.join()
    return sum(answers) / SECONDS


# Raw sockets, so that the asker takes little of the machine that the server needs.
ASK = """
import socket, sys, time
port, page, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
lines = (f"GET {page} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip", "", "")
ask = "\\r\\n".join(lines).encode()
line = socket.create_connection(("127.0.0.1", port))
until, count, have = time.monotonic() + seconds, 0, b""
while time.monotonic() < until:
    line.sendall(ask)
    while b"\\r\\n\\r\\n" not in have:
        have += line.recv(65536)
    head, _, have = have.partition(b"\\r\\n\\r\\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = int(head.lower().split(b"content-length:")[1].split(b"\\r\\n")[0])
    while len(have) < length:
        have += line.recv(65536)
    have = have[length:]
    count += 1
print(count)
"""


def _read_slowly(port: int, address: str, stop: threading.Event) -> None:
    """Download again and again, a little at a time, until told to stop."""
    while not stop.is_set():
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(f"GET {address} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
            while not stop.is_set() and line.recv(SLOW_BYTES):
                time.sleep(0.1)


def _get(port: int, address: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", address)
    return connection.getresponse().read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _server(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=environment, **quiet)
    try:
        for _ in range(1_200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()
