"""`plainspoken backup`, `restore`, `collect` and `migrate`: what keeps a site whole."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli import Trouble
from publisher.cli.terminal import FILE, answer, json_option, note, readable, settings

if TYPE_CHECKING:
    from publisher.operating.backup import Copied

HOUR = 3_600
MB = 1_000_000


@click.command()
@click.argument("file", type=FILE)
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Copy the whole site into FILE while it works: statements, jobs, recordings, derived files.

    FILE is a tar archive, and is there when it is whole. It holds drafts and the names of
    editors: keep it where only you can read it.

    \b
    Example:
      plainspoken backup site.tar
    """
    from publisher.operating.backup import Place
    from publisher.operating.backup import backup as copy

    try:
        with Place.of(settings()) as place:
            copied = copy(place, file)
    except OSError as error:
        raise Trouble(
            f"{file} cannot be written: {error.strerror}. Choose another place."
        ) from error
    _tell(copied, f"{file} holds the site", as_json)
    if copied.damaged:
        raise SystemExit(1)


@click.command()
@click.argument("file", type=FILE)
@click.option("--overwrite", is_flag=True, help="Put it in place of the site that is there.")
@json_option
def restore(file: Path, overwrite: bool, as_json: bool) -> None:
    """Make the site again from FILE, into the database and the store that the settings name.

    These may be of another kind than those it was copied from. Stop the workers first.

    \b
    Example:
      plainspoken restore site.tar
    """
    from publisher.operating.backup import Place
    from publisher.operating.backup import restore as put_back
    from publisher.operating.workers import seen_at_work

    configured = settings()
    with Place.of(configured) as place:
        if seen_at_work(configured, place.site):
            raise Trouble(
                "A worker is at work. Nothing was changed. Stop all workers, and try again."
            )
        restored = put_back(place, readable(file), overwrite=overwrite)
    _tell(restored, "The site is as it was", as_json)


def _tell(copied: "Copied", what: str, as_json: bool) -> None:
    if as_json:
        damaged = list(copied.damaged)
        answer({"files": copied.files, "bytes": copied.bytes, "damaged": damaged})
        return
    click.echo(f"{what}: {copied.files} files, {copied.bytes / MB:.1f} MB.")
    for name in copied.damaged:
        note(
            f"{name} is not what was kept: the disk, or somebody, changed it. Delete it, and "
            "publish its statement again to make it anew."
        )


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
    of which can be made again. Jobs that ended a month ago are no longer listed. It may run while
    work goes on.

    \b
    Example:
      plainspoken collect
    """
    from publisher.drafts.drawer import Drawer
    from publisher.jobs import Desk
    from publisher.library import Library
    from publisher.operating.clearing import clearing
    from publisher.uploads.counter import Counter

    configured = settings()
    library = Library.open(configured)
    drafts, counter = Drawer(library.engine), Counter(library.engine, library.store, 0)
    with closing(Desk.open(configured, library)) as desk, clearing(library.engine):
        desk.forget()
        # The jobs first: what one of them publishes meanwhile is seen by the second look.
        counter.forget()
        needed = desk.needed() | drafts.needed() | counter.needed() | library.reachable()
        cleared = library.store.collect(needed, older_than=older_than * HOUR)
    if as_json:
        answer({"files": cleared.files, "bytes": cleared.bytes})
    else:
        click.echo(f"Cleared {cleared.files} files, {cleared.bytes / MB:.1f} MB.")


@click.command()
@click.argument("version", required=False)
def migrate(version: str | None) -> None:
    """Bring the tables to VERSION, such as 0001: before an earlier Plainspoken is installed.

    Stop the service first, and make a backup. Without VERSION they are brought to the newest, as
    whatever starts first does anyway.

    \b
    Examples:
      plainspoken migrate
      plainspoken migrate 0001
    """
    from publisher import database
    from publisher.models import HEAD

    known = database.versions()
    if version and version not in known:
        raise Trouble(f"The tables were never at {version}. Choose of {', '.join(known)}.")
    with database.open_database(settings()).begin() as connection:
        if version and version != HEAD:
            database.alone(connection)
            database.migrate(connection, version)
    click.echo(f"The tables are at {version or HEAD}; this Plainspoken wants {HEAD}.")
