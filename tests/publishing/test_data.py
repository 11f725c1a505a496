"""``kb.json``: as its schema says, and the same every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cop_kb.publishing.data import SCHEMA
from tests.publishing.planning import Planned, planned, wiper_engineers

FORM = json.loads(SCHEMA.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(FORM)
FULL = {
    "topics.yml": "noise: {label: Noise, synonyms: [NVH]}\nchatter: {parent: noise}\n",
    "people.yml": "ines: Inês Prado\nbob: {name: Bob, hide: true}\n",
    "problems/p.md": """\
---
title: Blade *chatters*
topics: [chatter]
aka: [judder]
codes: [WIP-041]
applies_to: {vehicle: [van]}
date: 2026-01-31
authors: [ines, bob]
thanks: [Tom]
supersedes: [{entry: old, why: It was never true.}]
---
It **jumps**. [[nope]] [[nope]]

## Workaround

Rest it.
""",
    "problems/old.md": "---\nretired: never true\n---\n# Old\n",
    "tried/p/2026-03-01-ann-abc123.md": "---\nresult: worked\n---\n",
    "tried/p/2026-03-02-ann-abc123.md": "---\nresult: didnt\n---\n",
}


def data(site: Planned) -> dict[str, Any]:
    content = site.files["kb.json"].content
    assert content is not None
    found: dict[str, Any] = json.loads(content)
    return found


@pytest.fixture
def full(tmp_path: Path) -> Planned:
    return planned(tmp_path, FULL)


def test_the_schema_is_one_and_lies_beside_the_data(full: Planned) -> None:
    Draft202012Validator.check_schema(FORM)
    assert full.files["kb.schema.json"].content == SCHEMA.read_bytes()
    assert data(full)["$schema"] == "kb.schema.json"


def test_the_data_of_the_example_is_as_the_schema_says() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data(wiper_engineers()))] == []


@pytest.mark.parametrize("files", [{}, FULL, {"faqs/a.md": "---\ndate: soon\nretired: [a, b]\n---\n"}])
def test_any_data_is_as_the_schema_says(files: dict[str, str], tmp_path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data(planned(tmp_path, files)))] == []


@pytest.mark.parametrize(
    "broken", [{"version": 2}, {"entries": [{}]}, {"wanted": [{"slug": "a", "times": 0}]}, {"today": 1}]
)
def test_the_schema_refuses_what_is_not(broken: dict[str, Any], full: Planned) -> None:
    assert not VALIDATOR.is_valid(data(full) | broken)


def test_the_schema_describes_every_key_there_is(full: Planned) -> None:
    found = data(full)
    assert found.keys() - {"$schema"} == FORM["properties"].keys()
    assert found["entries"][0].keys() == FORM["$defs"]["entry"]["properties"].keys()
    assert set(FORM["$defs"]["entry"]["required"]) == set(found["entries"][0])


def test_an_entry_is_told_in_full(full: Planned) -> None:
    [old, entry] = data(full)["entries"]
    assert (old["superseded_by"], old["superseded_why"]) == (["p"], {"p": "It was never true."})
    assert {key: entry[key] for key in entry if key != "changed"} == {
        "slug": "p",
        "type": "problem",
        "title": "Blade *chatters*",
        "url": "problems/p/",
        "path": "content/problems/p.md",
        "summary": "Rest it.",
        "topics": ["chatter"],
        "aka": ["judder"],
        "codes": ["WIP-041"],
        "applies_to": {"vehicle": ["van"]},
        "date": "2026-01-31",
        "authors": ["Inês Prado"],
        "thanks": ["Tom"],
        "state": "contained",
        "maturity": "tried",
        "worked": 1,
        "partly": 0,
        "didnt": 1,
        "disputed": True,
        "due": "2027-03-02",
        "superseded_by": [],
        "superseded_why": {},
        "retired": None,
        "relations": [{"field": "supersedes", "entry": "old"}],
    }
    assert data(full)["wanted"] == [{"slug": "nope", "times": 2}]
    assert data(full)["topics"][1] == {"key": "chatter", "label": "Chatter", "parent": "noise", "synonyms": []}


def test_entries_stand_sorted_whatever_their_folders(tmp_path: Path) -> None:
    site = planned(tmp_path, {"cases/c.md": "x", "faqs/b.md": "x", "problems/a.md": "x"})
    assert [entry["slug"] for entry in data(site)["entries"]] == ["a", "b", "c"]


def test_entries_stand_sorted_and_letters_are_readable(full: Planned, tmp_path: Path) -> None:
    content = full.files["kb.json"].content
    assert content is not None
    assert "Inês Prado" in content.decode()
    assert [entry["slug"] for entry in data(full)["entries"]] == ["old", "p"]
    assert content == planned(tmp_path / "again", FULL).files["kb.json"].content
