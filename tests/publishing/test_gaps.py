"""What is missing, asked where its section would stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.publishing.planning import planned
from tests.support import MKDOCS_YML

HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def headings(root: Path, text: str, path: str = "problems/a.md") -> list[str]:
    """The headings of a page; a gap's with a question mark before it."""
    markdown = planned(root, {path: text}).text(path)
    gaps = set(re.findall(r'^#+ (.*)\n\n<div class="kb-gap"', markdown, re.MULTILINE))
    return [f"?{each}" if each in gaps else each for each in HEADING.findall(markdown)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["?Symptom", "?Workaround", "?Cause", "?Resolution"]),
        ("Lead.", ["?Workaround", "?Cause", "?Resolution"]),
        ("## Workaround\n\nx\n\n## Impact\n\nx\n", ["Workaround", "?Symptom", "?Cause", "?Resolution", "Impact"]),
        ("## Impact\n\nx\n\n## Symptom\n\nx\n", ["Impact", "Symptom", "?Workaround", "?Cause", "?Resolution"]),
        ("## Symptom\n\nx\n\n### Deep\n\nx\n\n## Own\n\nx\n", ["Symptom", "Deep", "?Workaround", "?Cause", "?Resolution", "Own"]),
        ("### Symptom\n\nx\n\n### Cause\n\nx\n\n### Fix\n\nx\n", ["Fix", "Cause"]),
        ("x\n\nx\n\n## Own\n\n### Cause\n\nx\n\n### Deep\n\nx\n\n## Fix\n\nx\n", ["Fix", "Symptom", "Own", "Cause", "Deep"]),
        ("long text\n\n## Own\n\n### Cause\n\nx\n\n### Deep\n\nx\n", ["?Workaround", "Own", "Cause", "Deep", "?Resolution"]),
        ("## Cause\n\nNobody knows.\n\n## Fix\n\nx\n\n## Symptom\n\nx", ["Fix", "Cause"]),
    ],
)  # fmt: skip
def test_a_gap_stands_where_its_section_would(text: str, found: list[str], tmp_path: Path) -> None:
    assert headings(tmp_path, f"# A\n\n{text}") == found


def test_where_somebody_wrote_that_nobody_knows_the_question_stands_below_that(tmp_path: Path) -> None:
    text = planned(tmp_path, {"problems/a.md": "# A\n\nx\n\n## Cause\n\nNobody knows.\n\n## Impact\n\nBig.\n"}).text(
        "problems/a.md"
    )
    assert re.search(r'## Cause\n\nNobody knows\.\n\n<div class="kb-gap".*\n<p class="kb-gap__question">Why does', text)
    assert text.count("## Cause\n") == 1


def test_a_text_with_headings_of_its_own_is_asked_once_and_below(tmp_path: Path) -> None:
    text = "# A\n\nx\n\n## The pump\n\nIt leaks in the cold.\n\n## The valve\n\nSo does this.\n"
    found = planned(tmp_path, {"problems/a.md": text}).text("problems/a.md")
    author, _, asked = found.partition('<div class="kb-gap"')
    assert author.strip().endswith("So does this.")
    assert re.findall(r"question\">(.*)</p>", asked) == [
        "What helps for now?",
        "Why does it happen?",
        "What makes it go away for good?",
    ]
    assert asked.count("kb-gap__way") == 1


def test_a_gap_that_follows_the_answer_is_no_part_of_it(tmp_path: Path) -> None:
    text = planned(tmp_path, {"lessons/a.md": "# A\n\n### Recommendation\n\nDo it.\n"}).text("lessons/a.md")
    assert "Do it.\n\n### Lesson\n" in text.replace("### What led to it", "### Lesson")


def test_a_gap_leads_to_the_editor_or_names_the_file(tmp_path: Path) -> None:
    text = planned(tmp_path / "a", {"faqs/a&b.md": "# A?\n"}).text("faqs/a&b.md")
    assert '<p class="kb-gap__question">What is the short answer?</p>' in text
    assert "<code>## Short answer</code> in <code>content/faqs/a&amp;b.md</code>" in text
    files = {"mkdocs.yml": f"repo_url: https://github.com/w/kb\n{MKDOCS_YML}", "faqs/a.md": "# A?\n"}
    text = planned(tmp_path / "b", files).text("faqs/a.md")
    assert '<a href="https://github.com/w/kb/edit/main/content/faqs/a.md">' in text
