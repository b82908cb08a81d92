"""`plainspoken doctor`."""

import click

from publisher.cli.terminal import answer, json_option


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is wrong with this installation, and how to mend it.

    Everything is tried as it will be used: a word is spoken, a sound encoded, a file kept and
    read again. The exit code is 1 where something stands in the way of publishing.

    \b
    Example:
      plainspoken doctor
    """
    from publisher.operating.doctor import examined
    from publisher.operating.doctor.finding import MARKS

    found = []
    for finding in examined():
        found.append(finding)
        if not as_json:
            click.echo(f"{MARKS[finding.state]:8} {finding.part}: {finding.said}")
            if finding.remedy:
                click.echo(f"{'':8}   {finding.remedy}")
    well = all(finding.well for finding in found)
    if as_json:
        parts = [
            {"part": f.part, "state": f.state, "said": f.said, "remedy": f.remedy} for f in found
        ]
        answer({"well": well, "parts": parts})
    if not well:
        raise SystemExit(1)
