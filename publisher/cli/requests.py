"""What `plainspoken publish` and `plainspoken submit` are told: the same options, once."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from publisher.cli import Trouble
from publisher.cli.speech import warn_of_network
from publisher.cli.terminal import FILE, contents, readable

ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 100  # characters of an address, as the tables hold it


def _last_part(_context: click.Context, _option: click.Parameter, slug: str | None) -> str | None:
    if slug and not (len(slug) <= LONGEST and ADDRESS.fullmatch(slug)):
        raise Trouble(
            f"“{slug}” cannot be the last part of an address. Take small letters from a to z, "
            f"figures, and hyphens between them, such as visit-to-fenmarch: {LONGEST} characters "
            "at most."
        )
    return slug


OPTIONS = (
    click.argument("transcript", type=FILE),
    click.option("--title", help="The title. Else the transcript's first line, where that is one."),
    click.option("--speaker", help="Who speaks."),
    click.option("--role", help="In what office they speak."),
    click.option("--about", help="The body that was inspected."),
    click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="When it was said: YYYY-MM-DD."),
    click.option(
        "--language",
        help="The text's language, as a BCP 47 tag: en-GB, cy, fr … Else told from it.",
    ),
    click.option("--voice", help="The voice that reads it: `plainspoken voices` lists them."),
    click.option("--note", "remark", help="What was corrected, and why: the public reads it."),
    click.option(
        "--slug",
        callback=_last_part,
        help="The last part of the page's address. Else made from the title.",
    ),
    click.option(
        "--translation-of", metavar="SLUG", help="The statement this is a translation of."
    ),
    click.option("--recording", type=FILE, help="The inspector's own video or sound."),
    click.option(
        "--poster-at", metavar="SECONDS", type=float, help="The moment of the still picture."
    ),
    click.option(
        "--overrule", metavar="NAME", help="Who decides to publish though too little matches."
    ),
)


def request_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a request; the command is given the `request` they come to."""

    @wraps(command)
    def with_request(
        *,
        transcript: Path,
        remark: str | None,
        date: datetime | None,
        recording: Path | None,
        poster_at: float | None,
        overrule: str | None,
        as_json: bool,
        **said: Any,
    ) -> None:
        from publisher.requests import Request

        request = Request(
            name=transcript.name,
            data=contents(transcript),
            source=str(transcript.resolve()),
            date=date.date() if date else None,
            note=remark,
            recording=readable(recording) if recording else None,
            poster_at=round(poster_at * 1000) if poster_at is not None else None,
            overruled_by=overrule,
            **said,
        )
        warn_of_network(request.voice)
        command(request, as_json)

    for option in reversed(OPTIONS):
        with_request = option(with_request)
    return with_request
