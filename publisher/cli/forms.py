"""`plainspoken forms`."""

import shutil
from pathlib import Path

import click

from publisher.cli import Trouble
from publisher.cli.terminal import answer, json_option, note, progress, settings

FAILED = 1  # the exit code that says that a form was refused by the program that makes it


@click.command()
@click.argument("statement")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Put a copy of each here.",
)
@json_option
@click.pass_context
def forms(ctx: click.Context, statement: str, output: Path | None, as_json: bool) -> None:
    """Make every form to take away of a published STATEMENT, and offer it on the page.

    STATEMENT is the page's address, or its last part. A worker makes them all by itself; this makes
    now what is wanting, and anew what has changed. The exit code is 1 where one failed.

    \b
    Examples:
      plainspoken forms visit-to-fenmarch
      plainspoken forms http://127.0.0.1:8000/statements/visit-to-fenmarch -o fenmarch
    """
    from media.errors import FormAbsent
    from publisher.errors import words_for
    from publisher.library import Library
    from publisher.phrases import Phrases
    from publisher.takeaway import GATHERED, make_all

    configured = settings()
    library = Library.open(configured)
    slug = statement.rstrip("/").rpartition("/")[2]
    found = library.statement(slug)
    if found is None:
        raise Trouble(f"No public statement is called “{slug}”. Check the end of its address.")
    if output:
        _folder(output)
    with progress() as report:
        made = make_all(found, configured, library, report)
    files = {file.name: file for file in made.files}
    if output:
        published = {name: file for name, file in found.files.items() if name in GATHERED}
        for name, file in (published | files).items():
            _copy(library.store.path(file.digest), output / name)
    if as_json:
        answer(
            {
                "files": {n: {"digest": f.digest, "size": f.size} for n, f in files.items()},
                "troubles": {n: words_for(trouble) for n, trouble in made.troubles.items()},
            }
        )
    else:
        width = max(map(len, files), default=0)
        for name, file in files.items():
            click.echo(f"{name:{width}}  {Phrases.size(file.size):>8}")
        for trouble in made.troubles.values():
            note(words_for(trouble))
    if not all(isinstance(trouble, FormAbsent) for trouble in made.troubles.values()):
        ctx.exit(FAILED)


def _folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(place, error) from error


def _copy(source: Path, place: Path) -> None:
    """Copy a file whole or not at all: beside its place first, then into it."""
    scratch = place.with_name(f".{place.name}.part")
    try:
        try:
            shutil.copyfile(source, scratch)
            scratch.replace(place)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(place, error) from error


def _unwritable(place: Path, error: OSError) -> Trouble:
    return Trouble(f"{place} cannot be written: {error.strerror}. Choose another folder.")
