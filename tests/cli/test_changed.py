"""``cop-kb validate --changed`` says what a merge request adds to the findings of its target, in real repositories."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import cop_kb
from cop_kb.model.error import CopKbError
from cop_kb.reading.changed import changed_files
from tests.cli.running import git, run, within
from tests.support import MKDOCS_YML, write

ALPHA = "# Alpha breaks\n\nThe arm bends on every frosty morning.\n\n## Why\n\nThe spindle is dry and turns with a squeal.\n"
GOOD = (
    "---\nproblem: alpha\n---\n# It happened on Monday\n\n## What happened\n\nIt squealed.\n\n## Outcome\n\nNothing.\n"
)
FAQ = "---\ntopics: [noise]\napplies_to: {vehicle: van}\n---\n# Why does it squeal?\n\nSee [why](../problems/alpha.md#why).\n"
BAD = "---\nproblem: no-such-thing\n---\n# It hummed\n\nAll night.\n"
NEW = "---\nproblem: no-such-thing\n---\n# The fuse blew\n\nTwice in one week.\n"
IDEA = (
    (Path(cop_kb.__file__).parent / "entry_types/faq/type.yml")
    .read_text()
    .replace("faq", "idea")
    .replace("FAQ", "Idea")
)
FILES = {
    "content/problems/alpha.md": ALPHA,
    "content/cases/monday.md": GOOD,
    "content/faqs/squeal.md": FAQ,
    "content/topics.yml": "noise: {label: Noise}\n",
    "content/cases/old.md": BAD,
    "content/ideas/grease.md": "# Would grease help?\n\nPerhaps.\n",
    "content/tried/alpha/2026-01-01-ines-abcdef.md": "---\nresult: worked\nwho: ines\ndate: 2026-01-01\n---\nOiled.\n",
    "entry_types/idea/type.yml": IDEA,
}
Edits = dict[str, str | None]
MONDAY, SQUEAL, OLD = "content/cases/monday.md", "content/faqs/squeal.md", "content/cases/old.md"


def edit(root: Path, edits: Edits) -> None:
    """Write or delete files."""
    for path, text in edits.items():
        if text is None:
            (root / path).unlink()
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "x")


def committed(root: Path) -> Path:
    git(root, "init", "--quiet")
    commit(root)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base in a repository with one error, everything committed; the branch ``mine`` is checked out."""
    root = committed(write(tmp_path / "repository", FILES))
    git(root, "checkout", "--quiet", "-b", "mine")
    return root


def branched(root: Path, mine: Edits, theirs: Edits | None = None) -> None:
    """Commit edits on the branch, and on ``main`` since it was left."""
    if theirs:
        git(root, "checkout", "--quiet", "main")
        edit(root, theirs)
        commit(root)
        git(root, "checkout", "--quiet", "mine")
    edit(root, mine)
    commit(root)


