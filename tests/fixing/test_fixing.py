"""Findings with fixes → changed texts: spliced, never half written, and shown as a diff that others can apply."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_kb.fixing import Change, diff, fixed_texts
from cop_kb.model.finding import Edit, Finding, Fix
from cop_kb.model.place import Place

BOM = b"\xef\xbb\xbf"


def finding(*edits: tuple[int, int, str], path: str = "a.md") -> Finding:
    fix = Fix("does it", tuple(Edit(path, start, end, text) for start, end, text in edits))
    return Finding(Place(path), "wrong", fix=fix)


def fixed(root: Path, before: str, *findings: Finding) -> str:
    (root / "a.md").write_bytes(before.encode())
    [change] = fixed_texts(root, findings)
    return change.after


# Edits


def test_an_edit_replaces_its_characters_and_nothing_else(tmp_path: Path) -> None:
    before = "---\n# a comment\ntopcis: [ü]   # kept\n---\n\n body \n"
    at = before.index("topcis")
    assert fixed(tmp_path, before, finding((at, at + 6, "topics"))) == before.replace("topcis", "topics")


def test_several_edits_keep_each_others_places(tmp_path: Path) -> None:
    found = [finding((4, 5, "")), finding((0, 1, "AAA")), finding((2, 2, "-"), (6, 6, "!"))]
    assert fixed(tmp_path, "abcdef", *found) == "AAAb-cdf!"


def test_an_insertion_stays_where_the_next_characters_are_replaced(tmp_path: Path) -> None:
    insert, replace = finding((2, 2, "+")), finding((2, 4, "XY"))
    assert fixed(tmp_path, "abcdef", insert, replace) == "ab+XYef"
    assert fixed(tmp_path, "abcdef", replace, insert) == "ab+XYef"
    assert fixed(tmp_path, "abcdef", finding((2, 4, "XY"), (2, 2, "+"))) == "ab+XYef"


def test_of_two_fixes_of_the_same_characters_the_first_is_taken_whole(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("abcdef")
    [change] = fixed_texts(tmp_path, [finding((2, 4, "2"), (5, 6, "!")), finding((1, 3, "1"))])
    assert (change.after, change.cured) == ("a1def", 1)


def test_fixes_that_only_touch_are_both_taken(tmp_path: Path) -> None:
    assert fixed(tmp_path, "abcd", finding((0, 2, "1")), finding((2, 4, "2"))) == "12"


def test_findings_without_a_fix_change_nothing(tmp_path: Path) -> None:
    assert fixed_texts(tmp_path, [Finding(Place("a.md"), "wrong")]) == ()


def test_changes_stand_by_file_and_nothing_is_written(tmp_path: Path) -> None:
    for name in ("b.md", "a.md"):
        (tmp_path / name).write_text("x")
    changes = fixed_texts(tmp_path, [finding((0, 1, "y"), path="b.md"), finding((0, 1, "z"), path="a.md")])
    assert changes == (Change("a.md", "x", "z", 1), Change("b.md", "x", "y", 1))
    assert (tmp_path / "a.md").read_text() == "x"


def test_places_count_characters_not_bytes_and_not_the_bom(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(BOM + "ä🚗b".encode())
    [change] = fixed_texts(tmp_path, [finding((2, 3, "c"))])
    assert change.after == "ä🚗c"


EDITS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.text("XY", max_size=2)), max_size=6)


@settings(deadline=None)
@given(EDITS)
def test_what_no_edit_touches_stays_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int, str]]
) -> None:
    root = tmp_path_factory.mktemp("edits")
    before = "0123456789abc"
    (root / "a.md").write_text(before)
    found = [finding((start, start + length, text)) for start, length, text in edits]
    for change in fixed_texts(root, found):
        kept = [char for char in change.after if char not in "XY"]
        touched = {char for start, length, _ in edits for char in before[start : start + length]}
        assert kept == sorted(kept)
        assert set(before) - touched <= set(kept)
        assert 1 <= change.cured <= len(edits)


# Diffs


def test_a_change_is_shown_as_a_unified_diff() -> None:
    change = Change("content/a.md", "one\ntwo\nthree\n", "one\n2\nthree\n", 1)
    assert diff(change) == "--- a/content/a.md\n+++ b/content/a.md\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"


def test_a_file_without_a_last_line_end_says_so() -> None:
    assert diff(Change("a.md", "one", "two\n", 1)) == (
        "--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-one\n\\ No newline at end of file\n+two\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n", "a\nc\n"),
        ("a\nb", "a\nc"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\u2028b\x0bc\x85d\n", "a\u2028b\x0bX\x85d\n"),
        ("a\x0c\n\nb\x1cc", "a\x0c\n\nB\x1cc"),
        ("", "new\n"),
        ("a\rb\n", "a\rc\n"),
    ],
)
def test_others_can_apply_it(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(before.encode())
    text = diff(Change("a.md", before, after, 1))
    subprocess.run(["git", "apply", "-"], input=text.encode(), cwd=tmp_path, check=True, timeout=30)
    assert (tmp_path / "a.md").read_bytes().decode() == after
