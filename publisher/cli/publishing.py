"""`plainspoken publish` and `plainspoken demo`."""

import getpass
import os
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import click

from publisher.cli.errands import by_worker
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
    waits until all is done. Where a worker runs on this machine, as with `plainspoken serve`, it
    does the work, and sooner. To hand it in and go on: `plainspoken submit`.

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
    configured = settings()

    def previewed(address: str) -> None:
        note(f"Captions are ready. Preview: {address}")

    with progress() as report:
        who = getpass.getuser()
        done = by_worker(request, configured, who=who, report=report, previewed=previewed)
        if not done:
            from publisher.library import Library
            from publisher.publishing import publish as make_public

            done = make_public(
                request,
                configured,
                Library.open(configured),
                who=who,
                report=report,
                previewed=lambda secret: previewed(configured.preview(secret)),
            ).facts(configured)
    if as_json:
        answer(done)
        return
    say_who_spoke(done["unanswered"], done["voice"])
    for finding in done["findings"]:
        note(finding)
    if not done["voice"]:
        found = f"{done['coverage']:.0%} of the words were found in the recording."
        note(f"{found} `plainspoken align` says which to check.")
    how = f"read by {done['voice']}" if done["voice"] else "as recorded"
    note(
        f"Published as revision {done['revision']}, {how}:"
        if done["changed"]
        else "Nothing has changed since it was published:"
    )
    click.echo(done["address"])


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
    note(f"The sample statement is at {configured.address(done.slug)}")
    serve_site(configured, library, "127.0.0.1", port, Keeper())
