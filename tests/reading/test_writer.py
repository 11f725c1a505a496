"""The one writer: whole or not at all, never over another, never through a link, and nothing is left beside."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading import project, writer
from cop_kb.reading.files import content_files
from cop_kb.reading.project import link_on_the_way, project_of, refuse_links
from cop_kb.reading.writer import Writer
from tests.support import read

BOM = b"\xef\xbb\xbf"
WHAT = "the new entry"


@pytest.fixture(params=["open folders", "paths"], autouse=True)
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on this system, and as on one that takes paths only."""
    monkeypatch.setattr(project, "HAS_DIR_FD", request.param == "open folders")


def new(path: Path, text: str) -> bool:
    return Writer(path.parent).new(path, text, WHAT)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# New files


def test_a_new_file_is_written_with_its_folders_and_the_usual_mode(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.md"
    before = os.umask(0o027)
    try:
        assert Writer(tmp_path).new(path, "ä\n", WHAT)
    finally:
        os.umask(before)
    assert path.read_bytes() == "ä\n".encode()
    assert names(path.parent) == ["c.md"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_project_itself_is_made_too(tmp_path: Path) -> None:
    assert Writer(tmp_path / "a/b").new(tmp_path / "a/b/c.md", "x", WHAT)
    assert (tmp_path / "a/b/c.md").read_text() == "x"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "c.md"
    path.write_text("first")
    assert not new(path, "second")
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere")
    assert not new(tmp_path / "dangling.md", "second")
    assert path.read_text() == "first"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("links", [True, False])
def test_of_many_writers_one_wins(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(95, "not supported")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(project.Folder, "status", lambda *_: None)  # all look before anybody writes
    path = tmp_path / "c.md"
    wins: list[str] = []
    ready = threading.Barrier(8)

    def work(text: str) -> None:
        ready.wait()
        if new(path, text):
            wins.append(text)

    threads = [threading.Thread(target=work, args=(str(number) * 10,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wins == [path.read_text()]
    assert names(tmp_path) == ["c.md"]


# Old files


def replaced(root: Path, before: bytes, after: str) -> bytes:
    path = root / "a.md"
    path.write_bytes(before)
    Writer(root).replace(path, after, WHAT)
    assert names(root) == ["a.md"], "nothing is left beside it"
    return path.read_bytes()


def test_line_ends_and_a_bom_are_kept_as_they_are(tmp_path: Path) -> None:
    assert replaced(tmp_path, b"a\r\nb\n", "a\r\nc\nd\r") == b"a\r\nc\nd\r"
    assert replaced(tmp_path, BOM + b"a", "b") == BOM + b"b"
    assert replaced(tmp_path, b"a", "b") == b"b"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_of_a_file_is_kept(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("a")
    path.chmod(mode)
    Writer(tmp_path).replace(path, "b", WHAT)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("has_links", [True, False])
def test_what_is_kept_is_put_back(has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(95, "not supported")

    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o600)
    one = Writer(tmp_path)
    kept = one.keep(path)
    one.restore(kept, path)  # nothing has come in its place yet
    assert names(tmp_path) == ["a.md"]
    kept = one.keep(path)
    one.replace(path, "new", WHAT)
    one.restore(kept, path)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode), names(tmp_path)) == ("old", 0o600, ["a.md"])


# Moves


def test_a_move_makes_folders_and_replaces_nothing(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(name)
    one = Writer(tmp_path)
    one.move(tmp_path / "a.md", tmp_path / "x/y/a.md")
    assert (tmp_path / "x/y/a.md").read_text() == "a.md"
    with pytest.raises(CopKbError, match=r"a\.md is there already"):
        one.move(tmp_path / "b.md", tmp_path / "x/y/a.md")
    with pytest.raises(CopKbError, match=r"gone\.md cannot be moved to .*new/gone\.md: No such file") as caught:
        one.move(tmp_path / "gone.md", tmp_path / "new/gone.md")
    assert caught.value.exit_code == 3
    assert not (tmp_path / "new").exists(), "a folder that was made for it goes again"


# Failures


STEPS = ("os.open", "os.chmod", "os.replace", "os.link", "os.mkdir")
FAILURES = (OSError(28, "No space left on device"), KeyboardInterrupt())


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("failure", FAILURES, ids=["disk", "stop"])
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "old"])
def test_a_failure_in_the_middle_leaves_what_was_there(
    is_new: bool, step: str, failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("deep/new.md" if is_new else "a.md")
    (tmp_path / "a.md").write_text("old")

    def fail(*given: object, **_: object) -> object:
        if step == "os.open" and os.path.isdir(str(given[0])):  # noqa: PTH112
            return real(*given, **_)
        raise failure

    real = os.open
    monkeypatch.setattr(step, fail)
    write = Writer(tmp_path).new if is_new else Writer(tmp_path).replace
    try:
        write(path, "new", WHAT)
    except (CopKbError, KeyboardInterrupt) as error:
        monkeypatch.undo()
        assert names(tmp_path) == ["a.md"]
        assert (tmp_path / "a.md").read_text() == "old"
        if isinstance(error, CopKbError):
            assert str(error) == f"{path} (the new entry) cannot be written: No space left on device."
            assert error.exit_code == 3
    else:
        assert path.read_text() == "new", "it did without that step"
        assert not [name for name in names(path.parent) if name.startswith(".")]


def test_a_place_that_cannot_be_written_is_the_systems_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for write in (Writer(tmp_path).new, Writer(tmp_path).replace):
        with pytest.raises(CopKbError, match=r"file/a\.md \(the new entry\) cannot be written: Not a dir") as caught:
            write(tmp_path / "file/a.md", "x", WHAT)
        assert caught.value.exit_code == 3


def test_what_a_killed_command_left_is_removed_and_is_no_content(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    left, young, running = (
        f".cop-kb-{number}-{mark * 16}" for number, mark in ((ended.pid, "0"), (ended.pid, "1"), (os.getppid(), "0"))
    )

    faqs = tmp_path / "content/faqs"
    read(tmp_path, {"content/faqs/b.md": "x"})

    def leave() -> None:
        for name in (left, young, running, ".cop-kb-mine"):
            (faqs / name).write_text("half")
            if name != young:  # which may be that of a command in a container
                os.utime(faqs / name, (0, 0))

    leave()
    assert [each.uri for each in content_files(faqs)] == [".cop-kb-mine", "b.md"]
    assert new(faqs / "a.md", "x")
    assert names(faqs) == sorted((".cop-kb-mine", young, running, "a.md", "b.md"))
    leave()
    read(tmp_path)
    assert names(faqs) == sorted((".cop-kb-mine", young, running, "a.md", "b.md"))


@pytest.mark.parametrize("write", ["new", "replace"])
def test_a_file_that_is_written_is_told_so_even_if_what_lay_beside_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "unlink", fail)
    getattr(Writer(tmp_path), write)(tmp_path / "a.md", "x", WHAT)
    assert (tmp_path / "a.md").read_text() == "x"


# Links


@contextmanager
def refused(link: Path) -> Iterator[None]:
    with pytest.raises(CopKbError) as caught:
        yield
    assert str(caught.value).startswith(f"{link} is a symbolic link")
    assert caught.value.exit_code == 2


def tried(root: Path, below: str) -> list[Path]:
    """Everything the writer does, at a place; gives what is there then."""
    one, place = Writer(root), root / below
    link = link_on_the_way(root, place) or place
    (root / "honest.md").write_text("honest")
    with refused(link):
        one.new(place / "x.md", "x", WHAT)
    with refused(link):
        one.replace(place / "there.md", "x", WHAT)
    with refused(link):
        one.move(root / "honest.md", place / "x.md")
    with refused(link):
        one.move(place / "there.md", root / "mine.md")
    with refused(link):
        one.remove(place / "there.md")
    with refused(link):
        one.remove_folder(place / "folder")
    with refused(link):
        one.keep(place / "there.md")
    return sorted(root.parent.rglob("*"))


@pytest.mark.parametrize("below", ["a", "a/b", "a/b/c"])
@pytest.mark.parametrize("leads", ["outside", "inside", "nowhere"])
def test_no_link_on_the_way_is_followed(leads: str, below: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    targets = {"outside": tmp_path / "outside", "inside": root / "inside", "nowhere": tmp_path / "nowhere"}
    for each in (targets["outside"], targets["inside"]):
        (each / "folder").mkdir(parents=True)
        (each / "there.md").write_text("there")
    (root / below).parent.mkdir(parents=True, exist_ok=True)
    (root / below).symlink_to(targets[leads])
    (root / "honest.md").write_text("honest")
    before = sorted(tmp_path.rglob("*"))
    assert tried(root, below) == before
    assert (targets["outside"] / "there.md").read_text() == "there"


def test_a_file_that_is_a_link_is_neither_replaced_nor_moved(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("real")
    link = tmp_path / "link.md"
    link.symlink_to("real.md")
    one = Writer(tmp_path)
    with refused(link):
        one.replace(link, "x", WHAT)
    with refused(link):
        one.keep(link)
    with refused(link):
        one.move(link, tmp_path / "new.md")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CopKbError, match="pipe is not a regular file"):
        one.replace(tmp_path / "pipe", "x", WHAT)
    assert (link.is_symlink(), (tmp_path / "real.md").read_text()) == (True, "real")


@pytest.mark.parametrize("given", ["../outside.md", "a/../../outside.md"])
def test_nothing_outside_the_project_is_written(given: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(CopKbError, match="lies outside"):
        Writer(root).new(root / given, "x", WHAT)
    assert names(tmp_path) == ["root"]


def test_a_link_that_comes_between_looking_and_writing_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not project.HAS_DIR_FD:
        pytest.skip("there, a path is looked at first")
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "a/b").mkdir(parents=True)
    (outside / "b").mkdir(parents=True)
    put = writer._put_new

    def swapped(*given: object) -> bool:
        (root / "a").rename(root / "was")
        (root / "a").symlink_to(outside)
        return put(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "_put_new", swapped)
    assert Writer(root).new(root / "a/b/x.md", "x", WHAT)
    assert names(outside / "b") == []
    assert (root / "was/b/x.md").read_text() == "x"


# The project


def test_the_project_is_the_work_tree_else_the_folder_itself(tmp_path: Path) -> None:
    root = tmp_path / "repository/docs"
    root.mkdir(parents=True)
    assert project_of(root) == root
    (tmp_path / "repository/.git").mkdir()
    assert project_of(root) == tmp_path / "repository"
    (tmp_path / "link").symlink_to(root)
    assert project_of(tmp_path / "link") == tmp_path / "repository"


def test_a_link_is_seen_below_a_project_and_not_above_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "home").symlink_to(tmp_path)
    (root / "site").symlink_to(tmp_path)
    for each in (root, tmp_path / "home/root", tmp_path / "home/root/sub/.."):
        assert link_on_the_way(root, each / "none/site") is None
        assert link_on_the_way(root, each / "site/deep") is not None
        with pytest.raises(CopKbError, match=r"root/site is a symbolic link"):
            refuse_links(root, each / "site")
    assert link_on_the_way(root, tmp_path / "home/other") is None
