"""`plainspoken serve` and `plainspoken collect`."""

import errno
from typing import TYPE_CHECKING

import click

from publisher.cli import Trouble
from publisher.cli.terminal import answer, json_option, note, settings
from publisher.settings import Settings

if TYPE_CHECKING:
    from publisher.library import Library

THREADS = 8  # pages are made by these; slow readers of files wait in the server's own loop
HOUR = 3_600


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


@click.command()
@click.option(
    "--older-than",
    metavar="HOURS",
    type=click.FloatRange(min=0),
    default=24,
    show_default=True,
    help="Spare what was touched later than this: work under way may need it.",
)
@json_option
def collect(older_than: float, as_json: bool) -> None:
    """Clear away derived files that no statement needs any more.

    Texts and revisions are never cleared: only sound, captions and steps on the way to them, all
    of which can be made again.

    \b
    Example:
      plainspoken collect
    """
    from publisher.library import Library

    library = Library.open(settings())
    cleared = library.store.collect(library.reachable(), older_than=older_than * HOUR)
    if as_json:
        answer({"files": cleared.files, "bytes": cleared.bytes})
    else:
        click.echo(f"Cleared {cleared.files} files, {cleared.bytes / 1_000_000:.1f} MB.")
