"""``cop-kb schema``: the schema, and the files for VS Code, held to what cop-kb really prints and takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cop_kb.entry_types import load_types
from cop_kb.model.values import Result
from tests.cli.running import at_terminal, run
from tests.support import read, write

TOPICS = {"content/topics.yml": "noise: Noise\n'a, b|c': Odd\n"}
NASTY = {
    "content/problems/bad.md": "---\ndate: 2026-02-30\ntopic: x\nkind: [a\n---\n",
    "content/problems/two words.md": "---\nproblem: 12:30 error [x]\ntitle: 'a:1:2 hint b [c]'\n---\n\n[x](n:3:4)\n",
    "content/cases/c.md": "---\nproblem: [none]\ndate: 2026-02-30\n---\n[[wanted]] a:1:2 error x [dead-link]\n",
    "content/faqs/é.md": "x",
    "content/faqs/latin.md": b"\xe9",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, TOPICS)


def test_it_prints_the_schema_of_a_type(root: Path) -> None:
    for word in ("problem", "Problems"):
        done = run("schema", word, folder=root)
        assert done.returncode == 0, done.stderr
        schema = json.loads(done.stdout)
    validator = Draft202012Validator(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema" and schema["title"] == "Problem"
    assert schema["properties"]["topics"]["items"]["examples"] == ["noise", "a, b|c"]
    assert validator.is_valid({"applies_to": {"vehicle": ["VAN"]}, "topics": ["unknown"], "whatever": 1})
    assert not validator.is_valid({"applies_to": {"vehicle": "bus"}}), "the facets of mkdocs.yml"
    assert not validator.is_valid({"applies_to": {"colour": "red"}})


def test_without_a_type_it_prints_one_for_all_the_communitys_own_too(root: Path) -> None:
    declaration = (Path(__file__).parents[1] / "data" / "story" / "type.yml").read_text()
    write(root, {"entry_types/story/type.yml": declaration})
    schema = json.loads(run("schema", folder=root).stdout)
    assert list(schema["$defs"]) == list(read(root).types) and "story" in schema["$defs"]
    assert [each["$ref"].rpartition("/")[2] for each in schema["anyOf"]] == list(schema["$defs"])
    Draft202012Validator.check_schema(schema)


def test_topics_that_cannot_be_read_are_left_out(root: Path) -> None:
    for broken in (b"a: [", b"\xe9", b""):
        write(root, {"content/topics.yml": broken})
        assert "examples" not in json.loads(run("schema", "faq", folder=root).stdout)["properties"]["topics"]["items"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--write",), "give --vscode too"),
        (("problem", "--vscode"), "leave TYPE out"),
        (("porblem",), "Did you mean “problem”?"),
    ],
)
def test_wrong_use(root: Path, arguments: tuple[str, ...], message: str) -> None:
    done = run("schema", *arguments, folder=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def vscode(root: Path) -> dict[str, Any]:
    """The files that ``--write`` leaves, read."""
    done = run("schema", "--vscode", "--write", folder=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "wrote  .vscode/cop-kb.code-snippets\nwrote  .vscode/tasks.json\n"
    return {path.name: json.loads(path.read_text()) for path in (root / ".vscode").iterdir()}


def test_the_problem_matcher_matches_what_validate_prints(root: Path) -> None:
    write(root, NASTY)
    task = vscode(root)["tasks.json"]["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    found = json.loads(run("validate", "--format", "json", folder=root).stdout)["findings"]
    wanted = [(each["path"], each["line"], each["column"], each["severity"], each["rule"]) for each in found]
    assert {each[3] for each in wanted} == {"error", "warning", "hint"}
    printed = run(task["command"].removeprefix("cop-kb") or task["args"][0], *task["args"][1:], folder=root)
    _, at_a_terminal = at_terminal(*task["args"], folder=root, **task["options"]["env"])
    for output in (printed.stdout, at_a_terminal.replace("\r\033[K", "\n").replace("\r", "\n")):
        matches = [match for line in output.splitlines() if (match := re.search(pattern["regexp"], line))]
        groups = [
            [match[pattern[name]] for name in ("file", "line", "column", "severity", "code")] for match in matches
        ]
        assert [(path, int(line), int(column), *rest) for path, line, column, *rest in groups] == wanted
        assert [match[pattern["message"]] for match in matches] == [each["message"] for each in found]


STOP = re.compile(
    r"\$\{\d+:(?P<text>(?:\\.|[^}\\])*)\}|\$\{\d+\|(?P<choices>(?:\\.|[^|\\])*)\|\}|\\(?P<char>[\\$}])|(?P<other>\$)",
    re.DOTALL,
)
"""https://code.visualstudio.com/docs/editing/userdefinedsnippets#_grammar"""


def left_by(snippet: dict[str, Any], choice: int) -> str:
    """The text a snippet leaves, with the choice of this number (or the last) at every stop."""

    def left(match: re.Match[str]) -> str:
        assert not match["other"], "a dollar sign that begins nothing"
        if match["char"]:
            return match["char"]
        texts = re.findall(r"(?:\\.|[^,\\])+", match["choices"]) if match["choices"] else [match["text"]]
        return re.sub(r"\\(.)", r"\1", texts[min(choice, len(texts) - 1)])

    return STOP.sub(left, "\n".join(snippet["body"]))


@pytest.mark.parametrize("choice", range(9))
def test_snippets_leave_valid_entries_whatever_is_chosen(root: Path, choice: int) -> None:
    snippets = vscode(root)["cop-kb.code-snippets"]
    types = load_types()
    assert {each["prefix"] for each in snippets.values()} == {*(f"kb-{name}" for name in types), "kb-try"}
    for entry_type in types.values():
        write(root, {f"content/{entry_type.plural}/new.md": left_by(snippets[entry_type.label], choice)})
        entry = next(each for each in read(root).entries if each.type.name == entry_type.name)
        assert not entry.troubles and entry.title.startswith("Title")
        given = set(entry.values) - {"title"}
        assert given == (set() if choice == 0 else given), "only going on with Tab says nothing"
        assert choice == 0 or {"topics", "applies_to"} <= given
        assert "<!--" in entry.source.text and not any(section.text for section in entry.sections)
    write(root, {"content/tried/slug/2026-01-01-ines-abc123.md": left_by(snippets["How it went"], choice)})
    one = next(each for each in read(root).stray_tries)
    assert one.result == list(Result)[min(choice, len(Result) - 1)] and not one.troubles


def test_files_that_are_there_are_kept(root: Path) -> None:
    write(root, {".vscode/tasks.json": "mine"})
    done = run("schema", "--vscode", "--write", folder=root)
    assert "kept   .vscode/tasks.json\n" in done.stdout
    assert ".vscode/tasks.json is yours: “cop-kb schema --vscode” shows what could stand in it." in done.stderr
    assert (root / ".vscode/tasks.json").read_text() == "mine"


def test_without_write_they_are_shown_with_a_note_on_how_to_bind_the_schema(root: Path) -> None:
    done = run("schema", "--vscode", folder=root)
    assert not (root / ".vscode").exists()
    first, second = done.stdout.split("\n\n// ")
    assert first.startswith("// .vscode/cop-kb.code-snippets\n{") and second.startswith(".vscode/tasks.json\n{")
    assert json.loads(second.partition("\n")[2])
    assert "cop-kb schema problem > .vscode/problem.schema.json" in done.stderr
    assert "content/problems/**/*.md" in done.stderr
