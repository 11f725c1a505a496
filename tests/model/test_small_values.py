"""Places, headings as they are compared, nearest words, findings in order, results of tries."""

from __future__ import annotations

import pytest

from cop_kb.model.entry_type import heading_key
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.nearest import nearest, nearest_hint
from cop_kb.model.place import Place, place_in
from cop_kb.model.values import Result


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        (0, None, Place("a.md", 1, 1, 1)),
        (4, 6, Place("a.md", 2, 1, 2)),
        (5, 99, Place("a.md", 2, 2, 2)),
        (8, 8, Place("a.md", 3, 1, 1)),
        (99, None, Place("a.md", 3, 3, 1)),
    ],
)
def test_a_place_counts_characters_and_stays_on_its_line(start: int, end: int | None, place: Place) -> None:
    assert place_in("a.md", "ä€🚗\nb c\nde", start, end) == place


def test_a_place_is_written_as_editors_understand_it() -> None:
    assert str(Place("content/a.md", 3, 7)) == "content/a.md:3:7"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Cause", "cause"),
        ("2. Root cause:", "root cause"),
        ("2.1 – Root Cause", "root cause"),
        ("**What we’ve tried**", "what we've tried"),
        ("TL;DR", "tl;dr"),
        ("Ursache?!", "ursache"),
        ("Größe", "grösse"),
        ("2024", "2024"),
        ("???", ""),
        ("", ""),
        ("Phase 2", "phase 2"),
        ("🚗 Symptom", "symptom"),
    ],
)
def test_headings_are_compared_without_case_numbers_and_punctuation(heading: str, key: str) -> None:
    assert heading_key(heading) == key


def test_a_word_is_taken_for_the_one_nearest_to_it_in_any_case() -> None:
    assert nearest("Sumptom", ["symptom", "cause"]) == "symptom"
    assert nearest("CAUSE", ["symptom", "Cause"]) == "Cause"
    assert nearest("xyz", ["symptom", "cause"]) == ""
    assert nearest_hint("titel", ["title"]) == "Did you mean “title”?"
    assert nearest_hint("xyz", ["title"]) == ""


def test_findings_stand_by_file_and_line_and_the_gravest_first() -> None:
    here = Place("b.md", 2)
    found = [
        Finding(here, "z", severity=Severity.HINT),
        Finding(here, "y", severity=Severity.ERROR),
        Finding(Place("b.md", 1), "x"),
        Finding(Place("a.md", 9), "w"),
    ]
    assert [each.message for each in sorted(found, key=lambda each: each.order)] == ["w", "x", "y", "z"]


def test_only_three_results_are_final() -> None:
    assert [result for result in Result if result.is_final] == ["worked", "partly", "didnt"]


def test_an_error_about_use_says_how_to_exit() -> None:
    assert CopKbError("do this").exit_code == 2
    assert CopKbError("disk full", 3).exit_code == 3
