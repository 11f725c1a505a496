"""What Git says, and what it does not say: whether something is tracked, and by what names people go."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cop_kb.model.file_names import shortened_name
from cop_kb.reading.git import Answer, clean_name, is_tracked
from cop_kb.reading.git_process import NoAnswerError, run_git
from cop_kb.reading.repository import find_repository
from tests.cli.running import git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for name in ("cache/x", "gone/x", "Größe/x", "kb/.cop-kb/x", "kb/a[b]*/x"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(name)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begin")
    git(root, "rm", "-rqf", "gone")
    for name in ("staged/x", "free/x"):
        (root / name).parent.mkdir()
        (root / name).write_text(name)
    git(root, "add", "staged")
    return root


@pytest.mark.parametrize("path", ["cache", "cache/x", "CACHE", "gone", "gone/X", "staged", "Größe", "kb", "kb/.cop-kb",
                                  "kb/a[b]*", ".", "kb/../cache", "kb/.COP-KB/x"])  # fmt: skip
def test_what_head_or_the_index_has_is_tracked(path: str, root: Path) -> None:
    assert is_tracked(root, root / path) is Answer.YES
    assert is_tracked(root, Path(path)) is Answer.YES


@pytest.mark.parametrize("path", ["free", "free/x", "nowhere", "cac", "cache/x/y", "kb/a*", "c*", ":(glob)**", ".git"])
def test_what_git_does_not_have_is_not(path: str, root: Path) -> None:
    assert is_tracked(root, root / path) is Answer.NO


def test_a_link_to_another_place_is_asked_for_itself_and_its_folder_for_what_it_is(root: Path) -> None:
    (root / "free/link").symlink_to(root / "cache")
    (root / "free/folder").symlink_to(root)
    assert is_tracked(root, root / "free/link") is Answer.NO
    assert is_tracked(root, root / "free/folder/cache") is Answer.YES


def test_before_the_first_commit_the_index_counts(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "x").write_text("")
    assert is_tracked(tmp_path, tmp_path / "x") is Answer.NO
    git(tmp_path, "add", "x")
    assert is_tracked(tmp_path, tmp_path / "x") is Answer.YES


def test_where_there_is_no_repository_nothing_is_tracked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert is_tracked(tmp_path, tmp_path / "x") is Answer.NO


def test_a_repository_around_another_is_asked_too(root: Path) -> None:
    git(root / "cache", "init", "-q")
    assert is_tracked(root / "cache", root / "cache/x") is Answer.YES
    assert is_tracked(root / "cache", root / "cache/y") is Answer.NO


def broken(root: Path, how: str) -> None:
    folder = root / ".git"
    if how == "no program":
        return
    if how == "no head":
        (folder / "HEAD").unlink()
    elif how == "head that is none":
        (folder / "HEAD").write_text("x")
    elif how == "branch that is none":
        (folder / "refs/heads/main").write_text("x")
    elif how == "missing commit":
        (folder / "refs/heads/main").write_text("0" * 39 + "1\n")
    elif how == "broken index":
        (folder / "index").write_text("x")
    elif how == "broken settings":
        (folder / "config").write_text("[core\n")
    elif how == "new format":
        git(root, "config", "core.repositoryFormatVersion", "99")
    elif how == "pipe":
        (folder / "config").unlink()
        os.mkfifo(folder / "config")
    elif how == "elsewhere":
        (folder / "commondir").write_text(str(root))
    else:
        folder.rename(root / "moved")
        folder.mkdir() if how == "empty folder" else folder.write_text("gitdir: moved\n")


@pytest.mark.parametrize("how", ["no program", "no head", "head that is none", "branch that is none", "missing commit",
                                 "broken index", "broken settings", "new format", "pipe", "elsewhere", "empty folder",
                                 "moved"])  # fmt: skip
def test_no_answer_is_not_a_no(how: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(root, how)
    if how == "no program":
        monkeypatch.setenv("PATH", str(tmp_path))
    assert is_tracked(root, root / "free") is Answer.UNKNOWN


def test_in_a_hook_its_index_counts_and_no_other(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for “git commit -a” or “git commit PATH”: https://git-scm.com/docs/githooks."""
    for index in (".git/next-index.lock", str(tmp_path / "index"), str(root / "index"), ".git/../index"):
        monkeypatch.setenv("GIT_INDEX_FILE", index)
        expected = Answer.YES if index.startswith(".git/n") else Answer.NO
        if expected is Answer.YES:
            (root / ".git/index").rename(root / index)
            assert is_tracked(root, root / "staged") is Answer.YES
            (root / index).rename(root / ".git/index")
        else:
            (root / index).write_text("no index at all")
            assert is_tracked(root, root / "free") is Answer.NO


def test_git_has_its_time_and_no_more(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin/git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 20\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    began = time.monotonic()
    with pytest.raises(NoAnswerError, match="did not answer within"):
        run_git(("log",), root, seconds=0.2)
    assert time.monotonic() - began < 10


def test_every_key_that_is_set_is_one_that_git_takes(root: Path) -> None:
    """A value that Git refuses would be a failure wherever the key is looked at."""
    found = find_repository(root)
    assert found
    for words in (
        ("log", "-1"),
        ("ls-files",),
        ("rev-parse", "HEAD"),
        ("diff-tree", "HEAD"),
        ("cat-file", "-t", "HEAD"),
    ):
        ran = run_git(words, root, folder=found.folder)
        assert (ran.code, ran.said) == (0, "it ended with 0"), words


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ines Prado", "Ines Prado"),
        ("  Ines \t\n Prado ", "Ines Prado"),
        ("\x1b[31mInes\x1b[0m", "[31mInes [0m"),
        ("Ines\u202eodarP", "Ines odarP"),
        ("\u200b\ufeff\u2066", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("J\udcfcrgen", "J\ufffdrgen"),
        ("x" * 80, "x" * 80),
        ("x" * 3000, shortened_name("x" * 3000)),
        ("", ""),
    ],
)
def test_a_name_is_one_short_line_that_can_be_seen(name: str, shown: str) -> None:
    assert clean_name(name) == shown
