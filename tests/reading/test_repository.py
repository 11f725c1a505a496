"""Which repository a folder lies in, in every form that Git itself makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_kb.reading.git_process import NoAnswerError
from cop_kb.reading.repository import Repository, find_repository
from tests.cli.running import git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path / "repository")


def made(root: Path) -> Path:
    root.mkdir(parents=True)
    (root / "a.md").write_text("one")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begin")
    return root


def test_the_nearest_folder_above_with_a_repository(root: Path, tmp_path: Path) -> None:
    (root / "a/b").mkdir(parents=True)
    plain = Repository(root, root / ".git", root / ".git")
    assert find_repository(root / "a/b") == find_repository(root) == plain
    assert find_repository(root / "not/there") == plain
    (tmp_path / "link").symlink_to(root / "a")
    assert find_repository(tmp_path / "link") == plain
    assert find_repository(tmp_path) is None


def test_a_linked_work_tree(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    folder = root / ".git/worktrees/tree"
    expected = Repository(tmp_path / "tree", folder, root / ".git")
    assert find_repository(tmp_path / "tree") == expected
    (folder / "gitdir").write_text("../../../../tree/.git\n")  # as Git writes it with worktree.useRelativePaths
    (tmp_path / "tree/.git").write_text("gitdir: ../repository/.git/worktrees/tree\n")
    assert find_repository(tmp_path / "tree") == expected
    (tmp_path / "tree").rename(tmp_path / "moved")
    with pytest.raises(NoAnswerError, match="git worktree repair"):
        find_repository(tmp_path / "moved")
    git(root, "worktree", "repair", str(tmp_path / "moved"))
    assert find_repository(tmp_path / "moved") == Repository(tmp_path / "moved", folder, root / ".git")


@pytest.mark.parametrize("where", ["beside", "within"])
def test_work_trees_of_a_bare_repository(where: str, root: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    bare = project / ".bare" if where == "within" else tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(root), str(bare))
    if where == "within":
        (project / ".git").write_text("gitdir: ./.bare\n")
    git(bare, "worktree", "add", "-q", str(project / "main"), "main")
    assert find_repository(project / "main") == Repository(project / "main", bare / "worktrees/main", bare)


def test_a_submodule_and_one_in_a_work_tree(root: Path, tmp_path: Path) -> None:
    inner = made(tmp_path / "inner")
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "docs/kb")
    git(root, "commit", "-qm", "Add it")
    folder = root / ".git/modules/docs/kb"
    assert find_repository(root / "docs/kb") == Repository(root / "docs/kb", folder, folder)
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    git(tmp_path / "tree", "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init")
    folder = root / ".git/worktrees/tree/modules/docs/kb"
    there = tmp_path / "tree/docs/kb"
    assert find_repository(there) == Repository(there, folder, folder)
    git(there, "sparse-checkout", "set", "x")  # which moves core.worktree to another file
    assert "worktree" in (folder / "config.worktree").read_text()
    assert find_repository(there) == Repository(there, folder, folder)


def test_a_repository_that_lies_elsewhere_does_not_lead_back(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    git(tmp_path, "init", "-q", "--separate-git-dir", str(tmp_path / "modules/x"), str(tmp_path / "tree"))
    with pytest.raises(NoAnswerError, match="does not lead back"):
        find_repository(tmp_path / "tree")
    git(tmp_path / "tree", "config", "core.worktree", str(tmp_path / "tree"))
    with pytest.raises(NoAnswerError, match="does not lead back"):  # and it is no submodule of a repository
        find_repository(tmp_path / "tree")
