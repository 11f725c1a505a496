"""``--help`` is quick, and shows how it is done."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from cop_kb.cli import cli
from tests.cli.running import run, run_program
from tests.support import write

COMMANDS = cli.list_commands(cli.make_context("cop-kb", ["--version"], resilient_parsing=True))
SLOW = {"mkdocs", "material", "markdown", "jinja2", "pygments", "rich", "frontmatter", "nh3", "slugify", "cop_kb.rules",
        "cop_kb.publishing", "cop_kb.rendering", "cop_kb.preview", "cop_kb.staging", "cop_kb.safety", "hypothesis", "urllib.request", "asyncio"}  # fmt: skip
"""What takes its time to import. A help that shows a community's own fields must read YAML; the others need not."""
READS_TYPES = {"new", "list"}
PROBE = """
import json, sys
from cop_kb.cli import main
try:
    main()
finally:
    print("\\n" + json.dumps(sorted(sys.modules)))
"""


def test_the_commands_are_these() -> None:
    assert {"build", "explain", "init", "new", "validate"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example_and_imports_nothing_slow(command: str, tmp_path: Path) -> None:
    done = run_program(sys.executable, "-c", PROBE, command, "--help", folder=write(tmp_path, {}), NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    text, _, modules = done.stdout.rstrip().rpartition("\n")
    assert f"Usage: cop-kb {command} " in text
    assert f"cop-kb {command} " in text.partition("Usage:")[2].partition("\n")[2], "an example"
    assert max(map(len, text.splitlines())) <= 100
    slow = SLOW | (set() if command in READS_TYPES else {"yaml"})
    assert sorted(slow & set(json.loads(modules))) == []


def test_the_help_of_all_names_every_command_and_imports_nothing_slow(tmp_path: Path) -> None:
    done = run_program(sys.executable, "-c", PROBE, "--help", folder=tmp_path)
    text, _, modules = done.stdout.rstrip().rpartition("\n")
    for command in COMMANDS:
        assert re.search(rf"^  {command}  +\w", text, re.MULTILINE), command
    assert sorted((SLOW | {"yaml"}) & set(json.loads(modules))) == []


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_both_ways_to_ask_for_it_are_taken(option: str, tmp_path: Path) -> None:
    assert run(option, folder=tmp_path).stdout.startswith("Usage: cop-kb [OPTIONS] COMMAND")
    assert run("validate", option, folder=tmp_path).stdout.startswith("Usage: cop-kb validate [OPTIONS] [PATHS]...")
