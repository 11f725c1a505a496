"""An entry's text as its page shows it: the answer first, nothing empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.publishing import body as publishing
from tests.publishing.planning import planned

PROBLEM = """\
# Blade chatters

Lead text.

## Cause

Wax.

## How to recognise

<!-- How do I tell it from something that looks alike? -->

## Workaround

### Rest it

One.

## Story

Told.

## Resolution

Soften the edge.
"""


def body(root: Path, text: str, path: str = "problems/a.md") -> str:
    kb = planned(root, {path: text}).kb
    return publishing.body(kb.entries[0], kb)


def headings(markdown: str) -> list[str]:
    return [line for line in markdown.splitlines() if line.startswith("#")]


def test_the_answer_stands_first_and_the_rest_in_its_order(tmp_path: Path) -> None:
    found = body(tmp_path, PROBLEM)
    assert headings(found) == ["## Resolution", "## Cause", "## Workaround", "### Rest it", "## Story"]
    assert found.startswith("## Resolution\n\nSoften the edge.\n")


def test_a_symptom_that_the_head_says_in_full_is_not_said_twice(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/a.md": PROBLEM})
    assert site.shown("problems/a.md")["lead"] == "Lead text."
    assert "Lead text." not in site.text("problems/a.md")


def test_of_a_symptom_that_says_more_the_rest_stays(tmp_path: Path) -> None:
    text = "# A\n\nLead text.\n\nMore of it.\n\n## Resolution\n\nSo.\n"
    assert body(tmp_path, text) == "## Resolution\n\nSo.\n\n## Symptom\n\nMore of it.\n"


@pytest.mark.parametrize("symptom", ["See [b](https://b.c).", "x" * 400, "- a list", "A[^1] note."])
def test_what_the_head_cannot_say_whole_stays_below(symptom: str, tmp_path: Path) -> None:
    assert symptom in body(tmp_path, f"# A\n\n{symptom}\n\n## Resolution\n\nSo.\n")


def test_without_an_answer_the_text_stands_as_it_was_written(tmp_path: Path) -> None:
    assert body(tmp_path, "# A\n\nLead.\n\n## Cause\n\nWax.\n") == "Lead.\n\n## Cause\n\nWax.\n"


def test_an_answer_above_the_first_heading_has_its_heading(tmp_path: Path) -> None:
    assert body(tmp_path, "# Why?\n\nSo.\n\n## Details\n\nMore.\n", "faqs/a.md") == (
        "## Short answer\n\nSo.\n\n## Details\n\nMore.\n"
    )


def test_the_heading_that_is_the_title_is_not_shown_again(tmp_path: Path) -> None:
    assert body(tmp_path, "Before.\n\n# Title\n\nAfter.\n", "cases/a.md") == "Before.\n\n\n\nAfter.\n"
    assert body(tmp_path / "b", "---\ntitle: Other\n---\n# Title\n\nAfter.\n", "cases/a.md") == "After.\n"
    assert body(tmp_path / "c", "## Context\n\nx\n\n# Title\n\ny\n", "cases/a.md").splitlines()[0] == "## Context"


@pytest.mark.parametrize("text", ["", "# Only a title\n", "---\ntitle: x\n---\n", "# A\n\n## Symptom\n\n## Cause\n"])
def test_an_entry_without_text_has_an_empty_page(text: str, tmp_path: Path) -> None:
    assert body(tmp_path, text).strip() == ""


def test_headings_keep_their_own_words(tmp_path: Path) -> None:
    assert headings(body(tmp_path, "## 2. Root cause: {#why}\n\nWax.\n\n## Fix\n\nx\n")) == [
        "## Fix",
        "## 2. Root cause: {#why}",
    ]


def test_everything_the_author_wrote_is_on_the_page(tmp_path: Path) -> None:
    site = planned(tmp_path, {"problems/a.md": PROBLEM.replace("Lead text.", "Lead text.\n\n- and a list")})
    shown = site.shown("problems/a.md")["lead"] + site.text("problems/a.md")
    assert all(word in shown for word in ("Lead text.", "- and a list", "Wax", "One", "Told", "Soften"))


def test_code_that_begins_a_text_stays_code(tmp_path: Path) -> None:
    assert body(tmp_path, "# A\n\n    one\n    two\n", "cases/a.md") == "    one\n    two\n"
    site = planned(tmp_path / "b", {"index.md": "# Home\n\n    one\n    two\n"})
    assert site.text("index.md") == "    one\n    two\n"


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    found = body(tmp_path, "# A\r\n\r\nLead.\r\n\r\n## Fix\r\n\r\n```\r\n# no\r\n```\r\n")
    assert found == "## Fix\r\n\r\n```\r\n# no\r\n```\n"


def test_a_heading_of_the_author_s_own_stays_without_a_text(tmp_path: Path) -> None:
    text = "# Check the linkage\n\nIntro.\n\n## To be written\n\n## Later\n\n### Even later\n\n## Evidence\n"
    shown = body(tmp_path, text, "lessons/a.md")
    assert ("## To be written" in shown, "### Even later" in shown, "## Evidence" in shown) == (True, True, False)
