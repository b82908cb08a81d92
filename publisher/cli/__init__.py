"""The command: `plainspoken`. Each subcommand does one thing; a file holds those that go together.

Exit codes: 0 done, 1 findings, 2 bad use or bad input.
"""

import atexit
import gc
import sys
from importlib import import_module

import click

from media.errors import PlainspokenError
from publisher.errors import words_for

# Objects made before the collector looks for rubbish, where Python's own number is 700 or 2,000: a
# start makes a quarter of a million that all stay, and looking them over took a fifth of it.
COLLECTED_AFTER = 50_000

# Where each subcommand is: read when it is asked for, so that none waits for another's imports.
COMMANDS = {
    "publish": "publishing",
    "submit": "jobs",
    "jobs": "jobs",
    "demo": "publishing",
    "forms": "forms",
    "narrate": "speech",
    "voices": "speech",
    "align": "listening",
    "caption": "captions",
    "check": "captions",
    "serve": "service",
    "web": "service",
    "worker": "service",
    "backup": "keeping",
    "restore": "keeping",
    "collect": "keeping",
    "migrate": "keeping",
    "doctor": "doctor",
    "people": "people",
}


class Trouble(click.ClickException):
    """Something the user can mend."""

    exit_code = 2


class Plainspoken(click.Group):
    """The subcommands, and words for whatever trouble they meet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"publisher.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        gc.set_threshold(COLLECTED_AFTER)
        atexit.register(gc.freeze)  # what goes with the process need not be searched for rubbish
        try:
            return super().invoke(ctx)
        except PlainspokenError as error:
            raise Trouble(words_for(error)) from error
        except BrokenPipeError:  # whoever was reading has read enough
            sys.stderr.close()
            raise SystemExit(0) from None


@click.command(cls=Plainspoken, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="plainspoken", message="%(prog)s %(version)s")
def main() -> None:
    """Publish spoken statements so that everyone can follow them.

    A transcript goes in; timed captions, narrated sound and an accessible page come out.

    \b
    Try it:
      plainspoken demo
    """
