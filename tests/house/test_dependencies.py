"""What is imported is declared, within a range; and the versions that passed are written down."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from tests import constraints

ROOT = Path(__file__).parents[2]
RANGE = re.compile(r">=\s*[\w.]+,\s*<\s*[\w.]+")


def imported(folder: Path) -> Iterator[tuple[str, str]]:
    """The top name of everything that the modules of a folder import, with the module that does."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((each.name.partition(".")[0], str(path)) for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0], str(path)


@pytest.mark.parametrize("folder", ["cop_kb", "tests"])
def test_every_library_that_is_imported_is_declared(folder: str) -> None:
    known, declared = packages_distributions(), constraints.declared()
    for name, path in imported(ROOT / folder):
        if name in sys.stdlib_module_names or name in ("cop_kb", "tests") or name not in known:
            continue  # a module of an example
        names = {re.sub(r"[-_.]+", "-", each).lower() for each in known[name]}
        assert names & set(declared), f"{path} imports {name}, which pyproject.toml does not declare"


def test_every_range_has_both_ends() -> None:
    for name, allowed in constraints.declared().items():
        assert RANGE.fullmatch(allowed), f"{name}{allowed}"


def test_the_versions_that_passed_are_in_their_ranges_and_complete() -> None:
    lines = constraints.FILE.read_text(encoding="utf-8").splitlines()[1:]
    passed = dict(line.split("==") for line in lines)
    for name, allowed in constraints.declared().items():
        low, high = re.findall(r"[\d.]+", allowed)
        assert _number(low) <= _number(passed[name]) < _number(high), name
    assert list(passed) == sorted(passed)


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def test_the_oldest_are_told_without_anything_installed() -> None:
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        "import runpy, sys; sys.argv = ['x', '--oldest']; runpy.run_path('tests/constraints.py', run_name='__main__')",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = dict(line.split("==") for line in done.stdout.splitlines())
    assert set(told) == set(constraints.declared())
    assert told["mkdocs"] == "1.6.1"


def test_one_command_writes_those_that_are_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = constraints.installed()
    assert {"mkdocs", "pyyaml", "click"} <= set(found)
    assert not {"pip", "cop-kb"} & set(found)
    assert "".join(constraints.lines({"a": "1"})) == "a==1\n"


def test_the_scheduled_job_runs_both_ends() -> None:
    job = yaml.safe_load((ROOT / ".github/workflows/scheduled.yml").read_text(encoding="utf-8"))["jobs"]["test"]
    assert job["strategy"]["matrix"]["versions"] == ["newest", "oldest"]
    steps = [step.get("run", "") for step in job["steps"]]
    assert any("tests.constraints --oldest" in step for step in steps)
    for step in job["steps"]:
        if used := step.get("uses"):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", used), f"{used} is pinned by its commit"
