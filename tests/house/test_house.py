"""The house as it was meant: arrows one way, no type named outside its folder, types and style without a complaint."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cop_kb.entry_types import load_types
from cop_kb.rules import load_rules

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cop_kb"
TYPE_WORDS = {word for each in load_types().values() for word in (each.name, each.plural)}
UNMISTAKABLE = {word for word in TYPE_WORDS if word not in ("case", "problem")}
"""Words that are no names of ordinary variables: nobody writes “in that faq”."""


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


def type_words_in(tree: ast.AST) -> set[str]:
    """The types that a module names: as a whole text, as the first folder of a path, or as part of an identifier."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value.lower().partition("/")[0]} & TYPE_WORDS
        elif isinstance(node, (ast.Name, ast.Attribute, ast.FunctionDef, ast.ClassDef)):
            name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(node), "name")
            found |= set(getattr(node, name).lower().split("_")) & UNMISTAKABLE
    return found


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*.py")) if "entry_types" not in path.parts],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_no_module_outside_entry_types_names_a_type(path: Path) -> None:
    assert type_words_in(ast.parse(path.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "theme").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_names_a_type(path: Path) -> None:
    code = " ".join(re.findall(r"{[{%](.*?)[%}]}", path.read_text(encoding="utf-8"), re.DOTALL))
    literals = {literal.strip("\"'").lower() for literal in re.findall(r"\"[^\"]*\"|'[^']*'", code)}
    assert not literals & TYPE_WORDS


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("]", 1)[0]
    for line in block.strip().splitlines():
        assert re.search(r"#\s+\S", line), line


def test_the_manuals_name_what_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{name} links to {target}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {path.stem for path in (PACKAGE / "cli").glob("[a-z]*.py")}
    assert set(re.findall(r"^\| `cop-kb (\w+)", readme, re.MULTILINE)) == commands


def test_the_commands_options_in_the_readme_exist() -> None:
    from cop_kb.cli import cli

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, row in re.findall(r"^\| `cop-kb (\w+)(.*)$", readme, re.MULTILINE):
        command = cli.get_command(cli.make_context("cop-kb", [], resilient_parsing=True), name)
        assert command
        known = {option for param in command.params for option in param.opts}
        assert set(re.findall(r"--[a-z][a-z-]+", row)) <= known, name


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
