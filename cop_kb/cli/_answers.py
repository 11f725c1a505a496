"""What ``validate`` and ``build`` answered the last time: the same again, where nothing has changed since."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cop_kb.reading.answers import Answers

JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
SAME = frozenset({"clean", "jobs", "merge"})
"""Options with which the answer is the same."""


def open_answers(ctx: click.Context, today: date | None) -> Answers | None:
    """The answers to this command with these options, as they look here; None where more than an answer is wanted."""
    if os.environ.get(JOB_SUMMARY):
        return None
    from cop_kb.reading.answers import Answers
    from cop_kb.reading.config_file import find_config
    from cop_kb.reading.today import the_day

    options = {name: str(value) for name, value in ctx.params.items() if name not in SAME}
    looks = [sys.stdout.isatty(), sys.stderr.isatty(), ctx.color, shutil.get_terminal_size().columns, str(Path.cwd())]
    return Answers(find_config(ctx.obj), [ctx.info_name, options, looks, str(the_day(today))])
