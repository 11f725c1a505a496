"""Nothing outside ``entry_types/`` names a type: the code asks roles and declarations, so that a fifth type is equal.

Looked at are names and text literals of the code (not its comments and docstrings, where examples help), and all
that the theme's templates, styles and scripts hold.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_kb.entry_types import load_types

CHECKOUT = Path(__file__).parents[2]
NAMES = sorted({name for each in load_types().values() for name in (each.name, each.plural)})
WORD = re.compile(rf"(?<![A-Za-z-])(?:{'|'.join(NAMES)})(?![A-Za-z-])", re.IGNORECASE)
"""As a word: “lower-case” and “casefold” are none."""

OTHER_MEANINGS = {
    "problem": "an error in YAML, as PyYAML calls it",
    "problem_mark": "PyYAML's place of an error",
    "in_any_case": "of upper and lower case",
}
EXAMPLES = {"epilog", "example"}
"""Arguments whose text is an example for people: how a command is typed, how a setting is written."""
EXAMPLE_OF_SETTING = 2
"""The same, where it stands without its name: ``Setting(read, help, example)``."""


def named(source: str) -> Iterator[tuple[int, str]]:
    """Every place in a Python text that names a type."""
    tree = ast.parse(source)
    described = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    shown = {id(part) for node in ast.walk(tree) for example in examples_of(node) for part in ast.walk(example)}
    for node in ast.walk(tree):
        if id(node) in described | shown:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if WORD.search(node.value):
                yield node.lineno, node.value
        else:
            for name in names_of(node):
                if name not in OTHER_MEANINGS and WORD.search(name.replace("_", " ")):
                    yield getattr(node, "lineno", 0), name


def examples_of(node: ast.AST) -> list[ast.expr]:
    """The arguments of a call that are examples for people."""
    if not isinstance(node, ast.Call):
        return []
    named = [each.value for each in node.keywords if each.arg in EXAMPLES]
    is_setting = isinstance(node.func, ast.Name) and node.func.id == "Setting"
    return named + (node.args[EXAMPLE_OF_SETTING:] if is_setting else [])


def names_of(node: ast.AST) -> Iterator[str]:
    """What a node of a syntax tree calls something."""
    for field in ("id", "attr", "arg", "name", "asname", "module"):
        name = getattr(node, field, None)
        if isinstance(name, str):
            yield name


CODE = sorted(path for path in (CHECKOUT / "cop_kb").rglob("*.py") if "entry_types" not in path.parts)
THEME = sorted(
    path
    for path in (CHECKOUT / "theme").rglob("*")
    if path.suffix in {".html", ".css", ".js", ".yml"} and "vendor" not in path.parts  # others' words
)


def test_no_code_names_a_type() -> None:
    assert len(CODE) > 50
    found = [
        f"{path.relative_to(CHECKOUT)}:{line}: {text}"
        for path in CODE
        for line, text in named(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_style_or_script_names_a_type() -> None:
    assert len(THEME) > 10
    found = [
        f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()}"
        for path in THEME
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WORD.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'if entry.type.name == "problem": pass',
        'FOLDERS = {"faqs": 1}',
        'path = f"content/cases/{slug}.md"',
        "def lesson_page(): pass",
        "kb.cases",
        "from x import case",
        "f(problems=1)",
        "class Faq: pass",
        "problem_page = 1",
    ],
)
def test_what_names_a_type_would_be_found(source: str) -> None:
    assert list(named(source))


@pytest.mark.parametrize(
    "source",
    [
        '"""In this case."""',
        "x.casefold()",
        '"lower-case letters"',
        "# a problem",
        "except_for_in_any_case = 1",
        "import cases_of",
    ],
)
def test_what_only_looks_so_is_let_through(source: str) -> None:
    expected = source.startswith(("except_", "import"))
    assert bool(list(named(source))) == expected
