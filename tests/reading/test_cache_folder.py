"""The cache lies with the user; nothing that a repository brings is taken for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from cop_kb.reading import cache_tidying
from cop_kb.reading.cache_folder import (
    VARIABLE,
    _user_caches,
    cache_folder,
    find_cache_folder,
    is_own_file,
    why_not_trusted,
)
from cop_kb.reading.cache_tidying import DAY, NOTE, TIDIED
from cop_kb.reading.kept import Kept
from tests.cli.running import git

UNTOLD = "Git cannot tell whether it tracks files in it"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base in a folder of a repository."""
    root = tmp_path / "checkout/kb"
    root.mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: Trial\n")
    git(tmp_path / "checkout", "init", "-q")
    git(tmp_path / "checkout", "add", ".")
    git(tmp_path / "checkout", "commit", "-qm", "All")
    return root


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, which is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home/.cache"))
    return tmp_path / "home/.cache"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is asked itself")
@pytest.mark.parametrize("named", [None, "", "/tmp/caches", "caches", "~/caches"])
def test_the_user_s_cache_folder_is_where_platformdirs_says(named: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/tmp/nobody")
    monkeypatch.delenv("XDG_CACHE_HOME")
    if named is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert _user_caches() == user_cache_path("cop-kb", appauthor=False)


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    """Name a folder for the cache."""

    def name(folder: Path) -> Path:
        monkeypatch.setenv(VARIABLE, str(folder))
        return folder

    return name


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_lies_with_the_user_who_alone_may_look(root: Path, home: Path) -> None:
    folder = cache_folder(root)
    assert folder
    assert folder.parent == home / "cop-kb"
    assert folder.name.endswith("-kb")
    assert (mode(folder), mode(folder.parent)) == (0o700, 0o700)
    assert (folder / NOTE).read_bytes() == os.fsencode(root)
    assert git(root, "status", "--porcelain", "--ignored") == ""


def test_it_is_found_without_git(root: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(root.parent / ".git")
    monkeypatch.setenv("PATH", "")
    assert (cache_folder(root) or root).parent == home / "cop-kb"


def test_two_checkouts_and_a_moved_one_have_their_own(root: Path, tmp_path: Path) -> None:
    first = cache_folder(root)
    assert cache_folder(root) == first
    link = tmp_path / "link"
    link.symlink_to(root)
    assert cache_folder(link) == first, "it is the same project"
    shutil.copytree(root, tmp_path / "clone/kb")
    moved = root.rename(tmp_path / "kb")
    assert len({first, cache_folder(tmp_path / "clone/kb"), cache_folder(moved)}) == 3


@pytest.mark.parametrize(
    "place", [".cache", "kb/.cache", "kb", "kb/.cop-kb", "../checkout/.cache", "../link/deep", "../away"]
)
def test_nothing_in_the_checkout_is_the_user_s(
    root: Path, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = root.parent
    (tmp_path / "link").symlink_to(checkout)
    (tmp_path / "away").symlink_to(checkout / "deep/down")
    before = sorted(checkout.rglob("*"))
    monkeypatch.setenv("XDG_CACHE_HOME", os.path.normpath(checkout / place))
    assert find_cache_folder(root).why_not == "it lies in the checkout"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", os.path.normpath(checkout / place))
    assert find_cache_folder(root).why_not == "it lies in the checkout"
    assert sorted(checkout.rglob("*")) == before


def test_a_link_of_the_repository_does_not_lead_there(root: Path, home: Path) -> None:
    """The cache folder is a link into the checkout."""
    (root / "mine").mkdir()
    home.parent.mkdir()
    home.symlink_to(root / "mine")
    assert cache_folder(root) is None
    assert list((root / "mine").iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda home, _: (home / "cop-kb").write_text("a file"),
        lambda home, _: (home / "cop-kb").symlink_to(home),
        lambda home, _: ((home / "cop-kb").mkdir(), (home / "cop-kb").chmod(0o777)),
        lambda home, own: (home / "cop-kb" / own).symlink_to(home),
        lambda home, own: (home / "cop-kb" / own).write_text("a file"),
        lambda home, own: ((home / "cop-kb" / own).mkdir(), (home / "cop-kb" / own).chmod(0o770)),
    ],
    ids=["file", "link", "open", "own link", "own file", "own open"],
)
def test_where_others_may_have_been_it_is_not_used(
    root: Path, home: Path, change: Callable[[Path, str], object]
) -> None:
    folder = cache_folder(root)
    assert folder
    shutil.rmtree(folder)
    try:
        change(home, folder.name)
    except (FileExistsError, IsADirectoryError):
        shutil.rmtree(home / "cop-kb")
        change(home, folder.name)
    assert find_cache_folder(root).path is None
    assert find_cache_folder(root).why_not


def test_that_of_another_user_is_not_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder(root)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "belongs to another user" in find_cache_folder(root).why_not


@pytest.mark.parametrize("place", ["/dev/null/.cache", "/proc/nothing"])
def test_where_nothing_can_be_written_there_is_none(root: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    assert place in find_cache_folder(root).why_not


def test_without_a_home_there_is_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert find_cache_folder(root).why_not == "there is no home folder"


def test_a_named_folder_that_git_does_not_track_is_used(root: Path, name: Callable[[Path], Path]) -> None:
    folder = name(root / ".cop-kb-cache")
    assert cache_folder(root) == folder
    assert mode(folder) == 0o700
    (folder / "x").write_text("x")
    assert cache_folder(root) == folder
    assert git(root, "status", "--porcelain") == "", "it keeps itself out of Git"


def test_a_relative_name_is_taken_from_the_current_folder(
    root: Path, name: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    name(Path(".cop-kb-cache"))
    assert cache_folder(root) == root / ".cop-kb-cache"


def test_a_named_folder_below_a_thousand_others_is_not_used(root: Path, name: Callable[[Path], Path]) -> None:
    name(root.joinpath(*["a"] * 1000))
    assert find_cache_folder(root).why_not == "it lies below more than 400 folders"
    assert not (root / "a").exists()


@pytest.mark.parametrize("how", ["committed", "in the index", "removed from the index", "a file deep below"])
def test_a_named_folder_that_git_tracks_is_not_used(root: Path, name: Callable[[Path], Path], how: str) -> None:
    folder = name(root / ".cop-kb-cache")
    (folder / "deep/down").mkdir(parents=True)
    (folder / ("deep/down/x" if "deep" in how else "x")).write_text("x")
    folder.chmod(0o700)
    assert cache_folder(root) == folder
    git(root, "add", "-f", ".cop-kb-cache")
    if how != "in the index":
        git(root, "commit", "-qm", "The cache, too")
    if how == "removed from the index":
        git(root, "rm", "-rq", "--cached", ".cop-kb-cache")
    assert find_cache_folder(root).why_not == "Git tracks files in it"


@pytest.mark.parametrize("how", ["no repository", "no program", "damaged"])
def test_a_named_folder_of_which_git_cannot_tell_is_not_used(
    root: Path, name: Callable[[Path], Path], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = name(root / ".cop-kb-cache")
    if how == "no repository":
        shutil.rmtree(root.parent / ".git")
    elif how == "no program":
        monkeypatch.setenv("PATH", "")
    else:
        (root.parent / ".git/HEAD").write_text("nothing")
    assert find_cache_folder(root).why_not == UNTOLD
    assert not folder.exists()


def test_a_named_folder_in_another_repository_is_asked_of_that(root: Path, name: Callable[[Path], Path]) -> None:
    other = root.parents[1] / "other"
    (other / "cache").mkdir(parents=True)
    folder = name(other / "cache")
    git(other, "init", "-q")
    assert cache_folder(root) == folder
    git(other, "add", "-f", "cache")
    assert find_cache_folder(root).why_not == "Git tracks files in it"


@pytest.mark.parametrize("where", ["checkout/kb/cache", "checkout/kb/link/cache", "checkout/kb/out/cache", "alone"])
def test_a_link_is_not_used(root: Path, name: Callable[[Path], Path], where: str, tmp_path: Path) -> None:
    (root / "real").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "cache").symlink_to(tmp_path / "elsewhere")
    (root / "link").symlink_to(root / "real")
    (root / "out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "alone").symlink_to(tmp_path / "elsewhere")
    name(tmp_path / where)
    assert "link" in find_cache_folder(root).why_not
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_above_the_checkout_is_no_matter(root: Path, name: Callable[[Path], Path], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "checkout")
    folder = name(tmp_path / "link/kb/.cop-kb-cache")
    assert cache_folder(tmp_path / "link/kb") == folder


@pytest.mark.parametrize("place", ["checkout/kb/.cop-kb-cache", "outside"])
@pytest.mark.parametrize("how", ["world", "group", "other", "file"])
def test_a_named_folder_of_others_is_not_used(
    root: Path, name: Callable[[Path], Path], place: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = name(tmp_path / place)
    if how == "file":
        folder.write_text("a file")
    else:
        folder.mkdir()
        folder.chmod({"world": 0o777, "group": 0o770}.get(how, 0o700))
    if how == "other":
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert find_cache_folder(root).why_not
    assert how == "file" or list(folder.iterdir()) == []


def test_what_others_hand_on_is_believed_on_the_same_terms(root: Path) -> None:
    shares = root / "shares"
    (shares / "0").mkdir(parents=True)
    (shares / "0/rendered.sqlite").write_text("x")
    (shares / "0/link.sqlite").symlink_to(shares / "0/rendered.sqlite")
    assert why_not_trusted(root, shares) == ""
    assert is_own_file(shares / "0/rendered.sqlite")
    assert not is_own_file(shares / "0/link.sqlite")
    assert not is_own_file(shares / "0/nothing.sqlite")
    (shares / "0/rendered.sqlite").chmod(0o666)
    assert not is_own_file(shares / "0/rendered.sqlite")
    git(root, "add", "-f", "shares")
    assert why_not_trusted(root, shares) == "Git tracks files in it"


# What ends


def aged(folder: Path, days: float) -> None:
    then = (folder / NOTE).stat().st_mtime - days * DAY
    os.utime(folder / NOTE, (then, then))


@pytest.fixture
def caches(home: Path, tmp_path: Path) -> Callable[[str], Path]:
    """The cache of a project, which is made where it is missing; somebody tidied two days ago."""

    def make(project: str) -> Path:
        (tmp_path / project).mkdir(exist_ok=True)
        if (tidied := home / "cop-kb" / TIDIED).exists():
            os.utime(tidied, (tidied.stat().st_mtime - 2 * DAY,) * 2)
        folder = cache_folder(tmp_path / project)
        assert folder
        return folder

    return make


def test_what_nobody_needs_goes(caches: Callable[[str], Path], tmp_path: Path) -> None:
    gone, unused, used, half_made = (caches(project) for project in ("gone", "unused", "used", "half"))
    (tmp_path / "gone").rmdir()
    aged(unused, 61)
    aged(used, 59)
    (half_made / NOTE).unlink()
    mine = caches("mine")
    assert not gone.exists()
    assert not unused.exists()
    assert all(each.exists() for each in (used, half_made, mine))


def test_the_oldest_go_first_as_long_as_all_are_too_big(
    caches: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [caches(f"kb{number}") for number in range(4)]
    for number, folder in enumerate(folders):
        (folder / "data").write_bytes(bytes(1000))
        aged(folder, 10 - number)
    monkeypatch.setattr(cache_tidying, "MOST_BYTES", 2500)
    caches("mine")
    assert [folder.exists() for folder in folders] == [False, False, True, True]


def test_somebody_tidies_once_a_day(caches: Callable[[str], Path], tmp_path: Path) -> None:
    gone, mine = caches("gone"), caches("mine")
    (tmp_path / "gone").rmdir()
    assert cache_folder(tmp_path / "mine") == mine
    assert gone.exists()
    caches("mine")
    assert not gone.exists()


def test_one_that_is_used_is_not_taken_for_old(caches: Callable[[str], Path]) -> None:
    mine = caches("mine")
    aged(mine, 100)
    assert caches("mine") == mine
    caches("other")
    assert mine.exists()


# SQLite


def test_a_file_that_another_process_writes_is_not_waited_for_long(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept-1.sqlite")
    kept.keep({b"a": 1}, [])
    with sqlite3.connect(kept.path, isolation_level=None) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        other.execute("BEGIN EXCLUSIVE")
        assert kept.find([b"a"]) == {}
        assert kept.keep({b"b": 1}, []) is None
        other.execute("ROLLBACK")
    assert kept.find([b"a", b"b"]) == {b"a": 1}
