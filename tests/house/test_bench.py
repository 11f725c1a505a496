"""What measures still fits what it measures, and its peers are pinned."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="module")
def told() -> str:
    """What the script says of itself: to say it, it imports all that it uses."""
    command = [sys.executable, BENCH / "speed.py", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"COLUMNS": "500"})
    assert not done.returncode, done.stderr
    return done.stdout


def test_every_measure_stands_in_the_readme(told: str) -> None:
    named = re.search(r"some of ([a-z, -]+);", told)
    assert named
    readme = (BENCH / "README.md").read_text(encoding="utf-8")
    for name in named[1].split(", "):
        assert f"`{name}`" in readme


def test_peers_are_pinned() -> None:
    lines = (BENCH / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w-]+==\d[\w.]*", line) for line in lines if not line.startswith("#"))
    wanted = json.loads((BENCH / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((BENCH / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert wanted == {name: locked[f"node_modules/{name}"]["version"] for name in wanted}
