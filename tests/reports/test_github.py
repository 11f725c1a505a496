"""Findings as GitHub reads them: one command each, and no text of a member's becomes another."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cop_kb.model.finding import Severity
from cop_kb.model.place import Place
from cop_kb.reports.github import github_report
from cop_kb.reports.summary import Summary
from cop_kb.reports.text import visible
from tests.reports.findings import PATH, finding

COMMAND = re.compile(r"::(error|warning|notice) (file=[^:,]*,line=\d+,col=\d+,endColumn=\d+,title=[^:,]*)::(.*)")
"""https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs"""


def unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_a_finding_is_a_command_with_its_place() -> None:
    found = finding(place=Place(PATH, 2, 10, 4))
    assert github_report(Summary((found,), 1, "sub/")) == (
        "::error file=sub/content/cases/a.md,line=2,col=10,endColumn=14,title=dangling-ref::"
        "“nope” under problem is no entry%0AWas it renamed?"
    )


def test_the_gravest_come_first_since_github_shows_ten_of_each() -> None:
    found = [finding("c", Severity.HINT), finding("b", Severity.WARNING), finding("a")]
    levels = [line.split(" ")[0] for line in github_report(Summary(tuple(found))).split("\n")]
    assert levels == ["::error", "::warning", "::notice"]


def test_nothing_found_is_nothing() -> None:
    assert github_report(Summary(())) == ""


def test_percent_colon_comma_and_line_ends_are_escaped() -> None:
    found = finding("100 %, a:b", hint="%0A", place=Place("content/a,b:c%.md"))
    assert github_report(Summary((found,))) == (
        "::error file=content/a%2Cb%3Ac%25.md,line=1,col=1,endColumn=2,title=dangling-ref::100 %25, a:b%0A%250A"
    )


def test_what_would_act_on_a_terminal_or_turn_the_text_round_is_shown_as_an_escape() -> None:
    found = finding("a\r\n\x1b[31m\u202eb", hint="", place=Place("content/\x07.md"))
    assert github_report(Summary((found,))) == (
        "::error file=content/\\x07.md,line=1,col=1,endColumn=2,title=dangling-ref::a\\r\\n\\x1b[31m\\u202eb"
    )


@given(st.text(st.characters()), st.text(), st.text())
def test_whatever_a_member_writes_it_is_one_command_with_exactly_that_text(message: str, hint: str, path: str) -> None:
    text = github_report(Summary((finding(message, hint=hint, place=Place(path)),)))
    match = COMMAND.fullmatch(text) if "\n" not in text and "\r" not in text else None
    assert match, "one line, that one command"
    assert unescaped(match[3]) == "\n".join(visible(text) for text in (message, hint) if text)
    assert unescaped(match[2].partition(",")[0]) == f"file={visible(path)}"
