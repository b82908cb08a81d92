"""`plainspoken publish` and `plainspoken demo`."""

import getpass
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import click

from publisher.cli.service import serve_site
from publisher.cli.speech import say_who_spoke, warn_of_network
from publisher.cli.terminal import (
    FILE,
    answer,
    contents,
    json_option,
    note,
    progress,
    readable,
    settings,
)

SAMPLE = "fenmarch.txt"


@click.command()
@click.argument("transcript", type=FILE)
@click.option("--title", help="The title. Else the transcript's first line, where that is one.")
@click.option("--speaker", help="Who speaks.")
@click.option("--role", help="In what office they speak.")
@click.option("--about", help="The body that was inspected.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="When it was said: YYYY-MM-DD.")
@click.option("--language", help="The language of the text, as a BCP 47 tag: en-GB, cy, fr …")
@click.option("--voice", help="The voice that reads it: `plainspoken voices` lists them.")
@click.option("--note", "remark", help="What was corrected, and why: the public reads it.")
@click.option("--slug", help="The last part of the page's address. Else made from the title.")
@click.option("--translation-of", metavar="SLUG", help="The statement this is a translation of.")
@click.option("--recording", type=FILE, help="The inspector's own video or sound.")
@click.option("--poster-at", metavar="SECONDS", type=float, help="The moment of the still picture.")
@click.option(
    "--overrule", metavar="NAME", help="Who decides to publish though too little matches."
)
@json_option
def publish(
    transcript: Path,
    title: str | None,
    speaker: str | None,
    role: str | None,
    about: str | None,
    date: datetime | None,
    language: str | None,
    voice: str | None,
    remark: str | None,
    slug: str | None,
    translation_of: str | None,
    recording: Path | None,
    poster_at: float | None,
    overrule: str | None,
    as_json: bool,
) -> None:
    """Publish a statement from its TRANSCRIPT and print the page's address.

    A voice speaks it; with --recording, it is captioned from the recording itself.

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
    from publisher.requests import Request

    configured = settings()
    request = Request(
        name=transcript.name,
        data=contents(transcript),
        source=str(transcript.resolve()),
        slug=slug,
        title=title,
        speaker=speaker,
        role=role,
        about=about,
        date=date.date() if date else None,
        language=language,
        voice=voice,
        note=remark,
        translation_of=translation_of,
        recording=readable(recording) if recording else None,
        poster_at=round(poster_at * 1000) if poster_at is not None else None,
        overruled_by=overrule,
    )
    warn_of_network(voice)

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
    from publisher.library import Library
    from publisher.publishing import publish as make_public
    from publisher.requests import Request

    configured = replace(settings(), base_url=f"http://127.0.0.1:{port}")
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
    serve_site(configured, library, "127.0.0.1", port)
