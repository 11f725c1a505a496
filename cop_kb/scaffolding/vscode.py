"""Entry types → files for VS Code: a snippet for each type, and a task whose findings appear in the Problems view.

https://code.visualstudio.com/docs/editing/userdefinedsnippets, https://code.visualstudio.com/docs/debugtest/tasks
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cop_kb.model.entry_type import EntryType, Field
from cop_kb.model.finding import Severity
from cop_kb.model.values import Result
from cop_kb.reading.schema import Words
from cop_kb.reading.tries import FIELDS
from cop_kb.scaffolding.yaml_lines import Data, flow

FOLDER = ".vscode"
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FINDING = rf"^(\S.*?):(\d+):(\d+) ({'|'.join(Severity)}) (.*) \[([a-z-]+)\]$"
"""The first line of a finding as ``cop-kb validate`` shows it. Of a *hint* VS Code makes an information."""


def vscode_files(types: Iterable[EntryType], words: Words) -> Mapping[str, str]:
    """The files, by their paths in the folder of a knowledge base."""
    snippets = {each.label: _entry_snippet(each, words) for each in types}
    snippets["How it went"] = _try_snippet(words)
    return {f"{FOLDER}/cop-kb.code-snippets": _json(snippets), f"{FOLDER}/tasks.json": _json(_tasks())}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _tasks() -> dict[str, Any]:
    groups = {"file": 1, "line": 2, "column": 3, "severity": 4, "message": 5, "code": 6}
    task = {
        "label": "cop-kb: check the entries",
        "type": "shell",
        "command": "cop-kb",
        "args": ["validate", "--format", "text", "--all"],
        "options": {"cwd": "${workspaceFolder}", "env": {"NO_COLOR": "1"}},
        "problemMatcher": {
            "owner": "cop-kb",
            "source": "cop-kb",
            "fileLocation": ["relative", "${workspaceFolder}"],
            "pattern": {"regexp": FINDING, **groups},
        },
        "group": "test",
    }
    return {"version": "2.0.0", "tasks": [task]}


class _Stops:
    """Where the Tab key leads in a snippet: each stop has the next number."""

    def __init__(self) -> None:
        self.last = 0

    def text(self, text: str) -> str:
        """A text to write over."""
        self.last += 1
        return f"${{{self.last}:{_escaped(text)}}}"

    def choice(self, texts: Iterable[str]) -> str:
        """Texts to choose from; the first stands there until one does."""
        self.last += 1
        choices = ",".join(re.sub(r"[\\,|]", r"\\\g<0>", text) for text in texts)
        return f"${{{self.last}|{choices}|}}"


def _escaped(text: str) -> str:
    return re.sub(r"[\\$}]", r"\\\g<0>", text)


def _entry_snippet(entry_type: EntryType, words: Words) -> dict[str, Any]:
    """Title, fields, and the type's template with its prompts to write over.

    A field with choices is a comment until one is chosen: who only goes on with Tab has said nothing wrong.
    """
    stops = _Stops()
    title = f'title: "{stops.text("Title")}{_escaped(entry_type.title_ends_with)}"'
    lines = ["---", title, *_field_lines(entry_type.fields.values(), words, stops), "---", ""]
    parts = COMMENT.split(entry_type.template.strip())
    prompts = [stops.text(prompt) for prompt in COMMENT.findall(entry_type.template)]
    body = "".join(text for pair in zip(map(_escaped, parts), [*prompts, ""], strict=True) for text in pair)
    return _snippet(entry_type.name, entry_type.purpose, [*lines, *body.split("\n"), ""])


def _try_snippet(words: Words) -> dict[str, Any]:
    stops = _Stops()
    result = f"result: {stops.choice(Result)}"
    context = [field for field in FIELDS.values() if field.kind == "facets"]
    lines = ["---", result, *_field_lines(context, words, stops), "---", "", stops.text("What did you see?"), ""]
    return _snippet("try", "Somebody tried it: how it went.", lines)


def _snippet(name: str, description: str, body: list[str]) -> dict[str, Any]:
    return {"scope": "markdown", "prefix": f"kb-{name}", "description": description, "body": body}


def _field_lines(fields: Iterable[Field], words: Words, stops: _Stops) -> Iterator[str]:
    for field in fields:
        choices = [f"{field.name}: {flow(data)}" for data in _data(field, words)]
        if choices:
            yield stops.choice([f"# {field.name}:", *choices])
        elif field.scaffold and field.example and field.kind != "facets":
            yield _escaped(f"# {field.name}: {field.example}")


def _data(field: Field, words: Words) -> Iterator[Data]:
    """What a field could hold, where that is a choice."""
    if field.kind == "choice":
        yield from field.values
    elif field.kind == "topics":
        yield from ([topic] for topic in words.topics)
    elif field.kind == "facets":
        yield from ({facet.name: [value]} for facet in words.facets.values() for value in facet.values)
    elif field.kind == "applied":
        yield from ([{"entry": "slug", "result": str(result)}] for result in Result)
