"""The summary of a job on GitHub: counts and a table, in which no text of a member's means anything."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cop_kb.model.finding import Severity
from cop_kb.model.place import Place
from cop_kb.reports.job_summary import LONGEST, MOST, job_summary
from cop_kb.reports.summary import Summary
from cop_kb.reports.text import visible
from tests.cli.running import run
from tests.reports.findings import finding
from tests.support import write

HARMLESS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td"}


class Table(HTMLParser):
    """The rows of a rendered summary, and every tag in it."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.feed(MarkdownIt("commonmark").enable("table").enable("linkify").render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.replace("\n", "")


def test_it_counts_and_lists_the_gravest_first() -> None:
    found = [finding("c", Severity.HINT, hint=""), finding("b | d", Severity.WARNING, hint=""), finding("a", hint="")]
    text = job_summary(Summary(tuple(found), 3, "kb/"))
    assert "\n1 error, 1 warning, 1 hint in 3 entries.\n" in text
    assert Table(text).rows == [
        ["", "Where", "What", "Rule"],
        ["error", "kb/content/cases/a.md:2", "a", "dangling-ref"],
        ["warning", "kb/content/cases/a.md:2", "b | d", "dangling-ref"],
        ["hint", "kb/content/cases/a.md:2", "c", "dangling-ref"],
    ]


def test_no_more_than_the_gravest_fifty_are_listed_and_long_ones_are_cut() -> None:
    found = [finding("x" * 10_000, Severity.HINT), *(finding(str(number)) for number in range(MOST + 7))]
    text = job_summary(Summary(tuple(found)))
    assert len(Table(text).rows) == MOST + 1
    assert "And 8 more." in text
    assert len(job_summary(Summary((found[0],)))) < LONGEST * 2


def test_nothing_found_is_said_without_a_table() -> None:
    assert job_summary(Summary((), 4)) == "### cop-kb validate\n\nNothing found in 4 entries.\n\n"


@given(st.lists(st.tuples(st.text(), st.text(), st.text(min_size=1)), min_size=1, max_size=4))
def test_whatever_a_member_writes_is_the_text_of_a_cell(texts: list[tuple[str, str, str]]) -> None:
    found = [finding(f"m{message}", hint=hint, place=Place(f"content/{name}")) for message, hint, name in texts]
    table = Table(job_summary(Summary(tuple(found))))
    assert table.tags <= HARMLESS
    assert [len(row) for row in table.rows] == [4] * (len(found) + 1)
    for row, one in zip(table.rows[1:], found, strict=True):
        assert row[2].replace("\u200b", "").startswith(" ".join(visible(one.message).replace("\u200b", "").split())[:9])


def test_markdown_html_links_and_names_mean_nothing() -> None:
    evil = "<img src=x onerror=alert(1)> **b** [x](javascript:1) `c` | @octocat #1 https://evil.example/ <!-- \\| --> &lt;b>"
    text = job_summary(Summary((finding(evil, hint="", place=Place(f"content/{evil.replace('/', '')}")),)))
    table = Table(text)
    assert table.tags == HARMLESS
    assert table.rows[1][2].replace("\u200b", "") == evil
    assert "@" not in text


def test_github_gets_it_appended_to_the_file_that_it_names(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"content/cases/a.md": "---\nproblem: nope\n---\n# A\n"})
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    named = run("validate", "--format", "github", folder=root, GITHUB_STEP_SUMMARY=str(file))
    assert named.returncode == 1
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n### cop-kb validate\n\n1 error, ")
    assert run("validate", "--format", "github", folder=root, GITHUB_STEP_SUMMARY="").stdout == named.stdout
    run("validate", "--format", "json", folder=root, GITHUB_STEP_SUMMARY=str(file))
    assert file.read_text(encoding="utf-8") == text
    assert sorted(os.listdir(tmp_path)) == ["kb", "summary.md"]  # noqa: PTH208
