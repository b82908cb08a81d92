"""nginx as deploy/nginx.conf sets it up, on loopback: for benchmarks and tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

CONFIGURATION = Path(__file__).parents[1] / "deploy" / "nginx.conf"
STARTING = 10.0  # seconds
ALONE = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def is_here() -> bool:
    """Whether nginx is installed."""
    return shutil.which("nginx") is not None


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def nginx(folder: Path, data: Path, behind: int) -> Iterator[int]:
    """Run it before the Plainspoken on port `behind`; gives its own port.

    `folder` is for its files; `data` is Plainspoken's data folder.
    """
    port = free_port()
    site = CONFIGURATION.read_text(encoding="utf-8")
    for told, here in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/lib/plainspoken/", f"{data}/"),
        ("/var/cache/nginx/plainspoken", f"{folder}/cache"),
        ("/var/log/nginx/plainspoken.log", f"{folder}/access.log"),
    ):
        if told not in site:
            raise ValueError(f"{CONFIGURATION} has no {told!r}")
        site = site.replace(told, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(ALONE.format(folder=folder, user=user), encoding="utf-8")
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder])
    try:
        until = time.monotonic() + STARTING
        while server.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()
