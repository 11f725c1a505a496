"""How commands show entries at a terminal: its width, words in colour, Markdown, and a pager for what is long."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

WIDEST = 100
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True},
    "head": {"bold": True, "dim": True},
    "label": {"dim": True},
    "quiet": {"dim": True},
    "gap": {"fg": "cyan"},
    "open": {"fg": "cyan"},
    "partial": {"fg": "yellow"},
    "settled": {"fg": "green"},
    "hunch": {"dim": True},
    "tried": {"fg": "cyan"},
    "proven": {"fg": "green"},
    "adopted": {"fg": "green", "bold": True},
    "disputed": {"fg": "red", "bold": True},
    "due": {"fg": "yellow"},
    "superseded": {"fg": "magenta"},
    "retired": {"fg": "magenta"},
    "draft": {"fg": "magenta"},
    "worked": {"fg": "green"},
    "partly": {"fg": "yellow"},
    "didnt": {"fg": "red"},
}


def style(text: str, role: str) -> str:
    """A text as a terminal shows what it is; click drops the colours in a pipe."""
    return click.style(text, **_LOOKS.get(role, {})) if text.strip() else text


def columns() -> int | None:
    """The width of the terminal; None where the output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def in_a_job(text: str) -> str:
    """A text as it is; in a job of a code host one in which no line is a command to its runner."""
    if not any(os.environ.get(name) for name in ("GITHUB_ACTIONS", "TF_BUILD")):
        return text
    from cop_kb.reports.text import without_commands

    return without_commands(text)


def told(text: str) -> str:
    """Lines of a message that may hold somebody else's words, in which no character acts on the terminal."""
    from cop_kb.reports.text import visible

    return in_a_job("\n".join(map(visible, text.split("\n"))))


def show_diff(text: str) -> None:
    """A diff: for a person no character of it acts on the terminal; elsewhere it is for a program that applies it."""
    click.echo(told(text) if sys.stdout.isatty() else in_a_job(text), nl=False)


def show(text: str) -> None:
    """A text at the terminal, through a pager when it is longer than the screen."""
    text = in_a_job(text)
    if sys.stdout.isatty() and text.count("\n") + 1 >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text + "\n")
    else:
        click.echo(text)


def renderer() -> Callable[[str], str]:
    """What makes Markdown readable at this terminal; in a pipe it stays as it is."""
    return _rendered if sys.stdout.isatty() else str.strip


def _rendered(markdown: str) -> str:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.segment import Segment, Segments

    from cop_kb.reports.text import visible

    console = Console(width=min(WIDEST, shutil.get_terminal_size().columns))
    parts = [part for line in console.render_lines(Markdown(markdown, hyperlinks=False)) for part in (*line, None)]
    shown = [Segment(visible(part.text), part.style) if part else Segment.line() for part in parts]
    with console.capture() as captured:
        console.print(Segments(shown), end="")
    return "\n".join(line.rstrip(" ") for line in captured.get().strip("\n").split("\n"))
