"""A process that begins warm says, writes and returns what one says that was started from nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, DAY, Terminal, run, run_program
from tests.cli.test_help import COMMANDS
from tests.rendering.sites import tree
from tests.support import write

FILES = {
    "content/cases/hum.md": "---\ntopics: [noise]\n---\n# The motor hummed\n\nAll night, see [[gone]].\n",
    "content/topics.yml": "noise: {label: Noise}\n",
}
CALLS = {
    "build": ["--today", DAY],
    "explain": ["dead-link"],
    "init": ["fresh"],
    "list": ["--format", "json"],
    "map": [],
    "new": ["case", "It hummed again", "--yes", "--today", DAY],
    "rename": ["hum", "buzz"],
    "retype": ["hum", "faq"],
    "schema": ["case"],
    "show": ["hum"],
    "stage": ["staged", "--today", DAY],
    "tried": ["hum", "worked", "--who", "ines", "--message", "It did.", "--today", DAY],
    "validate": ["--all", "--today", DAY],
}


DRAWN = re.compile(r"(?<=ines-)[a-z0-9]{6}")
"""The end of a try's file name is drawn by lot."""


def without_lots(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files but those of the cache."""
    return {DRAWN.sub("", path): data for path, data in files.items() if not path.startswith(".cop-kb/")}


@pytest.mark.parametrize("name", sorted({*CALLS, *COMMANDS} - {"serve"}))
def test_a_command_does_the_same_started_and_warm(name: str, tmp_path: Path) -> None:
    """``serve`` is started in tests/preview/test_preview.py."""
    root = write(tmp_path / "kb", FILES)
    words = [name, *CALLS[name]]
    started = run_program(*COMMAND, *words, folder=root)
    written = without_lots(tree(root))
    shutil.rmtree(root)
    warm = run(*words, folder=write(root, FILES))
    assert warm.returncode == started.returncode
    assert [DRAWN.sub("", each) for each in (warm.stdout, warm.stderr)] == [
        DRAWN.sub("", each) for each in (started.stdout, started.stderr)
    ]
    assert "Traceback" not in started.stderr
    assert without_lots(tree(root)) == written


def test_how_a_process_ends_is_told(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path).returncode == 0
    assert run("validate", folder=tmp_path).returncode == 2
    broken = run("--version", folder=tmp_path, PYTHONPATH="")  # started anew: Python reads that one when it starts
    assert broken.stdout.startswith("cop-kb ")
    terminal = Terminal("new", folder=write(tmp_path, {}))
    terminal.expect("?")
    assert terminal.ends(pressing="\x03") == 130


def test_nothing_of_one_process_is_left_in_the_next(tmp_path: Path) -> None:
    one = run("list", folder=write(tmp_path / "one", FILES), NO_COLOR="1", TZ="Asia/Tokyo")
    other = run("list", folder=write(tmp_path / "other", {}))
    assert "hummed" in one.stdout
    assert "hummed" not in other.stdout
