"""Files of one name: each entry has a slug of its own, whatever the settings say, and nothing drops out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_kb.entry_types import load_types
from cop_kb.model.entry import Entry
from cop_kb.reading.entries import read_entry
from cop_kb.reading.files import source_from
from cop_kb.reading.shared_slugs import shared_slugs, with_own_slugs
from tests.cli.running import git, run
from tests.support import MKDOCS_YML, read, write

TWO = {
    "content/problems/ice/blade.md": "# Ice on the blade\n\nIt scrapes.\n",
    "content/lessons/blade.md": "# Warm the blade\n\nWith a hand.\n",
}
PROBLEM = load_types()["problem"]


def entry(uri: str, created: date | None = None) -> Entry:
    found = read_entry(source_from(b"# T\n", f"content/{uri}", uri), PROBLEM, {})
    return Entry(**{name: getattr(found, name) for name in Entry.__dataclass_fields__} | {"created": created})


def slugs(*entries: Entry) -> list[str]:
    return [each.slug for each in with_own_slugs(entries, ())]


def test_the_first_commit_says_who_came_first() -> None:
    early, late = entry("problems/ice/blade.md", date(2024, 1, 1)), entry("lessons/blade.md", date(2025, 1, 1))
    assert slugs(early, late) == ["blade", "lessons-blade"]
    assert slugs(late, early) == ["lessons-blade", "blade"]
    assert slugs(entry("problems/ice/blade.md"), late) == ["ice-blade", "blade"], "one that is not committed is later"
    assert slugs(entry("problems/ice/blade.md"), entry("lessons/blade.md")) == ["ice-blade", "blade"], "by path"


def test_a_name_that_is_taken_gets_a_number() -> None:
    uris = ("problems/a/ice/blade.md", "problems/b/ice/blade.md", "problems/ice-blade.md", "problems/c/ice/blade.md")
    assert slugs(*map(entry, uris)) == ["blade", "ice-blade-2", "ice-blade", "ice-blade-3"]


def test_one_that_is_published_comes_before_one_that_is_not() -> None:
    first, second = entry("cases/blade.md", date(2024, 1, 1)), entry("problems/blade.md", date(2025, 1, 1))
    found = with_own_slugs([first, second], {"cases/blade.md"})
    assert [each.slug for each in found] == ["cases-blade", "blade"]
    assert shared_slugs(found) == {"blade": ("blade", "cases-blade")}


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join), unique=True, max_size=12))
def test_no_two_are_the_same_and_the_order_of_files_does_not_matter(names: list[str]) -> None:
    entries = [entry(f"problems/{name}.md") for name in names]
    found = {each.source.uri: each.slug for each in with_own_slugs(entries, ())}
    assert len(set(found.values())) == len(names)
    assert {each.source.uri: each.slug for each in with_own_slugs(entries[::-1], ())} == found
    assert slugs(*with_own_slugs(entries, ())) == list(found.values()), "asked again, the same"


@pytest.mark.parametrize("severity", ["", "      severities: {duplicate-slug: off, ambiguous-ref: off}\n"])
def test_both_have_a_page_whatever_the_settings_say(severity: str, tmp_path: Path) -> None:
    root = write(tmp_path, TWO | {"mkdocs.yml": f"{MKDOCS_YML}{severity}"})
    git(root, "init", "-q")
    git(root, "add", "content/problems")
    git(root, "commit", "-qm", "One branch", "--date", "2024-11-02T10:00:00Z")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "The other", "--date", "2025-11-02T10:00:00Z")
    done = run("build", folder=root)
    assert done.returncode == 0, done.stderr
    assert "It scrapes." in (root / "site/problems/blade/index.html").read_text()
    assert "With a hand." in (root / "site/lessons/lessons-blade/index.html").read_text()
    assert '"slug":"lessons-blade"' in (root / "site/kb.json").read_text().replace(" ", "")


def test_a_reference_that_could_mean_both_stops_the_site(tmp_path: Path) -> None:
    case = {"content/cases/van.md": "---\nproblem: [blade]\n---\n# Van\n\nIt stopped. See [[lessons-blade]].\n"}
    done = run("build", "--no-git", folder=write(tmp_path, TWO | case))
    assert done.returncode == 1
    assert "“blade” under problem could mean content/lessons/blade.md or content/problems/ice/blade.md" in done.stderr
    case = {"content/cases/van.md": case["content/cases/van.md"].replace("[blade]", "[ice-blade]")}
    assert run("build", "--no-git", folder=write(tmp_path, case)).returncode == 0
    assert read(tmp_path).linked_by("ice-blade", "problem") == ("van",)


@pytest.mark.parametrize(
    "setting", ["severities: {{{}: off}}", "severities: {{{}: hint}}", "ignores: [{{rule: {}, path: '*', reason: x}}]"]
)
@pytest.mark.parametrize(
    "rule", ["unreadable-file", "front-matter-not-closed", "taken-address", "colliding-path", "heavy-markdown"]
)
def test_what_would_lose_a_file_cannot_be_silenced(setting: str, rule: str, tmp_path: Path) -> None:
    root = write(tmp_path, {"mkdocs.yml": f"{MKDOCS_YML}      {setting.format(rule)}\n", "content/a.md": "# A\n"})
    done = run("validate", folder=root)
    assert done.returncode == 2
    assert f"{rule} can be neither ignored nor less than an error" in done.stderr
