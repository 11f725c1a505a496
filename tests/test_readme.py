"""The README says what is true: its tour is run command by command."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def console_blocks(heading: str) -> list[str]:
    """The commands in the console blocks below a heading."""
    part = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^```console\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def test_the_tour_runs_command_by_command(tmp_path: Path) -> None:
    commands = console_blocks("Your own, in five minutes")
    assert any(command.startswith("cop-kb build") for command in commands)
    folder = tmp_path
    environment = {**os.environ, "PAGER": "cat", "NO_COLOR": "1"}
    for command in commands:
        words = shlex.split(command)
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        assert words[0] == "cop-kb", command
        done = subprocess.run(
            [sys.executable, "-m", "cop_kb", *words[1:]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert (folder / "site" / "index.html").is_file()


def test_the_start_has_two_lines_and_ci_calls_the_second() -> None:
    build, test = console_blocks("Start")
    assert build == "pip install . && cop-kb build"
    run = (Path(__file__).parents[1] / ".ci" / "run").read_text(encoding="utf-8")
    assert test.replace("pip install", "pip install --quiet") in run
