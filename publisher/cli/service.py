"""`plainspoken serve`."""

import errno
from typing import TYPE_CHECKING

import click

from publisher.cli import Trouble
from publisher.cli.terminal import note, settings
from publisher.settings import Settings

if TYPE_CHECKING:
    from publisher.library import Library

THREADS = 8  # pages are made by these; slow readers of files wait in the server's own loop


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the public site until it is stopped with Ctrl+C.

    \b
    Examples:
      plainspoken serve
      plainspoken serve --host 0.0.0.0 --port 80
    """
    from publisher.library import Library

    configured = settings()
    serve_site(configured, Library.open(configured), host, port)


def serve_site(configured: Settings, library: "Library", host: str, port: int) -> None:
    """Listen and answer; returns when it is told to stop."""
    from waitress.server import create_server

    from publisher.app import create_app

    try:
        server = create_server(
            create_app(configured, library), host=host, port=port, threads=THREADS
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Trouble(f"Nothing can listen at {host}:{port}: {error.strerror}.") from error
        raise Trouble(
            f"Something is listening on port {port} already. Stop it, or choose another port "
            f"with --port {port + 1}."
        ) from error
    note(f"Serving http://{host}:{port} (Ctrl+C stops it)")
    server.run()
