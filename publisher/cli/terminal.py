"""What the commands share with the person at the terminal: options, files, progress, answers."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from media.progress import Progress, Reporter, silent
from publisher.cli import Trouble
from publisher.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def json_option(command: Command) -> Command:
    """Add --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")(
        command
    )


def profile_option(command: Command) -> Command:
    """Add --profile."""
    return click.option(
        "--profile",
        type=click.Choice(["broadcast", "streaming"]),
        help="The rules captions are held to: the BBC's (broadcast) or Netflix's (streaming).",
    )(command)


def settings() -> Settings:
    """The settings, or a sentence on what is wrong with them."""
    try:
        return Settings.from_environment()
    except ValueError as error:
        raise Trouble(
            f"The settings cannot be used: {error}. docs/settings.md has them all."
        ) from error


def contents(path: Path) -> bytes:
    """The bytes of a file that was named on the command line."""
    return readable(path).read_bytes()


def readable(path: Path) -> Path:
    """A file that was named on the command line and is too large to hold: there, and readable."""
    try:
        with path.open("rb"):
            return path
    except IsADirectoryError as error:
        raise Trouble(f"{path} is a folder. Name the file itself.") from error
    except FileNotFoundError as error:
        raise Trouble(f"There is no file {path}. Check its name and folder.") from error
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}. Check who may read it.") from error


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then into it."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        try:
            scratch.write_bytes(data)
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise Trouble(
            f"{path} cannot be written: {error.strerror}. Choose another place."
        ) from error


@contextmanager
def progress() -> Iterator[Reporter]:
    """A progress bar where somebody is watching; silence where nobody is."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        shown: dict[str, Any] = {}

        def report(now: Progress) -> None:
            if now.stage not in shown:
                shown[now.stage] = bars.add_task(now.stage, total=now.total)
            bars.update(shown[now.stage], completed=now.done, total=now.total)

        yield report


def answer(facts: Mapping[str, Any]) -> None:
    """Print facts as JSON to standard output."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """Tell the person something that no program reads."""
    click.echo(text, err=True)
