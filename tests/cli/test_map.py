"""``cop-kb map``: what is known in which topic, and by whom."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.support import write

FILES = {
    "content/topics.yml": "noise: {label: =Noise()}\nchatter: {label: Chatter, parent: noise}\nempty: Empty\n",
    "content/people.yml": "ann: {name: '=Ann'}\nbob: {name: Bob}\n",
    "content/faqs/f.md": "---\ntopics: [chatter]\nauthors: [ann]\n---\nBecause.\n",
    "content/cases/c.md": "---\ntopics: [noise]\nauthors: [bob]\n---\nSo it went.\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("map"), FILES)


def test_it_shows_topics_down_and_types_across(root: Path) -> None:
    done = run("map", folder=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "TOPIC      PROBLEM  FAQ  CASE  LESSON  WHO KNOWS",
        "=Noise()   ·        ◐1   ○1    ·       =Ann, Bob",
        "  Chatter  ·        ◐1   ·     ·       only =Ann",
        "Empty      ·        ·    ·     ·       nobody yet",
        "",
        "● known  ◐ half-known  ○ open, or a hunch  · nothing yet",
    ]


def test_no_cell_for_a_spreadsheet_is_a_formula(root: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("map", "--format", "csv", folder=root).stdout)))
    assert [row["topic"] for row in rows] == ["'=Noise()", "Chatter", "Empty"]
    assert (rows[1]["people"], rows[1]["known_to"], rows[1]["parent"]) == ("'=Ann", "1", "noise")
    assert (rows[0]["faq half-known"], rows[0]["case open"], rows[0]["lesson known"]) == ("1", "1", "0")


def test_other_programs_get_all_of_it(root: Path) -> None:
    data = json.loads(run("map", "--format", "json", "--today", "2026-01-02", folder=root).stdout)
    assert (data["version"], data["today"]) == (1, "2026-01-02")
    assert data["topics"][1] == {
        "key": "chatter",
        "label": "Chatter",
        "parent": "noise",
        "depth": 1,
        "entries": {
            name: {"known": 0, "half_known": int(name == "faq"), "open": 0}
            for name in ("problem", "faq", "case", "lesson")
        },
        "people": ["=Ann"],
        "known_to": 1,
    }


def test_without_topics_it_says_where_they_are_named(tmp_path: Path) -> None:
    done = run("map", folder=write(tmp_path, {"content/faqs/f.md": "x"}))
    assert (done.returncode, done.stdout) == (0, "There are no topics yet: content/topics.yml names them.\n")
