"""The command `litmus`: one file a command, imported only when it is called."""

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

COMMANDS = {
    "day": "Take one day's announced papers to a page.",
    "rank": "Rank any papers by criteria.",
    "near": "Rank any papers by how near they are to one.",
    "like": "Thumbs up on papers, or import likes.",
    "unlike": "Thumbs down on papers.",
    "why": "Show what moves a paper in the ranking.",
    "ask": "Name the papers whose thumbs would teach most.",
    "label": "List, add, remove or reset thumbs.",
    "screen": "Say which of a set of records to read next.",
    "paper": "Turn one paper into a page: digest, audits, what was read.",
    "parse": "Parse one paper into its structure.",
    "audit": "Check a paper's own numbers by arithmetic.",
    "settle": "Put a claim to a controlled experiment.",
    "init": "Write a commented profile.",
    "index": "Take earlier papers into the library.",
    "status": "What the library holds, and which days were missed.",
    "doctor": "Check the library.",
    "encoder": "Show the sentence encoder, or fetch it.",
    "bench": "Measure what Litmus finds of planted errors.",
    "serve": "Show the site on this machine.",
}


class _Lazy(click.Group):
    """A group that knows its commands' names and help lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a reader's day."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"litmuspaper.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their help lines alone."""
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from litmuspaper import __version__

        click.echo(f"litmus {__version__}")
        ctx.exit()


@click.group(
    cls=_Lazy,
    epilog="Exit codes: 0 done, 2 usage or configuration, 3 the day cannot be trusted, 4 library, "
    "5 output, 130 interrupted.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def group() -> None:
    """The litmus test for the literature: every announced paper accounted for."""


def main(arguments: list[str] | None = None) -> Any:
    """Run `litmus` with these arguments; a foreseen error becomes a sentence on stderr and its exit code."""
    from litmuspaper.errors import LitmusError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A title in letters that the terminal does not have must not end the day.
            stream.reconfigure(errors="replace")
    try:
        sys.exit(group.main(arguments, prog_name="litmus", standalone_mode=False))
    except LitmusError as error:
        click.echo(f"litmus: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("litmus: interrupted; what was acknowledged is kept", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
