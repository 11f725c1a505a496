"""Every type's own examples, read into a new knowledge base: good ones are clean, bad ones give what they list."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.entry_types import load_types
from cop_kb.model.entry_type import EntryType, Example
from cop_kb.model.finding import Finding
from cop_kb.rules import check
from cop_kb.scaffolding.folder import GOOD, init
from tests.support import TODAY, read

EXAMPLES = [(entry_type, example) for entry_type in load_types().values() for example in entry_type.examples]


def findings_of(root: Path, entry_type: EntryType, example: Example) -> list[Finding]:
    init(root, "Trial", TODAY)
    path = f"content/{entry_type.plural}/{example.name.removeprefix(GOOD)}.md"
    return [
        each
        for each in check(read(root, {path: example.text, "mkdocs.yml": (root / "mkdocs.yml").read_text()}))
        if each.place.path == path
    ]


@pytest.mark.parametrize(("entry_type", "example"), EXAMPLES, ids=lambda each: each.name)
def test_an_example_gives_exactly_the_findings_it_lists(
    entry_type: EntryType, example: Example, tmp_path: Path
) -> None:
    found = findings_of(tmp_path, entry_type, example)
    assert {each.rule for each in found} == set(example.findings), [f"{each.place}: {each.message}" for each in found]


@pytest.mark.parametrize("entry_type", load_types().values(), ids=lambda each: each.name)
def test_every_type_shows_what_is_good_and_what_is_not(entry_type: EntryType) -> None:
    names = [example.name for example in entry_type.examples]
    assert all(name.startswith((GOOD, "bad-")) for name in names)
    for example in entry_type.examples:
        assert example.name.startswith(GOOD) is (not example.findings)
    assert {name.partition("-")[0] for name in names} == {"good", "bad"}
