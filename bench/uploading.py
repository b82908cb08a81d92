"""A large recording sent to a real web process: in parts, over a line that is cut in mid-part.

Or whole, as a browser without script sends its form.
"""

import argparse
import hashlib
import http.client
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.cookies import SimpleCookie
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from media.store import Store
from publisher.accounts.register import Register
from publisher.accounts.rights import Role
from publisher.drafts.drawer import Drawer
from publisher.library import Library
from publisher.settings import Settings

EMAIL, PASSWORD = "ann@example.org", "heron lamp quarry velvet"
PART = 8_000_000  # bytes, as the script in the page sends at most
MB = 1_000_000
RATE = 48_000  # Hz


def main() -> None:
    """Run it, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=2_000)
    parser.add_argument("--cuts", type=int, default=5)
    parser.add_argument("--whole", action="store_true", help="in one request, as without script")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder, "long.wav")
        digest = _made(recording, asked.megabytes * MB)
        data = Path(folder, "data")
        library = Library.open(Settings(data=data))
        accounts = Register(library.engine)
        ann = accounts.add("Ann", EMAIL, Role.AUTHOR, who="bench")
        accounts.set_password(ann.id, PASSWORD, who="bench")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        web = subprocess.Popen(
            (sys.executable, "-m", "publisher", "web", "--port", str(port)),
            env=os.environ | {"PLAINSPOKEN_DATA": str(data)},
            stderr=subprocess.DEVNULL,
        )
        try:
            line = Line(port)
            page = _begun(line, web.pid)
            with _watched(web.pid, data):
                if asked.whole:
                    _send_whole(line, page, recording)
                else:
                    _send_parts(line, page, recording, asked.cuts)
            print(f"memory of the web process at its highest: {_memory(web.pid, 'VmHWM')} MB")
        finally:
            web.terminate()
            web.wait()
        kept = Drawer(library.engine).find(1)
        supplied = kept.draft.recording if kept else None
        whole = supplied is not None and supplied.digest == digest
        lies = whole and _digest(Store(data / "store").path(digest)) == digest
        print(f"arrived whole: {'yes' if lies else 'no'}")
        library.engine.dispose()


class Line:
    """One editor's connection to the site: her cookie, and the token of her pages."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.token = ""

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | Iterable[bytes] | None = None,
        **headers: str,
    ) -> http.client.HTTPResponse:
        """Ask, and read the answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        line.request(method, path, body, self.headers(headers))
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        for value in answer.headers.get_all("Set-Cookie", []):
            self.cookie = next(f"{m.key}={m.value}" for m in SimpleCookie(value).values())
        if found := re.search(r'name="csrf-token" content="([^"]+)"', text):
            self.token = found[1]
        line.close()
        return answer

    def send(self, path: str, **fields: str) -> str:
        """Send a form; where it leads."""
        body = urlencode(fields | {"csrf_token": self.token})
        kind = "application/x-www-form-urlencoded"
        answer = self.ask("POST", path, body, **{"Content-Type": kind})
        return urlsplit(answer.headers.get("Location", "")).path

    def cut(self, path: str, body: bytes, **headers: str) -> None:
        """Send half of what was announced, and hang up."""
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        line.putrequest("PATCH", path)
        for name, value in {**self.headers(headers), "Content-Length": str(len(body))}.items():
            line.putheader(name, value)
        line.endheaders(body[: len(body) // 2])
        line.close()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        self.ask("GET", "/studio/sign-in")
        self.send("/studio/sign-in", email=email, password=password, then="/studio")
        self.ask("GET", "/studio/new")

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        """What each request says of who asks, and more."""
        return {"Cookie": self.cookie, "X-CSRFToken": self.token, "Tus-Resumable": "1.0.0", **more}


def _begun(line: Line, web: int) -> str:
    """Sign in, and begin a draft; the address of the page that asks for its recording."""
    _until_it_answers(line)
    line.sign_in(EMAIL, PASSWORD)
    page = line.send("/studio/new", text="A title\n\nGood morning.")
    print(f"memory before: {_memory(web, 'VmRSS')} MB")
    return page


def _send_whole(line: Line, page: str, recording: Path) -> None:
    """Send the form with the file in it, and wait for the answer."""
    mark, began = "a-line-that-no-recording-has", time.monotonic()
    fields = {"csrf_token": line.token, "seen": "1", "upload": ""}
    disposition = 'Content-Disposition: form-data; name="{}"'
    head = "".join(
        f"--{mark}\r\n{disposition.format(name)}\r\n\r\n{value}\r\n"
        for name, value in fields.items()
    )
    head += f'--{mark}\r\n{disposition.format("file")}; filename="{recording.name}"\r\n\r\n'
    tail, size = f"\r\n--{mark}--\r\n", recording.stat().st_size
    with recording.open("rb") as file:
        body = chain((head.encode(),), iter(partial(file.read, PART), b""), (tail.encode(),))
        kind = f"multipart/form-data; boundary={mark}"
        length = len(head) + size + len(tail)
        answer = line.ask(
            "POST", page, body, **{"Content-Type": kind, "Content-Length": str(length)}
        )
    spent = time.monotonic() - began
    print(f"{size / MB:.0f} MB sent, put together and looked at in {spent:.0f} s: {answer.status}")


@contextmanager
def _watched(web: int, data: Path) -> Iterator[None]:
    """Print how much more room the disk gave meanwhile: kept, and in files without a name."""
    ended, most, before = threading.Event(), [0], _room(web, data)

    def watch() -> None:
        while not ended.wait(0.2):
            most[0] = max(most[0], _room(web, data) - before)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()
        print(f"room on the disk at its highest: {most[0] / MB:.0f} MB")


def _room(web: int, data: Path) -> int:
    """Bytes in a folder, and in what a process has open that lies in none."""
    count = 0
    for path in chain(data.rglob("*"), Path(f"/proc/{web}/fd").iterdir()):
        with suppress(OSError):
            found = path.stat()
            if stat.S_ISREG(found.st_mode) and (path.is_relative_to(data) or not found.st_nlink):
                count += found.st_size
    return count


def _send_parts(line: Line, page: str, recording: Path, cuts: int) -> None:
    size = recording.stat().st_size
    began = time.monotonic()
    made = line.ask("POST", "/studio/uploads", **{"Upload-Length": str(size)})
    place = made.headers["Location"]
    cut_at = {size * n // (cuts + 1) for n in range(1, cuts + 1)}
    with recording.open("rb") as file:
        while True:
            here = int(line.ask("HEAD", place).headers["Upload-Offset"])
            if here == size:
                break
            file.seek(here)
            part = file.read(PART)
            kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(here)}
            due = {at for at in cut_at if at < here + len(part)}
            if due:
                cut_at -= due
                line.cut(place, part, **kind)
                print(f"cut after {here / MB:.0f} MB")
            else:
                line.ask("PATCH", place, part, **kind)
    sent = time.monotonic()
    line.send(page, seen="1", by="recording", upload=place.rpartition("/")[2])
    print(f"{size / MB:.0f} MB sent in {sent - began:.0f} s, ", end="")
    print(f"put together and looked at in {time.monotonic() - sent:.0f} s")


def _until_it_answers(line: Line) -> None:
    for _ in range(120):
        try:
            line.ask("GET", "/healthz")
        except ConnectionError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The web process does not answer.")


def _made(path: Path, size: int) -> str:
    """Write a recording of about that size: noise, which no file system makes smaller."""
    second = os.urandom(RATE * 4)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        for n in range(size // len(second)):
            file.writeframesraw(n.to_bytes(4, "little") + second[4:])
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _memory(process: int, field: str) -> int:
    """What the kernel says of a process: VmRSS now, VmHWM at its highest, in MB (10⁶ bytes)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(rf"{field}:\s+(\d+) kB", status)
    return int(found[1]) * 1024 // MB if found else 0


if __name__ == "__main__":
    main()
