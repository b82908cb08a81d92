"""A store that speaks S3, run for tests: nanio on loopback, and something in front that fails."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDPLAINSPOKEN",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret/of-anybody+at/all",
    "AWS_DEFAULT_REGION": "eu-west-2",
}
BUCKET = "statements"
STARTING = 20  # seconds, on a busy machine


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def nanio(folder):
    """A server of S3 that checks signatures; gives its address."""
    port = free_port()
    (folder / BUCKET).mkdir(parents=True)
    own = {
        "NANIO_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"],
        "NANIO_SECRET_KEY": KEYS["AWS_SECRET_ACCESS_KEY"],
    }
    place = ["--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder)]
    said = ["--region", KEYS["AWS_DEFAULT_REGION"], "--log-level", "error", "--no-access-log"]
    server = subprocess.Popen(
        [sys.executable, "-m", "nanio", "serve", *place, *said], env=os.environ | own
    )
    try:
        _answers(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _answers(port, server):
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nanio did not start")


class Faults:
    """What goes wrong with the next requests: (method, part of the path) → how, so many times.

    How: a status; "cut" (half of the body, then the line is dropped); "short" (half of the body, as
    if that were all); "wrong" (another body of the same length); "silent" (no answer for as long
    as the asker waits).
    """

    def __init__(self):
        self.waiting = []
        self.met = []
        self.asked = []

    def plan(self, method, part, how, times=1):
        self.waiting += [(method, part, how)] * times

    def take(self, method, path):
        self.asked.append((method, path))
        for fault in self.waiting:
            if fault[0] == method and fault[1] in path:
                self.waiting.remove(fault)
                self.met.append(fault)
                return fault[2]
        return None


class _Passing(BaseHTTPRequestHandler):
    """Passes each request on as it came, so that its signature holds, and fails where planned."""

    protocol_version = "HTTP/1.1"

    def _pass(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        how = self.server.faults.take(self.command, self.path)
        if how == "silent":
            self.server.stopping.wait(30)
            self.close_connection = True
            return
        if isinstance(how, int):
            self.send_response(how)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        behind = HTTPConnection(*self.server.behind)
        behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            behind.putheader(name, value)
        behind.endheaders(sent)
        answer = behind.getresponse()
        body = answer.read()
        behind.close()
        if how == "short":
            body = body[: len(body) // 2]
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "connection", "date", "server"}:
                short = how == "short" and name.lower() == "content-length"
                self.send_header(name, str(len(body)) if short else value)
        self.end_headers()
        if how == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(bytes(255 - byte for byte in body) if how == "wrong" else body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass  # noqa: N815 - http.server's names

    def log_message(self, *_):
        """Nobody reads it."""


class _Front(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Who asked has gone: what a fault is for."""


@contextmanager
def in_front_of(address, faults):
    """A server that passes on to another and fails as planned; gives its address."""
    host, port = address.removeprefix("http://").split(":")
    front = _Front(("127.0.0.1", 0), _Passing)
    front.behind, front.faults, front.stopping = (host, int(port)), faults, Event()
    running = Thread(target=front.serve_forever, args=(0.05,))
    running.start()
    try:
        yield f"http://127.0.0.1:{front.server_port}"
    finally:
        front.stopping.set()
        front.shutdown()
        running.join()
        front.server_close()
