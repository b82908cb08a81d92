"""`plainspoken publish` and `plainspoken demo`."""

import getpass
import os
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import click

from publisher.cli.requests import request_options
from publisher.cli.service import serve_site
from publisher.cli.speech import say_who_spoke
from publisher.cli.terminal import answer, json_option, note, progress, settings

if TYPE_CHECKING:
    from publisher.requests import Request

SAMPLE = "fenmarch.txt"


@click.command()
@request_options
@json_option
def publish(request: "Request", as_json: bool) -> None:
    """Publish a statement from its TRANSCRIPT and print the page's address.

    A voice speaks it; with --recording, it is captioned from the recording itself. The command
    does all the work, and waits for it; `plainspoken submit` hands it to the worker.

    Run it again with a changed text, and it makes a new revision and redoes only what changed.
    Details that you leave out are as they were the last time. Until all is made, the public goes
    on seeing what it saw before.

    \b
    Examples:
      plainspoken publish statement.txt --speaker "Siân Adébáyò" --role Inspector
      plainspoken publish statement.txt --recording statement.mp4
      plainspoken publish statement.txt --note "Corrected the number of cases"
      plainspoken publish datganiad.txt --language cy --translation-of statement
    """
    from publisher.library import Library
    from publisher.publishing import publish as make_public

    configured = settings()

    def previewed(secret: str) -> None:
        note(f"Captions are ready. Preview: {configured.base_url}/preview/{secret}")

    with progress() as report:
        done = make_public(
            request,
            configured,
            Library.open(configured),
            who=getpass.getuser(),
            report=report,
            previewed=previewed,
        )
    address = f"{configured.base_url}/statements/{done.slug}"
    if as_json:
        answer(
            {
                "address": address,
                "slug": done.slug,
                "revision": done.revision.number,
                "changed": done.changed,
                "digest": done.revision.digest,
                "voice": done.voice,
                "duration": done.duration,
                "coverage": done.written.alignment.coverage,
                "unwritten": len(done.written.alignment.unwritten),
                "files": {n: {"digest": f.digest, "size": f.size} for n, f in done.files.items()},
                "findings": [f.message for f in done.written.findings],
            }
        )
        return
    if done.voice:
        say_who_spoke(done.unanswered, done.voice)
    for finding in done.written.findings:
        note(finding.message)
    if not done.voice:
        found = f"{done.written.alignment.coverage:.0%} of the words were found in the recording."
        note(f"{found} `plainspoken align` says which to check.")
    how = f"read by {done.voice}" if done.voice else "as recorded"
    note(
        f"Published as revision {done.revision.number}, {how}:"
        if done.changed
        else "Nothing has changed since it was published:"
    )
    click.echo(address)


@click.command()
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
def demo(port: int) -> None:
    """Publish the bundled sample statement and serve it.

    Nothing else is needed: no account, no key, no network.

    \b
    Example:
      plainspoken demo
    """
    from publisher.jobs.keeper import Keeper
    from publisher.library import Library
    from publisher.publishing import publish as make_public
    from publisher.requests import Request

    os.environ["PLAINSPOKEN_BASE_URL"] = f"http://127.0.0.1:{port}"  # for the worker, too
    configured = settings()
    library = Library.open(configured)
    request = Request(
        name=SAMPLE,
        data=(files("publisher") / "sample" / SAMPLE).read_bytes(),
        source=f"sample/{SAMPLE}",
        speaker="Siân Adébáyò",
        role="Inspector of Public Safety",
        about="Fenmarch Constabulary",
        date=datetime(2023, 6, 15).date(),  # noqa: DTZ001 - a day has no time zone
        language="en-GB",
    )
    with progress() as report:
        done = make_public(request, configured, library, who="demo", report=report)
    note(f"The sample statement is at {configured.base_url}/statements/{done.slug}")
    serve_site(configured, library, "127.0.0.1", port, Keeper())
