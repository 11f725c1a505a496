"""The arrows of the house, its style and its types hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.running import run_program

CHECKOUT = Path(__file__).parents[2]
PYTHON = (sys.executable, "-m")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((*PYTHON, "ruff", "check", "."), id="style"),
        pytest.param((*PYTHON, "ruff", "format", "--check", ".", "--extend-exclude", "*.md"), id="form"),
        pytest.param((*PYTHON, "mypy"), id="types"),
        pytest.param((str(Path(sys.executable).with_name("lint-imports")), "--no-cache"), id="arrows"),
    ],
)
def test_nothing_is_left_to_say(words: tuple[str, ...]) -> None:
    done = run_program(*words, folder=CHECKOUT, NO_COLOR="1", PYTHONPATH=str(CHECKOUT))
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_the_contract_says_what_the_design_says() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    layers = text.split("layers = [", 1)[1].split("]", 1)[0].replace('"', "").replace(" ", "").strip().strip(",")
    assert [layer.strip() for layer in layers.split(",\n")] == [
        "cli",
        "engines",
        "publishing|rules|fixing|scaffolding|reports",
        "reading",
        "entry_types",
        "model",
    ]
