"""README and CONTRIBUTING say what is true: commands, options, files, settings, rules, and the examples in docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import click
import pytest

import cop_kb
from cop_kb.cli import cli
from cop_kb.reading.settings import load_settings
from cop_kb.rules import load_rules
from tests.support import write

CHECKOUT = Path(__file__).parents[2]
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(CHECKOUT.glob("*.md"))}
CONTEXT = cli.make_context("cop-kb", [], resilient_parsing=True)
COMMANDS = {name: cli.get_command(CONTEXT, name) for name in cli.list_commands(CONTEXT)}


def options(name: str) -> set[str]:
    """The options of a command."""
    command = COMMANDS[name]
    assert command
    params = command.get_params(click.Context(command, parent=CONTEXT, info_name=name, resilient_parsing=True))
    return {option for param in (*params, *cli.get_params(CONTEXT)) for option in (*param.opts, *param.secondary_opts)}


def code(text: str) -> list[str]:
    """The lines of console blocks, and what stands between single backticks outside of blocks."""
    blocks = re.findall(r"^```(?:console|bash|sh|shell)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    outside = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()] + re.findall(
        r"`([^`\n]+)`", outside
    )


def calls(text: str) -> list[list[str]]:
    """The calls of cop-kb in a text, as words after its name."""
    found = []
    for line in code(text):
        for part in re.split(r"&&|\||;", line.replace("\\|", "¦")):
            words = shlex.split(part.replace("'", "’") if part.count("'") % 2 else part)
            if words and words[0] == "cop-kb":
                found.append([word.strip("[]") for word in words[1:]])
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_that_is_named_is_there_with_its_options(name: str) -> None:
    for words in calls(TEXTS[name]):
        rest = list(words)
        while rest and rest[0].startswith("-"):
            rest = rest[2:] if rest[0] in ("-C", "--folder") else rest[1:]
        if not rest or rest[0].isupper():
            continue
        assert rest[0] in COMMANDS, words
        given = {word.partition("=")[0] for word in rest[1:] if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", word)}
        assert given <= options(rest[0]), words


def test_the_table_of_commands_names_them_all_with_options_they_have() -> None:
    rows = dict(re.findall(r"^\| `cop-kb (\w+)[^`]*` \|(.*)\|$", TEXTS["README.md"], re.MULTILINE))
    assert set(rows) == set(COMMANDS)
    for name, text in rows.items():
        named = set(re.findall(r"`(--?[a-z][\w-]*)", text))
        assert named <= options(name), name


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_that_is_named_is_there(name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", TEXTS[name])
    paths = re.findall(r"`((?:cop_kb|theme|tests|content|bench|screenshots|\.ci)/[\w./-]*)`", TEXTS[name])
    missing = [path for path in (*links, *paths) if not (CHECKOUT / path).exists()]
    assert [path for path in missing if not re.search(r"my_|your", path)] == []


def test_the_house_is_as_it_is_drawn() -> None:
    drawn = re.search(r"```text\n(cop_kb/.*?)```", TEXTS["CONTRIBUTING.md"], re.DOTALL)
    assert drawn
    inside = drawn[1].split("\ntheme/")[0]
    for folder in re.findall(r"(?<=\s)([a-z_]+)/", inside):
        assert (CHECKOUT / "cop_kb" / folder).is_dir() or (CHECKOUT / "cop_kb" / "entry_types" / folder).is_dir(), (
            folder
        )


def test_the_settings_that_are_shown_are_taken(tmp_path: Path) -> None:
    shown = [block for block in re.findall(r"^```yaml\n(.*?)^```", TEXTS["README.md"], re.MULTILINE | re.DOTALL)
             if "plugins:" in block]  # fmt: skip
    assert shown
    for text in shown:
        settings = load_settings(write(tmp_path, {"mkdocs.yml": text}) / "mkdocs.yml")
        assert settings.facets


def test_every_rule_is_a_module_with_a_page_of_the_same_form() -> None:
    folder = CHECKOUT / "cop_kb" / "rules"
    modules = {path.stem for path in folder.glob("*.py") if re.search(r"^SEVERITY = ", path.read_text(), re.MULTILINE)}
    assert modules == {path.stem for path in folder.glob("*.md")}
    assert {name.replace("_", "-") for name in modules} == set(load_rules())
    for rule in load_rules().values():
        assert re.match(r"# \S.*\n\n\S", rule.text), rule.id
        assert "\n## Bad\n" in rule.text, rule.id
        assert re.search(r"\n## (Good|Fixed)\n", rule.text), rule.id
        assert re.search(r"\n## How to cure it\n", rule.text), rule.id
        assert rule.name[0].isupper(), rule.id


def test_every_exit_code_is_in_the_readme() -> None:
    said = re.sub(r"\s+", " ", TEXTS["README.md"])
    assert (
        "0 no errors, 1 errors (or warnings with `--strict`), 2 wrong use, 3 the system failed, 130 interrupted" in said
    )


MODULES = sorted(each.name for each in pkgutil.walk_packages(cop_kb.__path__, "cop_kb.") if "__main__" not in each.name)


def test_every_example_in_a_docstring_is_true() -> None:
    tried = 0
    for name in MODULES:
        result = doctest.testmod(importlib.import_module(name))
        assert result.failed == 0, name
        tried += result.attempted
    assert tried > 5


def test_the_contract_of_the_layers_says_what_the_design_says() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    layers = text.split("layers = [", 1)[1].split("]", 1)[0].replace('"', "").replace(" ", "")
    assert layers.strip().strip(",").split(",\n") == [
        "cli",
        "preview|staging",
        "rendering",
        "search",
        "publishing|rules|fixing|scaffolding|reports|safety",
        "reading",
        "markdown|entry_types",
        "model",
        "graph",
    ]
