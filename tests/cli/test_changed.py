"""``cop-kb validate --changed`` looks at what a merge request changes, in a real repository."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading.changed import changed_files
from tests.cli.running import git, run, within
from tests.support import write

BAD = "---\nproblem: no-such-thing\n---\n# It hummed\n\nAll night.\n"
OLD = {f"content/cases/{name}.md": BAD for name in ("kept", "edited", "staged", "deleted", "renamed")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base in a repository, everything committed."""
    return committed(write(tmp_path / "repository", OLD))


def committed(root: Path) -> Path:
    git(root, "init", "--quiet")
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "x")


def change(root: Path) -> None:
    """One change of each kind."""
    cases = root / "content" / "cases"
    (cases / "edited.md").write_text(BAD + "More.\n")
    (cases / "staged.md").write_text(BAD + "More.\n")
    git(root, "add", "content/cases/staged.md")
    (cases / "deleted.md").unlink()
    git(root, "mv", "content/cases/renamed.md", "content/cases/now called so.md")
    (cases / "new über “x”.md").write_text(BAD)
    (root / ".gitignore").write_text("*.tmp.md\n")
    (cases / "ignored.tmp.md").write_text(BAD)


CHANGED = {"edited.md", "staged.md", "now called so.md", "new über “x”.md"}


def found(root: Path, *arguments: str) -> set[str]:
    """The names of the files that findings are about."""
    done = within(root, "validate", "--format", "json", *arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return {each["path"].rpartition("/")[2] for each in json.loads(done.stdout)["findings"]}


def test_new_changed_staged_and_renamed_files_are_looked_at_and_no_others(root: Path) -> None:
    assert found(root, "--changed") == set()
    change(root)
    assert found(root, "--changed") == CHANGED
    there = [path.relative_to(root).as_posix() for path in (root / "content").rglob("*.md")]
    paths = changed_files(root, "HEAD", reversed(there))
    assert paths == tuple(sorted(f"content/cases/{name}" for name in CHANGED))


def test_nothing_changed_is_good_however_bad_the_rest_is(root: Path) -> None:
    done = run("validate", "--changed", folder=root)
    assert (done.returncode, done.stdout) == (0, "Nothing found.\n")
    change(root)
    assert run("validate", "--changed", folder=root).returncode == 1


def test_a_base_is_a_commit_and_what_is_uncommitted_counts_too(root: Path) -> None:
    git(root, "tag", "begin")
    (root / "content/cases/edited.md").write_text(BAD + "More.\n")
    commit(root)
    assert found(root, "--changed") == set()
    assert found(root, "--changed", "begin") == {"edited.md"}
    assert found(root, "--changed", "HEAD~1") == {"edited.md"}
    (root / "content/cases/new.md").write_text(BAD)
    assert found(root, "--changed", "begin") == {"edited.md", "new.md"}


def test_what_others_merged_meanwhile_is_theirs(root: Path) -> None:
    git(root, "checkout", "--quiet", "-b", "mine")
    (root / "content/cases/edited.md").write_text(BAD + "Mine.\n")
    commit(root)
    git(root, "checkout", "--quiet", "main")
    (root / "content/cases/kept.md").write_text(BAD + "Theirs.\n")
    commit(root)
    git(root, "checkout", "--quiet", "mine")
    assert found(root, "--changed", "main") == {"edited.md"}


def test_it_goes_together_with_paths(root: Path) -> None:
    change(root)
    folder = str(root / "content" / "cases" / "edited.md")
    assert found(root, "--changed", "HEAD", folder) == {"edited.md"}


def test_a_knowledge_base_below_the_top_of_the_repository(tmp_path: Path) -> None:
    root = write(tmp_path / "docs" / "kb", OLD)
    write(tmp_path, {"README.md": "x", "content/cases/edited.md": "no entry of ours"})
    committed(tmp_path)
    change(root)
    (tmp_path / "content/cases/edited.md").write_text("changed")
    assert found(root, "--changed") == CHANGED
    assert run("validate", "--changed", folder=root / "content").stdout.count("dangling-ref") == len(CHANGED)


def test_settings_of_git_s_own_do_not_matter(root: Path) -> None:
    for name, value in {
        "core.quotePath": "true", "diff.noprefix": "true", "diff.renames": "false", "color.ui": "always",
        "diff.relative": "false", "status.relativePaths": "false", "diff.external": "false", "core.pager": "less",
    }.items():  # fmt: skip
        git(root, "config", name, value)
    change(root)
    assert found(root, "--changed") == CHANGED


def test_a_repository_without_a_commit_is_all_new(tmp_path: Path) -> None:
    root = write(tmp_path, OLD)
    git(root, "init", "--quiet")
    assert found(root, "--changed") == {Path(name).name for name in OLD}
    git(root, "add", "--all")
    assert found(root, "--changed") == {Path(name).name for name in OLD}


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
    done = run("validate", "--changed", folder=write(tmp_path, OLD), GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
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
        "Nobody has credit here: There is no git here that could be asked: install it.\n"
        "cop-kb: --changed asks Git, and there is no git here: install it, or name the files.\n",
    )
    assert run("validate", folder=root, PATH=str(nothing)).returncode == 1


def test_a_file_that_another_program_calls_by_bytes_is_found(root: Path) -> None:
    if os.name != "posix":
        pytest.fail("these tests need a POSIX system")
    path = os.fsencode(root / "content" / "cases") + b"/\xff.md"
    Path(os.fsdecode(path)).write_text(BAD)
    name = os.fsdecode(b"content/cases/\xff.md")
    assert changed_files(root, "HEAD", ["content/cases/kept.md", name]) == (name,)
    assert found(root, "--changed") == {"\\xff.md"}


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
    (root / ".gitignore").write_text("*.md\n")
    (root / "content/cases/forced.md").write_text(BAD)
    (root / "content/cases/ignored.md").write_text(BAD)
    git(root, "add", "--force", "content/cases/forced.md")
    (root / "content/cases/kept.md").write_text(BAD + "More.\n")
    assert found(root, "--changed") == {"forced.md", "kept.md"}


def test_from_inside_git_s_own_hook_it_sees_the_same(root: Path) -> None:
    change(root)
    inside = run("validate", "--changed", "--format", "json", folder=root, GIT_DIR=str(root / ".git"))
    names = {each["path"].rpartition("/")[2] for each in json.loads(inside.stdout)["findings"]}
    assert names == CHANGED


def test_no_base_can_be_an_option(root: Path) -> None:
    with pytest.raises(CopKbError, match="“--output=x” is no commit"):
        changed_files(root, "--output=x", [])
    assert not (root / "x").exists()
