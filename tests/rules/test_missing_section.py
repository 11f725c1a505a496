"""Sections that are missing: what is asked in each entry, what is asked once for all, and which heading may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.rules import check, load_rules
from tests.support import MKDOCS_YML, read

HEADINGS = MKDOCS_YML + "      headings: {problem: {cause: [Fault tree]}}\n"


def found(root: Path, texts: list[str], mkdocs_yml: str = MKDOCS_YML) -> list[tuple[str, str]]:
    """Place and hint of each finding."""
    files = {f"content/problems/p{number}.md": f"# P{number}\n\n{text}" for number, text in enumerate(texts)}
    kb = read(root, {"mkdocs.yml": mkdocs_yml, **files})
    return [(str(each.place), each.hint) for each in check(kb, [load_rules()["missing-section"]])]


WHOLE = "x\n\n## Cause\n\nx\n\n## Fix\n\nx\n"


def test_a_collection_without_sections_is_one_hint(tmp_path: Path) -> None:
    texts = ["## The pump\n\nx\n", "## The pump\n\n### Detail\n\nx\n", "x\n"] * 4 + [WHOLE] * 2
    [(place, hint)] = found(tmp_path, texts)
    assert place == "mkdocs.yml:1:1"
    assert hint.startswith("That is so in 12 of 14. Do they say it below “The pump”, “Detail”?")
    assert "“headings:”" in hint
    assert "missing-section: off" in hint


def test_a_section_that_hardly_any_entry_has_is_one_hint(tmp_path: Path) -> None:
    texts = ["x\n\n## Fix\n\nx\n"] * 10 + [WHOLE, "x\n\n## Cause\n\nx\n"]
    places = [place for place, _ in found(tmp_path / "a", texts[:11])]
    assert places == ["mkdocs.yml:1:1"]
    places = [place for place, _ in found(tmp_path / "b", texts)]  # 10 of 12 are not nearly all
    assert len(set(places)) == 11


def test_a_few_entries_without_sections_are_asked_each(tmp_path: Path) -> None:
    assert len(found(tmp_path, ["x\n"] * 9)) == 27


def test_the_message_stays_when_an_entry_is_added(tmp_path: Path) -> None:
    messages = set()
    for count in (10, 11):
        files = {f"content/problems/p{number}.md": f"# P{number}\n\nx\n" for number in range(count)}
        kb = read(tmp_path / str(count), files)
        messages |= {each.message for each in check(kb, [load_rules()["missing-section"]])}
    assert len(messages) == 1


@pytest.mark.parametrize(
    ("heading", "is_meant"),
    [("Cause of the outage", True), ("Root caus", True), ("Fault tree", False), ("Because of the pump", False)],
)
def test_a_heading_that_is_nearly_one_is_asked_about(heading: str, is_meant: bool, tmp_path: Path) -> None:
    [(place, hint)] = found(tmp_path, [f"x\n\n## Fix\n\nx\n\n## Own\n\n### {heading}\n\nx\n"])
    assert (place, hint.startswith("Is this the Cause? ")) == (
        ("content/problems/p0.md:11:1" if is_meant else "content/problems/p0.md:1:1"),
        is_meant,
    )


def test_headings_can_be_added_in_the_settings(tmp_path: Path) -> None:
    assert found(tmp_path, ["x\n\n## Fix\n\nx\n\n## Fault Trees:\n\nx\n"], HEADINGS) == []


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("{problm: {cause: [x]}}", "headings names “problm”, which is no entry type. Did you mean “problem”?"),
        ("{problem: {caus: [x]}}", "headings names “caus”, which is no section of problem. Did you mean “cause”?"),
    ],
)
def test_headings_of_what_is_not_there_are_an_error(setting: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(CopKbError, match="headings names") as error:
        found(tmp_path, ["x\n"], f"{MKDOCS_YML}      headings: {setting}\n")
    assert message in str(error.value)