def findings(root: Path, *arguments: str) -> list[dict[str, Any]]:
    done = within(root, "validate", "--format", "json", *arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    listed: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    assert done.exit_code == int(any(each["severity"] == "error" for each in listed))
    return [each | {"path": os.path.relpath(each["path"], os.path.relpath(root))} for each in listed]


def found(root: Path, *arguments: str) -> set[tuple[str, str]]:
    """The files and rules of findings that are no hints."""
    return {(each["path"], each["rule"]) for each in findings(root, *arguments) if each["severity"] != "hint"}


FACETS = MKDOCS_YML.replace("[van, saloon]", "[saloon]")
MOVED = MKDOCS_YML.replace("docs_dir: content", "docs_dir: texts")
ELSEWHERE = {path.replace("content/", "texts/"): text for path, text in FILES.items() if path.startswith("content/")}
NEW_MONDAY = GOOD.replace("alpha", "beta")
CASES: dict[str, tuple[Edits, Edits, set[tuple[str, str]]]] = {
    "nothing": ({}, {}, set()),
    "a new entry with an error": ({"content/cases/new.md": NEW}, {}, {("content/cases/new.md", "dangling-ref")}),
    "an entry that others name is deleted": (
        {"content/problems/alpha.md": None},
        {},
        {
            (MONDAY, "dangling-ref"),
            (SQUEAL, "dead-link"),
            ("content/tried/alpha/2026-01-01-ines-abcdef.md", "stray-try"),
        },
    ),
    "it is renamed": (
        {"content/problems/alpha.md": None, "content/problems/beta.md": ALPHA},
        {},
        {
            (MONDAY, "dangling-ref"),
            (SQUEAL, "dead-link"),
            ("content/tried/alpha/2026-01-01-ines-abcdef.md", "stray-try"),
        },
    ),
    "main came to name what is deleted": (
        {"content/problems/alpha.md": None, MONDAY: None, SQUEAL: None, "content/tried/alpha/2026-01-01-ines-abcdef.md": None},
        {"content/cases/tuesday.md": GOOD.replace("Monday", "Tuesday").replace("squealed", "bent")},
        {("content/cases/tuesday.md", "dangling-ref")},
    ),
    "the branch came to name what main deleted": (
        {"content/cases/tuesday.md": "---\nlearned_from: [monday]\nproblem: alpha\n---\n# Tuesday\n\nIt [bent](monday.md).\n"},
        {MONDAY: None},
        {("content/cases/tuesday.md", "dead-link"), ("content/cases/tuesday.md", "unknown-key")},
    ),
    "a facet's value is taken away": ({"mkdocs.yml": FACETS}, {}, {(SQUEAL, "invalid-value")}),
    "a topic is taken away": ({"content/topics.yml": "other: {label: Other}\n"}, {}, {(SQUEAL, "unknown-topic")}),
    "a heading gets other words": (
        {"content/problems/alpha.md": ALPHA.replace("## Why", "## Because")},
        {},
        {(SQUEAL, "dead-link")},
    ),
    "main has the slug by now": (
        {"content/problems/gamma.md": "# Gamma of the branch\n\nIt leaks oil over the bracket.\n"},
        {"content/faqs/gamma.md": "# Why gamma?\n\nNobody has told anybody.\n"},
        {("content/problems/gamma.md", "duplicate-slug")},
    ),
    "an entry type is taken away": ({"entry_types/idea/type.yml": None}, {}, set()),
    "a severity is raised": (
        {"mkdocs.yml": MKDOCS_YML.replace("      facets:", "      severities: {missing-section: warning}\n      facets:")},
        {},
        {(path, "missing-section") for path in (OLD, MONDAY, "content/problems/alpha.md")},
    ),
    "an old error moves down and stays one": ({OLD: BAD.replace("---\nproblem", "---\n\n\nproblem")}, {}, set()),
    "an entry with an error is renamed": ({OLD: None, "content/cases/now called so.md": BAD}, {}, set()),
    "an old error comes a second time": (
        {OLD: BAD + "\n[x](nowhere.md) and [y](nowhere.md)\n"},
        {OLD: BAD + "\n[x](nowhere.md)\n"},
        {(OLD, "dead-link")},
    ),
    "an error is mended": ({OLD: BAD.replace("no-such-thing", "alpha")}, {}, set()),
    "main mended an error, in a file that the branch has not touched": (
        {"content/cases/new.md": GOOD.replace("Monday", "Friday").replace("squealed", "broke")},
        {OLD: BAD.replace("no-such-thing", "alpha")},
        set(),
    ),
    "main broke something": ({SQUEAL: FAQ + "\nMore.\n"}, {"content/cases/new.md": NEW}, set()),
    "both changed a file, and the branch's counts": (
        {MONDAY: GOOD.replace("alpha", "beta")},
        {MONDAY: GOOD.replace("squealed", "bent")},
        {(MONDAY, "dangling-ref")},
    ),
    "main deleted what the branch changed": (
        {MONDAY: GOOD.replace("alpha", "beta")},
        {MONDAY: None},
        {(MONDAY, "dangling-ref")},
    ),
    "the branch renamed what main gave other words": (
        {MONDAY: None, "content/cases/first-day.md": GOOD},
        {MONDAY: GOOD + "\n[x](nowhere.md)\n"},
        set(),
    ),
    "main renamed what the branch gave other words": (
        {MONDAY: GOOD + "\n[x](nowhere.md)\n"},
        {MONDAY: None, "content/cases/first-day.md": GOOD},
        {(MONDAY, "dead-link")},
    ),
    "main renamed what the branch names": (
        {"content/cases/tuesday.md": GOOD.replace("Monday", "Tuesday").replace("squealed", "bent")},
        {
            "content/problems/alpha.md": None, "content/problems/beta.md": ALPHA, MONDAY: NEW_MONDAY,
            SQUEAL: FAQ.replace("alpha", "beta"), "content/tried/alpha/2026-01-01-ines-abcdef.md": None,
        },
        {("content/cases/tuesday.md", "dangling-ref")},
    ),
    "the content moves to another folder": (
        {"mkdocs.yml": MOVED, **dict.fromkeys(path for path in FILES if path.startswith("content/")), **ELSEWHERE},
        {},
        set(),
    ),
    "a file is where main has a folder": (
        {"content/problems/delta": "x"},
        {"content/problems/delta/index.md": "# Delta slips\n\nOver the edge of the glass.\n"},
        {("content/problems/delta", "unknown-file-kind")},
    ),
    "settings that could not be used are mended": ({"mkdocs.yml": MKDOCS_YML + "# mended"}, {"mkdocs.yml": "site_name: ["}, {(OLD, "dangling-ref")}),
}  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "expected"), CASES.values(), ids=CASES)
def test_what_a_branch_adds_is_said_wherever_it_stands(
    mine: Edits, theirs: Edits, expected: set[tuple[str, str]], root: Path
) -> None:
    branched(root, mine, theirs)
    assert found(root, "--changed", "main") == expected


