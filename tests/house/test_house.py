"""The house as it was meant: arrows one way, types and style without a complaint, nothing of the place it was made in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cop_kb.rules import load_rules

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "command",
    [
        ["importlinter.cli"],
        ["mypy"],
        ["ruff", "check", "--quiet", "."],
        ["ruff", "format", "--quiet", "--check", "."],
    ],
    ids=["layers", "types", "style", "format"],
)
def test_the_tools_have_no_complaint(command: list[str]) -> None:
    words = [sys.executable, "-m", *command]
    if command[0] == "importlinter.cli":
        words = [str(Path(sys.executable).with_name("lint-imports")), "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    for line in block.strip().splitlines():
        assert re.search(r"#\s+\S", line), line


def test_rules_named_in_texts_exist() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for rule in re.findall(r"explain ([a-z]+-[a-z-]+)", text):
            assert rule in load_rules()


def test_the_files_say_nothing_of_the_place_they_were_written_in() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a Git checkout")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name.endswith((".py", ".md", ".yml", ".toml", ".html", ".css", ".js")) and path.is_file():
            assert f"/{'work'}/" not in path.read_text(encoding="utf-8"), name
