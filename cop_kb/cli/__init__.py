"""The command line: one file a command, thin: load, call, print, exit.

A module of this package without a leading underscore is a command, found by its name and imported only when it
is used. It holds a click command called ``command``.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO, TextIOWrapper
from pathlib import Path

import click

from cop_kb import __version__
from cop_kb.cli._loading import cache_dir_option, say_unused_cache, undo_what_was_stopped
from cop_kb.cli._terminal import told
from cop_kb.model.error import CopKbError

__all__ = ["cli", "main"]

WITHOUT_CONTENT = ("explain", "init")
WRONG_USE, SYSTEM_FAILED, INTERRUPTED = 2, 3, 130


class Commands(click.Group):
    """The commands in this folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, sorted."""
        return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the file of that name; None, and so a message of click's, where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: cop-kb init my-knowledge-base",
)
@click.version_option(__version__, "-V", "--version", message="cop-kb %(version)s")
@click.option(
    "-C",
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="the current folder",
    help="Work in the knowledge base of this folder.",
)
@cache_dir_option
@click.pass_context
def cli(ctx: click.Context, folder: Path) -> None:
    """The knowledge base of a community of practice, as Markdown in Git.

    Members write cases, questions, recurring problems and lessons; cop-kb helps to begin them, checks them and
    makes a searchable site of them.
    """
    ctx.obj = folder.resolve()
    if os.environ.get("COP_KB_CACHE_DIR"):
        say_unused_cache(ctx.obj)
    if ctx.invoked_subcommand not in WITHOUT_CONTENT:
        undo_what_was_stopped(ctx.obj)
    if os.environ.get("NO_COLOR"):  # https://no-color.org; click does not look at it
        ctx.color = False


def main() -> None:
    """Run the command line. What a user can put right is one sentence; anything else keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a pipe on Windows, or a file's name, may not be UTF-8
    try:
        stopped_with = cli.main(prog_name="cop-kb", standalone_mode=False)  # click gives the code of ctx.exit() back
        code = stopped_with if isinstance(stopped_with, int) else 0
    except CopKbError as error:
        click.echo(told(f"cop-kb: {error}"), err=True)
        code = error.exit_code
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        click.echo(told(shown.getvalue()), err=True, nl=False)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped.", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has left
        code = 0
    except OSError as error:
        from cop_kb.model.writing import shown as near

        path = error.filename2 or error.filename  # of two, the second is the one to be written
        where = f"{near(os.fsdecode(path))}: " if isinstance(path, str | bytes) else ""
        click.echo(told(f"cop-kb: {where}{error.strerror or error}."), err=True)
        code = SYSTEM_FAILED
    sys.exit(code)
