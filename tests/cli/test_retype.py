"""``cop-kb retype``: what moves, what is kept, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.rules import check
from tests.cli.running import run
from tests.support import read, write

PROBLEM = """\
---
title: Arm slipped
impact: two days
supersedes: [older]
codes: [WIP-7]
type: problem
---

## Symptom

It slipped on the [old car](older.md).

## Workaround

Tighten it.

## Results

Better.
"""
FILES = {
    "content/problems/arm-slipped.md": PROBLEM,
    "content/problems/older.md": "# Older\n",
    "content/lessons/mark-the-arm.md": "---\naddresses: [arm-slipped]\n---\n\n## Lesson\n\nMark it.\n",
    "content/faqs/does-it-slip.md": "---\nbased_on: [arm-slipped]\n---\nSee [it](../problems/arm-slipped.md).\n",
    "content/tried/arm-slipped/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def files_in(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_references_that_would_not_fit_are_listed_and_nothing_changes(root: Path) -> None:
    before = files_in(root)
    done = run("retype", "arm-slipped", "case", folder=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "cop-kb: These would no longer fit, so nothing is changed (--force does it all the same):\n"
        "  content/lessons/mark-the-arm.md:2:13 addresses leads to: problem\n"
        "  content/problems/arm-slipped.md:4:14 supersedes leads to: case\n"
    )
    assert files_in(root) == before


def test_it_moves_with_all_that_leads_there(root: Path) -> None:
    done = run("retype", "arm-slipped", "case", "--force", folder=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "moved    content/problems/arm-slipped.md → content/cases/arm-slipped.md\n"
        "changed  content/cases/arm-slipped.md (3)\n"
        "arm-slipped is now a case: 1 move, 3 changes in 1 file; the old address problems/arm-slipped leads there.\n"
    )
    assert done.stderr == (
        "Sections it knows: Results.\n"
        "Sections it does not know, kept as they are: Symptom, Workaround.\n"
        "References that no longer fit: content/lessons/mark-the-arm.md:2:13 addresses leads to: problem, "
        "content/problems/arm-slipped.md:4:14 supersedes leads to: case.\n"
        "A case has no maturity: its tries are kept, and count for nothing.\n"
    )
    assert (root / "content/cases/arm-slipped.md").read_text() == (
        PROBLEM.replace("type: problem\n", "type: case\naliases: [problems/arm-slipped]\n").replace(
            "(older.md)", "(../problems/older.md)"
        )
    )
    assert (root / "content/faqs/does-it-slip.md").read_text() == FILES["content/faqs/does-it-slip.md"]
    assert not [each for each in check(read(root)) if each.rule == "dead-link"]


def test_fields_that_the_type_lacks_are_kept_and_listed_or_marked(root: Path) -> None:
    write(root, {"content/lessons/x.md": '---\n"kind" : caution # k\nfrom: [none]\nx-from: 1\nlang: en\n---\n\nx\n'})
    seen = run("retype", "x", "faq", "--dry-run", folder=root)
    kept = "Fields it does not have, kept (“cop-kb validate” warns of them; --x-fields calls them x-…): kind, from.\n"
    assert kept in seen.stderr
    assert (root / "content/lessons/x.md").exists()
    done = run("retype", "x", "faqs", "--x-fields", folder=root)
    assert done.returncode == 0, done.stderr
    assert (root / "content/faqs/x.md").read_text() == (
        '---\n"x-kind" : caution # k\nfrom: [none]\nx-from: 1\nlang: en\naliases: [lessons/x]\n---\n\nx\n'
    )


def test_values_that_the_type_cannot_take_are_listed(root: Path) -> None:
    fields = "fields:\n  impact: {kind: choice, label: Impact, values: [small, large]}\n"
    story = (
        "name: story\nplural: stories\nlabel: Story\nlabel_plural: Stories\norder: 9\nicon: x\npurpose: A story.\n"
        f"{fields}sections: {{}}\n"
    )
    write(root, {"entry_types/story/type.yml": story, "content/problems/y.md": "---\nimpact: huge\n---\nx\n"})
    done = run("retype", "y", "story", folder=root)
    assert done.returncode == 0, done.stderr
    assert "Values it cannot take: content/problems/y.md:2:9 “huge” is no impact." in done.stderr
    assert read(root).by_slug["y"].type.name == "story"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("arm-slipped", "problem"), "content/problems/arm-slipped.md is a problem already."),
        (("arm-slipped", "recipe"), "“recipe” is no entry type."),
        (("arm-slippd", "case"), "“arm-slippd” is no entry."),
    ],
)
def test_wrong_use(root: Path, arguments: tuple[str, str], message: str) -> None:
    done = run("retype", *arguments, folder=root)
    assert done.returncode == 2
    assert message in done.stderr