@pytest.mark.parametrize(
    "name", ["an entry that others name is deleted", "it is renamed", "a facet's value is taken away"]
)
def test_it_is_said_before_it_is_committed_too(name: str, root: Path) -> None:
    edits, _, expected = CASES[name]
    edit(root, edits)
    assert found(root, "--changed") == expected
    assert found(root, "--staged") == set()
    git(root, "add", "--all")
    assert found(root, "--changed") == found(root, "--staged") == expected


def test_nothing_changed_is_good_however_bad_the_rest_is(root: Path) -> None:
    done = run("validate", "--changed", folder=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing found.\n", "")
    edit(root, {"content/cases/new.md": NEW})
    assert run("validate", "--changed", folder=root).returncode == 1


def test_a_finding_is_shown_with_its_line_as_the_checkout_has_it(root: Path) -> None:
    branched(root, {"content/problems/alpha.md": None}, {"content/cases/new.md": NEW})
    done = run("validate", "--changed", "main", folder=root)
    assert f"{MONDAY}:2:10 error “alpha” under problem is no entry" in done.stdout
    assert "  2 │ problem: alpha" in done.stdout
    github = run("validate", "--changed", "main", "--format", "github", folder=root).stdout
    assert f"::error file={MONDAY},line=2,col=10" in github
    below = run("validate", "--changed", "main", folder=root / "content/cases").stdout
    assert "../../content/cases/monday.md:2:10" in below


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab", "sarif"])
def test_nothing_changed_is_a_whole_report_in_every_form(form: str, root: Path) -> None:
    done = run("validate", "--changed", "--format", form, folder=root)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    if form in ("json", "gitlab", "sarif"):
        json.loads(done.stdout)


def test_ignored_files_are_not_part_of_a_branch(root: Path) -> None:
    edit(root, {".gitignore": "*.tmp.md\n", "content/cases/ignored.tmp.md": NEW})
    assert found(root, "--changed") == set()
    edit(root, {SQUEAL: FAQ + "\n[x](../cases/ignored.tmp.md)\n"})
    assert found(root, "--changed") == {(SQUEAL, "dead-link")}, "for nobody else will have it"


def test_what_is_staged_counts_and_nothing_else(root: Path) -> None:
    edit(root, {SQUEAL: FAQ.replace("alpha", "beta"), "content/cases/new.md": NEW})
    git(root, "add", SQUEAL)
    edit(root, {SQUEAL: FAQ})
    assert found(root, "--staged") == {(SQUEAL, "dead-link")}
    assert found(root, "--changed") == {("content/cases/new.md", "dangling-ref")}
    git(root, "checkout", "--quiet", "--force", "main")
    git(root, "rm", "--quiet", "--cached", "content/problems/alpha.md")
    assert (MONDAY, "dangling-ref") in found(root, "--staged")
    assert found(root, "--changed") == {("content/cases/new.md", "dangling-ref")}, "the file still lies here"


def test_paths_say_what_of_it_is_meant(root: Path) -> None:
    branched(root, {"content/problems/alpha.md": None, "content/cases/new.md": NEW})
    for path in ("content/cases/new.md", "new"):
        arguments = (str(root / path),) if "/" in path else (path,)
        assert found(root, "--changed", "main", *arguments) == {("content/cases/new.md", "dangling-ref")}
    assert {path for path, _ in found(root, "--changed", "main", str(root / "content/cases"))} == {
        "content/cases/new.md",
        MONDAY,
    }


def test_a_knowledge_base_below_the_top_of_the_repository(tmp_path: Path) -> None:
    root = write(tmp_path / "docs" / "kb", FILES)
    write(tmp_path, {"README.md": "x", OLD: "no entry of ours"})
    committed(tmp_path)
    edit(tmp_path, {OLD: "changed", "docs/kb/content/problems/alpha.md": None})
    expected = CASES["an entry that others name is deleted"][2]
    assert found(root, "--changed") == expected
    assert "dangling-ref" in run("validate", "--changed", folder=root / "content").stdout


def test_content_may_lie_beside_the_folder_of_the_settings(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {"mkdocs.yml": MKDOCS_YML.replace("content", "../texts")})
    write(tmp_path, {path.replace("content/", "texts/"): text for path, text in FILES.items()})
    committed(tmp_path)
    edit(tmp_path, {"texts/problems/alpha.md": None})
    assert ("../texts/cases/monday.md", "dangling-ref") in found(root, "--changed")


def test_settings_of_git_s_own_do_not_matter(root: Path) -> None:
    for name, value in {
        "core.quotePath": "true", "diff.noprefix": "true", "diff.renames": "false", "color.ui": "always",
        "diff.relative": "false", "status.relativePaths": "false", "diff.external": "false", "core.pager": "less",
    }.items():  # fmt: skip
        git(root, "config", name, value)
    edit(root, {"content/cases/neü “x”.md": NEW})
    assert found(root, "--changed") == {("content/cases/neü “x”.md", "dangling-ref")}


def test_a_repository_without_a_commit_is_all_new(tmp_path: Path) -> None:
    root = write(tmp_path, FILES)
    git(root, "init", "--quiet")
    assert (OLD, "dangling-ref") in found(root, "--changed")
    assert found(root, "--staged") == set()
    git(root, "add", "--all")
    assert (OLD, "dangling-ref") in found(root, "--changed")
    assert (OLD, "dangling-ref") in found(root, "--staged")


def test_a_detached_head_is_as_good_as_a_branch(root: Path) -> None:
    branched(root, {"content/problems/alpha.md": None})
    git(root, "checkout", "--quiet", "--detach")
    assert found(root, "--changed", "main") == CASES["an entry that others name is deleted"][2]


def test_histories_without_a_common_commit_are_laid_over_each_other(root: Path) -> None:
    git(root, "checkout", "--quiet", "--orphan", "other")
    edit(root, {"content/cases/new.md": NEW})
    assert found(root, "--changed", "main") == {("content/cases/new.md", "dangling-ref")}, "before its first commit"
    commit(root)
    assert found(root, "--changed", "main") == {("content/cases/new.md", "dangling-ref")}


def test_a_shallow_clone_that_does_not_reach_back_says_so(root: Path, tmp_path: Path) -> None:
    branched(root, {"content/cases/new.md": NEW}, {SQUEAL: FAQ + "\nMore.\n"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--no-single-branch", f"file://{root}", "shallow")
    done = run("validate", "--changed", "origin/main", folder=tmp_path / "shallow")
    assert done.returncode == 2
    assert "this shallow clone does not reach back to where the branch left “origin/main”" in done.stderr
    assert done.stderr.count("\n") == 1
    assert found(tmp_path / "shallow", "--changed") == set(), "against its own last commit it can be told"


def test_a_partial_clone_says_what_it_lacks(root: Path, tmp_path: Path) -> None:
    branched(root, {"content/cases/new.md": NEW}, {SQUEAL: FAQ + "\nMore.\n"})
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{root}", "partial")
    done = run("validate", "--changed", "origin/main", folder=tmp_path / "partial")
    assert (done.returncode, "clone without --filter" in done.stderr) == (2, True)


def test_settings_of_no_use_once_merged_are_said(root: Path) -> None:
    branched(root, {"mkdocs.yml": None})
    write(root / "content", {})
    (root / "mkdocs.yml").write_text(MKDOCS_YML)
    git(root, "rm", "--quiet", "--cached", "--ignore-unmatch", "mkdocs.yml")
    done = run("validate", "--staged", "--changed", "main", folder=root)
    assert (done.returncode, done.stderr) == (
        1,
        "cop-kb: Once this is merged, there is no mkdocs.yml: is it meant to be deleted?\n",
    )
    edit(root, {"mkdocs.yml": "site_name: ["})
    assert run("validate", "--changed", "main", folder=root).stderr.startswith("cop-kb: mkdocs.yml:1")


def test_settings_of_another_commit_hold_on_both_sides(root: Path) -> None:
    branched(root, {"mkdocs.yml": FACETS, "content/problems/alpha.md": None})
    assert (SQUEAL, "invalid-value") in found(root, "--changed", "main")
    expected = CASES["an entry that others name is deleted"][2]
    assert found(root, "--changed", "main", "--trusted-from", "main") == expected


def test_what_rendering_tells_is_compared_too(root: Path) -> None:
    branched(
        root,
        {MONDAY: GOOD + "\n<script>alert(1)</script>\n"},
        {"content/cases/new.md": GOOD.replace("Monday", "Friday") + "\n<script>alert(2)</script>\n"},
    )
    assert {path for path, rule in found(root, "--changed", "main", "--rendered") if rule == "removed-markup"} == {
        MONDAY
    }
    git(root, "checkout", "--quiet", "main")
    assert ("content/cases/new.md", "removed-markup") in found(root, "--rendered")


def test_fixes_are_written_where_the_file_says_what_it_will_say(root: Path) -> None:
    wrong = "---\ntitle: Error: another day\n---\nIt rained.\n"
    branched(root, {"content/cases/new.md": wrong}, {OLD: wrong.replace("another", "some")})
    done = run("validate", "--changed", "main", "--fix", folder=root)
    assert done.returncode == 0, done.stdout
    assert 'title: "Error: another day"' in (root / "content/cases/new.md").read_text()
    assert (root / OLD).read_text() == BAD
    refused = run("validate", "--staged", "--fix", folder=root)
    assert (refused.returncode, "give only one" in refused.stderr) == (2, True)


def test_nothing_is_left_of_the_copies(root: Path, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    (tmp_path / "caches").mkdir(mode=0o700)
    branched(root, {"content/problems/alpha.md": None})
    status = git(root, "status", "--porcelain")
    places = {"TMPDIR": str(tmp_path / "temporary"), "XDG_CACHE_HOME": str(tmp_path / "caches")}
    assert run("validate", "--changed", "main", folder=root, **places).returncode == 1
    assert not list((tmp_path / "temporary").iterdir())
    assert len([each for each in (tmp_path / "caches").glob("cop-kb/*") if each.is_dir()]) <= 1
    assert git(root, "status", "--porcelain") == status


def test_links_lead_nowhere_else(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    git(root, "checkout", "--quiet", "main")
    (root / "content/problems/delta").symlink_to(tmp_path / "outside")
    commit(root)
    git(root, "checkout", "--quiet", "mine")
    branched(root, {"content/problems/delta/index.md": "# Delta slips\n\nOver the edge.\n"})
    assert found(root, "--changed", "main") == set()
    (root / "content/problems/epsilon.md").symlink_to(tmp_path / "outside")
    assert found(root, "--changed", "main") == {("content/problems/epsilon.md", "refused-file")}
    assert not list((tmp_path / "outside").iterdir())


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("no-such-branch", "Git cannot tell what changed: “no-such-branch” is no commit here. Is it fetched?"),
        ("", "Git cannot tell what changed: “” is no commit here."),
        ("HEAD:mkdocs.yml", "Git cannot tell what changed: “HEAD:mkdocs.yml” is no commit here."),
    ],
)
def test_a_base_that_is_none_is_one_sentence(base: str, said: str, root: Path) -> None:
    done = run("validate", f"--changed={base}", folder=root)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cop-kb: {said}")
    assert done.stderr.count("\n") == 1


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    done = run("validate", "--changed", folder=write(tmp_path, FILES), GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 2
    assert done.stderr.startswith("cop-kb: Git cannot tell what changed")
    assert "repository" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_git_it_says_so_and_everything_else_works(root: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "no programs"
    nothing.mkdir()
    done = run("validate", "--changed", folder=root, PATH=str(nothing))
    assert (done.returncode, done.stderr) == (
        2,
        "cop-kb: --changed asks Git, and there is no git here: install it, or name the files.\n",
    )
    assert run("validate", folder=root, PATH=str(nothing)).returncode == 1


def test_a_file_that_another_program_calls_by_bytes_is_found(root: Path) -> None:
    if os.name != "posix":
        pytest.fail("these tests need a POSIX system")
    path = os.fsencode(root / "content" / "cases") + b"/\xff.md"
    Path(os.fsdecode(path)).write_text(NEW)
    name = os.fsdecode(b"content/cases/\xff.md")
    assert changed_files(root, "HEAD", [OLD, name]) == (name,)
    assert found(root, "--changed") == {("content/cases/\\xff.md", "unreadable-file")}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_what_differs_is_told_without_git_s_filters(algorithm: str, tmp_path: Path) -> None:
    root = write(tmp_path / "repository", {})
    texts = {"lf": b"one\ntwo\n", "crlf": b"one\r\ntwo\r\n", "mixed": b"a\r\nb\n", "binary": b"\0\r\n", "none": b""}
    write(root, {f"content/{name}.md": text for name, text in texts.items()})
    (root / "content/link.md").symlink_to("lf.md")
    git(root, "init", "--quiet", f"--object-format={algorithm}")
    git(root, "config", "core.autocrlf", "false")
    commit(root)
    paths = [f"content/{name}.md" for name in (*texts, "link")]

    def changed(**texts: bytes) -> list[str]:
        for name, text in texts.items():
            (root / f"content/{name}.md").write_bytes(text)
        return [Path(each).stem for each in changed_files(root, "HEAD", paths)]

    assert changed() == []
    assert changed(lf=b"one\r\ntwo\r\n") == [], "as Git writes it where core.autocrlf is set"
    assert changed(binary=b"\0\n") == ["binary"]
    assert changed(binary=texts["binary"], lf=b"one\r\n\r\ntwo\r\n") == ["lf"]
    assert changed(lf=texts["lf"], none=b"x") == ["none"]
    (root / "content/none.md").write_bytes(b"")
    (root / "content/none.md").chmod(0o755)
    (root / "content/link.md").unlink()
    (root / "content/link.md").symlink_to("crlf.md")
    assert changed() == ["link"]
    (root / "content/link.md").unlink()
    os.mkfifo(root / "content/link.md")
    assert changed() == ["link"]


def test_a_file_that_is_tracked_and_ignored_is_looked_at(root: Path) -> None:
    edit(root, {".gitignore": "*.md\n", "content/cases/forced.md": NEW, "content/cases/ignored.md": NEW})
    git(root, "add", "--force", "content/cases/forced.md")
    edit(root, {MONDAY: NEW_MONDAY})
    assert found(root, "--changed") == {("content/cases/forced.md", "dangling-ref"), (MONDAY, "dangling-ref")}


def test_from_inside_git_s_own_hook_it_sees_the_same(root: Path) -> None:
    edit(root, {"content/cases/new.md": NEW})
    inside = run("validate", "--changed", "--format", "json", folder=root, GIT_DIR=str(root / ".git"))
    assert {each["path"] for each in json.loads(inside.stdout)["findings"] if each["severity"] == "error"} == {
        "content/cases/new.md"
    }


def test_no_base_can_be_an_option(root: Path) -> None:
    with pytest.raises(CopKbError, match="“--output=x” is no commit"):
        changed_files(root, "--output=x", [])
    assert not (root / "x").exists()
