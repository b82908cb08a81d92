"""`plainspoken submit` and `plainspoken jobs`: work that is handed in, and what became of it."""

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from publisher.cli import Trouble
from publisher.cli.requests import request_options
from publisher.cli.terminal import answer, json_option, note, settings

if TYPE_CHECKING:
    from publisher.jobs import Desk, Job
    from publisher.requests import Request

STAGES = {
    "settle": "reading the text",
    "measure": "reading the text",
    "speak": "speaking the text",
    "encode": "encoding the sound",
    "write": "writing captions",
    "examine": "examining the recording",
    "hear": "finding the words in the recording",
    "draft": "making the preview",
    "turn": "waiting for its turn",
    "plan": "measuring the sound",
    "film": "making films",
    "finish": "putting captions into the film",
    "prepare": "putting the draft together",
    "publish": "publishing",
}


@click.command()
@request_options
@json_option
def submit(request: "Request", as_json: bool) -> None:
    """Hand a statement to the worker, which publishes it, and print the number of the job.

    The files are taken now: they may change or go afterwards. The options are those of `plainspoken
    publish`; `plainspoken jobs` tells how far it is.

    \b
    Examples:
      plainspoken submit statement.txt --speaker "Siân Adébáyò" --role Inspector
      plainspoken submit statement.txt --recording statement.mp4
    """
    with _desk() as desk:
        job = desk.submit(request, getpass.getuser())
    if as_json:
        answer({"job": job})
        return
    note("Handed in. `plainspoken jobs` tells how far it is.")
    click.echo(job)


@click.group(invoke_without_command=True)
@click.option("--all", "everybody", is_flag=True, help="Everybody's jobs, and not yours alone.")
@json_option
@click.pass_context
def jobs(context: click.Context, everybody: bool, as_json: bool) -> None:
    """List what was handed in: how far each job is, and why one failed.

    \b
    Examples:
      plainspoken jobs
      plainspoken jobs cancel 17-3f9a2c
      plainspoken jobs retry 17-3f9a2c
    """
    if context.invoked_subcommand:
        return
    with _desk() as desk:
        found = desk.jobs(None if everybody else getpass.getuser())
    if as_json:
        told = [asdict(job) | {"at": job.at.isoformat()} for job in found]
        answer({"jobs": told})
        return
    configured = settings()
    for job in found:
        click.echo("  ".join((job.id, _how_far(job), job.title)))
        if job.trouble:
            click.echo(f"    {job.trouble}")
        elif job.slug:
            click.echo(f"    {configured.address(job.slug)}")
        elif job.preview:
            click.echo(f"    Preview: {configured.preview(job.preview)}")


@jobs.command()
@click.argument("job")
def cancel(job: str) -> None:
    """Stop a job. What is public stays as it is."""
    with _desk() as desk:
        if not desk.cancel(job):
            raise Trouble(_nothing(desk, job, "to stop"))
    note(f"Job {job} is stopped.")


@jobs.command()
@click.argument("job")
def retry(job: str) -> None:
    """Begin a job again that failed or was cancelled. What was made already is not made again."""
    with _desk() as desk:
        if not desk.retry(job):
            raise Trouble(_nothing(desk, job, "to begin again"))
    note(f"Job {job} is waiting for its turn.")


@contextmanager
def _desk() -> "Iterator[Desk]":
    from publisher.database import named
    from publisher.jobs import Desk
    from publisher.library import Library

    configured = settings()
    library = Library.open(configured)
    with named(library.engine.url), closing(Desk.open(configured, library)) as desk:
        yield desk


def _how_far(job: "Job") -> str:
    if not job.stage:
        return job.state.value
    share = "" if job.share is None else f", {job.share:.0%}"
    return f"{STAGES.get(job.stage, job.stage)}{share}"


def _nothing(desk: "Desk", job: str, what: str) -> str:
    found = desk.status(job)
    if not found:
        return f"There is no job {job}. Check its number: `plainspoken jobs --all` lists them."
    return f"There is nothing {what}: job {job} is {found.state.value}. Leave it as it is."
