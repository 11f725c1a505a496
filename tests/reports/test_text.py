"""Findings as a person reads them: place, message, line, marker, cure; short however many there are; never a trap."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.model.finding import Severity
from cop_kb.model.place import Place
from cop_kb.reports.summary import Summary, plural
from cop_kb.reports.text import MOST, WIDEST, text_report, visible, width
from tests.reports.findings import PATH, finding

TEXTS = {PATH: "---\nproblem: nope\n---\n# The motor hummed\n"}


def lines(*found: object, texts: dict[str, str] | None = None, **options: bool) -> list[str]:
    return text_report(Summary(tuple(found), 1, "", TEXTS if texts is None else texts), **options).split("\n")  # type: ignore[arg-type]


def test_the_whole_report_looks_like_this() -> None:
    found = (
        finding(fixable=True),
        finding("How did it end?", Severity.HINT, rule="missing-section", place=Place(PATH, 4, 3, 16), hint="Add it."),
    )
    assert text_report(Summary(found, 3, "", TEXTS)) == (
        "content/cases/a.md:2:10 error “nope” under problem is no entry [dangling-ref]\n"
        "  2 │ problem: nope\n"
        "    │          ^^^^\n"
        "    → Was it renamed?  (--fix does it)\n"
        "\n"
        "content/cases/a.md:4:3 hint How did it end? [missing-section]\n"
        "  4 │ # The motor hummed\n"
        "    │   ^^^^^^^^^^^^^^^^\n"
        "    → Add it.\n"
        "\n"
        "1 error, 1 hint in 3 entries. 1 finding can be cured with --fix."
    )


def test_nothing_found_is_said_too() -> None:
    assert text_report(Summary((), 1)) == "Nothing found in 1 entry."
    assert text_report(Summary(())) == "Nothing found."


def test_the_place_is_what_one_would_type_from_here() -> None:
    assert text_report(Summary((finding(),), 1, "../kb/", TEXTS)).startswith("../kb/content/cases/a.md:2:10 ")


def test_a_file_whose_text_is_not_known_is_reported_without_its_line() -> None:
    assert lines(finding(), texts={})[1] == "    → Was it renamed?"
    assert lines(finding(place=Place(PATH, 99)))[1] == "     → Was it renamed?"


def test_every_style_is_asked_for_by_what_a_part_is() -> None:
    text = text_report(Summary((finding(fixable=True),), 1, "", TEXTS), lambda text, role: f"<{role}>{text}</>")
    for role in ("error", "place", "quiet", "mark"):
        assert f"<{role}>" in text
    assert "<place>content/cases/a.md:2:10</> <error>error</>" in text


def test_two_thousand_findings_are_summarised_the_gravest_shown() -> None:
    hints = [finding(f"hint {number}", Severity.HINT, rule="missing-section") for number in range(1990)]
    warnings = [finding(f"warning {number}", Severity.WARNING, rule="dead-link") for number in range(7)]
    errors = [finding(f"error {number}") for number in range(3)]
    text = text_report(Summary((*hints, *warnings, *errors), 40, "", TEXTS))
    assert text.count("→") == MOST
    assert all(f"error {number}" in text for number in range(3))
    assert all(f"warning {number}" in text for number in range(7))
    assert text.index("error 0") < text.index("warning 0") < text.index("hint 0")
    assert "And 1,950 more (--all shows them):\n   1,950  hint     missing-section\n" in text
    assert text.endswith("3 errors, 7 warnings, 1,990 hints in 40 entries.")
    assert text.count("\n") < 300


def test_all_shows_all_in_the_order_of_the_files() -> None:
    found = [finding(f"message {number}", Severity.HINT if number else Severity.ERROR) for number in range(MOST + 1)]
    found.reverse()
    shown = lines(*found, show_all=True)
    told = [line for line in shown if "message" in line]
    assert len(told) == MOST + 1
    assert "message 0 " in told[-1]
    assert not any("more (--all" in line for line in shown)


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1))
def test_no_character_that_acts_on_a_terminal_gets_through(text: str) -> None:
    shown = visible(text)
    assert all(char == "\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\rb\nc\x07", r"a\rb\nc\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("\U000e0041", r"\U000e0041"),
        ("\udcff", r"\udcff"),
        ("Überlauf – 雨刷 😀", "Überlauf – 雨刷 😀"),
    ],
)
def test_what_would_act_is_shown_as_an_escape_and_other_text_as_it_is(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_message_hint_path_and_line_are_all_made_visible() -> None:
    path = "content/cases/\u202ea\x1b.md"
    found = finding("mess\x1b[2J", hint="hi\u202ent\n::error::x", place=Place(path, 1, 3, 4))
    text = text_report(Summary((found,), 1, "", {path: "x \x1b]0;t\x07 y \u2066z\n"}))
    assert text.isprintable() or set(text) - {"\n"} <= {char for char in text if char.isprintable()}
    assert text.count("\n") == 5


@pytest.mark.parametrize(
    ("line", "column", "length", "marked"),
    [
        ("problem: nope", 10, 4, "nope"),
        ("雨刷: nope", 5, 4, "nope"),
        ("u\u0308ber: nope", 8, 4, "nope"),
        ("\tx: nope", 5, 4, "nope"),
        ("\x1b[0m: nope", 7, 4, "nope"),
        ("x" * 400 + "nope" + "y" * 400, 401, 4, "nope"),
        ("nope" + "y" * 400, 1, 4, "nope"),
        ("x" * 90 + "nope", 91, 4, "nope"),
    ],
)
def test_the_marker_stands_below_what_is_meant(line: str, column: int, length: int, marked: str) -> None:
    shown = lines(finding(place=Place(PATH, 1, column, length)), texts={PATH: line})
    assert width(shown[1]) <= width("  1 │ ") + WIDEST * 2
    start = width(shown[2]) - length
    at = next(number for number in range(len(shown[1])) if width(shown[1][:number]) == start)
    assert shown[1][at:].startswith(marked)
    assert shown[2].endswith(" " + "^" * length)


@given(st.text(max_size=300), st.integers(1, 320), st.integers(1, 320))
def test_no_line_and_no_place_is_too_odd_to_be_shown(line: str, column: int, length: int) -> None:
    text = text_report(Summary((finding(place=Place(PATH, 1, column, length)),), 1, "", {PATH: line}))
    assert "[dangling-ref]" in text
    assert max(map(len, text.split("\n"))) < 8 * WIDEST


@pytest.mark.parametrize(
    ("count", "word", "said"),
    [(1, "error", "1 error"), (0, "hint", "0 hints"), (2, "entry", "2 entries"), (1, "entry", "1 entry"),
     (1234, "finding", "1,234 findings")],
)  # fmt: skip
def test_counts_are_said_as_people_say_them(count: int, word: str, said: str) -> None:
    assert plural(count, word) == said
