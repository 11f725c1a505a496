"""A new entry asks what the declaration asks, in the words of the declaration."""

from __future__ import annotations

import re

import pytest

from cop_kb.entry_types import load_types
from cop_kb.model.entry_type import EntryType

SECTION = re.compile(r"^## (.+)\n\n<!-- (.+) -->$", re.MULTILINE)


@pytest.mark.parametrize("entry_type", load_types().values(), ids=lambda each: each.name)
def test_a_template_is_declared_sections_with_their_prompts_and_nothing_else(entry_type: EntryType) -> None:
    prompts = {section.title: section.prompt for section in entry_type.sections}
    found = SECTION.findall(entry_type.template)
    assert found
    assert dict(found).items() <= prompts.items()
    assert SECTION.sub("", entry_type.template).strip() == ""


@pytest.mark.parametrize("entry_type", load_types().values(), ids=lambda each: each.name)
def test_a_template_has_every_expected_section(entry_type: EntryType) -> None:
    expected = {section.title for section in entry_type.sections if section.expected}
    assert expected <= {title for title, _ in SECTION.findall(entry_type.template)}


@pytest.mark.parametrize("entry_type", load_types().values(), ids=lambda each: each.name)
def test_about_says_when_to_use_the_type_and_when_not(entry_type: EntryType) -> None:
    lines = entry_type.about.splitlines()
    assert lines[0] == f"# {entry_type.label_plural}"
    assert [line for line in lines if line.startswith("## ")] == [
        "## Use it when",
        "## Use something else when",
        "## A good one",
    ]
    assert 10 <= len(lines) <= 20
