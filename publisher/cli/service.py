"""`plainspoken serve`, `web` and `worker`."""

import errno
import signal
import sys
import threading
from queue import SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from publisher.cli import Trouble
from publisher.cli.terminal import note, settings
from publisher.settings import Settings

if TYPE_CHECKING:
    from flask import Flask
    from waitress.server import BaseWSGIServer

    from publisher.jobs.keeper import Keeper
    from publisher.library import Library

THREADS = 8  # pages are made by these; slow readers of files wait in the server's own loop

host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
)
port_option = click.option("--port", default=8000, show_default=True, help="The port to listen on.")


@click.command()
@host_option
@port_option
def serve(host: str, port: int) -> None:
    """Serve the public site, and do the work that is handed in, until Ctrl+C or SIGTERM.

    Work that is cut off is taken up at the next start.

    \b
    Examples:
      plainspoken serve
      plainspoken serve --host 0.0.0.0 --port 80
    """
    from publisher.jobs.keeper import Keeper
    from publisher.jobs.system import prepare
    from publisher.library import Library
    from publisher.operating.logs import start_logging

    configured = settings()
    start_logging(configured.log)
    library = Library.open(configured)
    prepare(configured)
    serve_site(configured, library, host, port, Keeper())


@click.command()
@host_option
@port_option
def web(host: str, port: int) -> None:
    """Serve the public site alone: workers run elsewhere, or at another time.

    \b
    Example:
      plainspoken web --port 8000
    """
    from publisher.library import Library
    from publisher.operating.logs import start_logging

    configured = settings()
    start_logging(configured.log)
    serve_site(configured, Library.open(configured), host, port)


@click.command()
@click.option(
    "--only",
    "queues",
    metavar="QUEUE",
    multiple=True,
    help="Do but the work of this queue: words, hearing, films, forms or renderings. May be given "
    "several times.",
)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input does.")
def worker(queues: tuple[str, ...], with_parent: bool) -> None:
    """Do the work that is handed in, and make the forms to take away, until Ctrl+C or SIGTERM.

    On PostgreSQL there may be any number, on any machines; each takes over from those that died.
    Without it there is one, which `plainspoken serve` runs by itself.

    \b
    Examples:
      plainspoken worker
      plainspoken worker --only words --only hearing
    """
    from publisher.jobs.queues import PLACES
    from publisher.jobs.worker import Taken, work
    from publisher.operating.logs import start_logging

    if unknown := set(queues) - set(PLACES):
        there = ", ".join(PLACES)
        raise Trouble(f"There is no queue “{min(unknown)}”. Choose among {there}.")
    configured = settings()
    start_logging(configured.log)
    stop = threading.Event()
    set_when_told(stop)
    if with_parent:
        threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    try:
        work(
            configured,
            stop,
            ready=lambda: note("Ready for work (Ctrl+C stops it)"),
            queues=queues or tuple(PLACES),
        )
    except Taken as taken:
        raise Trouble(
            f"A worker for {configured.data} is running already, and without PostgreSQL there can "
            "be only one. Use the one there is (`plainspoken serve` runs one), or stop it first; "
            "for more, set DATABASE_URL."
        ) from taken


def set_when_told(stop: threading.Event) -> None:
    """Set it on SIGTERM or Ctrl+C.

    By a thread, and not by the handler, which comes in wherever the main thread is: if that was
    just about to wait for the event, it held the event's lock, and both stood still for ever.
    """
    told: SimpleQueue[int] = SimpleQueue()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _frame: told.put(number))

    def heed() -> None:
        told.get()
        stop.set()

    threading.Thread(target=heed, daemon=True).start()


def _end_with_parent(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


def serve_site(
    configured: Settings, library: "Library", host: str, port: int, keeper: "Keeper | None" = None
) -> None:
    """Listen and answer until told to stop; meanwhile a worker is kept, if `keeper` is given."""
    from publisher.app import create_app

    server = listening(create_app(configured, library), configured, host, port)
    signal.signal(signal.SIGTERM, _stop)
    if keeper:
        keeper.begin()
    note(f"Serving http://{host}:{port} (Ctrl+C stops it)")
    try:
        server.run()
    finally:
        if keeper:
            keeper.end()


def listening(app: "Flask", configured: Settings, host: str, port: int) -> "BaseWSGIServer":
    """The server of a site, ready to run. Raises Trouble."""
    from waitress.server import create_server

    from publisher.door import Door
    from publisher.storing import GB

    sockets: dict[int, Any] = {}
    try:
        server = create_server(
            app,
            sockets,
            host=host,
            port=port,
            threads=THREADS,
            # Else waitress takes away what the web server before it says of who asks.
            clear_untrusted_proxy_headers=not configured.proxies,
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Trouble(f"Nothing can listen at {host}:{port}: {error.strerror}.") from error
        raise Trouble(
            f"Something is listening on port {port} already. Stop it, or choose another port "
            f"with --port {port + 1}."
        ) from error
    Door(app, configured.largest_upload * GB).stand_before(sockets)
    return server


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
