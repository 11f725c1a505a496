from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading import commit_files
from cop_kb.reading.trusted import trusted_from
from tests.cli.running import git
from tests.support import MKDOCS_YML, write

FILES = {
    "base.yml": "extra: {}\n",
    "kb/entry_types/idea/type.yml": "x",
    "kb/ünï côde.txt": "ü",
    "kb/mkdocs.yml": MKDOCS_YML,
}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a knowledge base in a subfolder."""
    root = tmp_path / "repository"
    write(root / "kb", {})
    write(root, FILES)
    (root / "mkdocs.yml").unlink()
    (root / "kb/content/index.md").write_text("# Home\n")
    (root / "binary").write_bytes(bytes(range(256)) * 3)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    return root


def commit(top: Path) -> None:
    git(top, "add", "--all")
    git(top, "commit", "-qm", "more")


def test_all_files_of_the_commit_are_there_with_their_bytes_until_it_ends(top: Path) -> None:
    committed = {each: (top / each).read_bytes() for each in git(top, "ls-files", "-z").split("\0") if each}
    write(top / "kb", {"mkdocs.yml": "site_name: Other\n", "new.py": ""})
    with trusted_from(top / "kb/content", "HEAD") as trusted:
        copy = trusted.config_file.parents[1]
        there = {path.relative_to(copy).as_posix(): path for path in copy.rglob("*") if path.is_file()}
        assert {name: path.read_bytes() for name, path in there.items()} == committed
        assert trusted.root == top / "kb"
        assert not copy.is_relative_to(top)
        assert not any(os.access(path, os.X_OK) for path in there.values())
        assert trusted.notes == ("mkdocs.yml differs from the one at HEAD, which counts.",)
    assert not copy.exists()


def test_settings_that_the_request_deletes_or_moves_are_still_found(top: Path) -> None:
    git(top, "mv", "kb/mkdocs.yml", "mkdocs.yml")
    with trusted_from(top / "kb", "HEAD") as trusted:
        assert trusted.root == top / "kb"
        assert trusted.config_file.read_text() == MKDOCS_YML


@pytest.mark.parametrize("ref", ["", "nothing", "origin/main", "-p", "--all", "HEAD:kb", "0" * 40, "a b", "HEAD..HEAD"])
def test_what_is_no_commit_here_is_said_in_a_sentence(top: Path, ref: str) -> None:
    with (
        pytest.raises(CopKbError, match=r"is no commit that this repository has\. Fetch it first") as caught,
        trusted_from(top, ref),
    ):
        pass
    assert caught.value.exit_code == 2


def test_a_commit_that_a_shallow_clone_lacks_is_not_there(top: Path, tmp_path: Path) -> None:
    first = git(top, "rev-parse", "HEAD").strip()
    (top / "new").write_text("")
    commit(top)
    git(tmp_path, "clone", "-q", "--depth=1", top.as_uri(), "shallow")
    with pytest.raises(CopKbError, match="fetch-depth: 0"), trusted_from(tmp_path / "shallow/kb", first):
        pass


def test_objects_that_a_partial_clone_lacks_are_asked_for_nowhere(top: Path, tmp_path: Path) -> None:
    git(top, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", "--no-checkout", top.as_uri(), "partial")
    git(tmp_path / "partial", "config", "remote.origin.url", (tmp_path / "gone").as_uri())
    with (
        pytest.raises(CopKbError, match="A partial clone does not have them all"),
        trusted_from(tmp_path / "partial", "HEAD"),
    ):
        pass


def test_without_a_repository_or_a_knowledge_base_it_says_so(top: Path, tmp_path: Path) -> None:
    with pytest.raises(CopKbError, match="Git knows no repository here"), trusted_from(tmp_path, "HEAD"):
        pass
    with pytest.raises(CopKbError, match=r"no mkdocs.yml in .* or above it at HEAD"), trusted_from(top, "HEAD"):
        pass


def test_links_and_submodules_are_left_out_and_named(top: Path, tmp_path: Path) -> None:
    (top / "kb/theme").symlink_to(tmp_path)
    git(tmp_path, "clone", "-q", top.as_uri(), "other")
    git(top, "-c", "protocol.file.allow=always", "submodule", "add", "-q", (tmp_path / "other").as_uri(), "kb/sub")
    commit(top)
    with trusted_from(top / "kb", "HEAD") as trusted:
        there = trusted.config_file.parent
        assert not (there / "theme").is_symlink()
        assert not os.path.lexists(there / "theme")
        assert not os.path.lexists(there / "sub")
        assert trusted.notes == ("Not taken from HEAD: kb/sub (a submodule), kb/theme (a symbolic link).",)


@pytest.mark.parametrize("name", ["entry_types", "entry_types/idea/about.md", "mkdocs.yml"])
def test_a_link_for_what_the_entries_mean_is_refused(top: Path, tmp_path: Path, name: str) -> None:
    path = top / "kb" / name
    git(top, "rm", "-rqf", "--ignore-unmatch", f"kb/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(tmp_path)
    commit(top)
    with pytest.raises(CopKbError, match=r"is a symbolic link at HEAD|no mkdocs.yml"), trusted_from(top / "kb", "HEAD"):
        pass


def test_more_than_there_may_be_is_refused_before_it_is_read(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_files, "MOST_BYTES", 500)
    with pytest.raises(CopKbError, match="at most 100,000 and 500 are taken"), trusted_from(top / "kb", "HEAD"):
        pass


def test_many_files_come_in_parts(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_files, "AT_ONCE", 10)
    with trusted_from(top / "kb", "HEAD") as trusted:
        assert (trusted.config_file.parents[1] / "binary").read_bytes() == bytes(range(256)) * 3


@pytest.mark.parametrize("path", ["../out", "/tmp/out", "a/../../out", ""])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(CopKbError, match="leads out of it"):
        commit_files.write_file(tmp_path / "folder", path, b"")
