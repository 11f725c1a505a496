"""A process that is killed while it moves and changes files: the next command undoes what it did."""

from __future__ import annotations

import json
import os
import subprocess
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from cop_kb.fixing import Change
from cop_kb.fixing.all_or_nothing import Move, carry_out
from cop_kb.fixing.journal import LEFT, UNDONE, Journal, changing, undo_stopped
from cop_kb.model.error import CopKbError
from cop_kb.reading.cache_folder import cache_folder
from tests.support import write

FILES = {"kb/a.md": "a\r\n", "kb/dir/b.md": "b", "kb/dir/c/p.png": "p", "kb/tried/a/x.md": "x", "kb/d.md": "\ufeffd"}
MOVES = (Move("kb/a.md", "kb/new/deep/z.md"), Move("kb/dir", "kb/moved"), Move("kb/tried/a", "kb/tried/z"))
CHANGES = (
    Change("kb/new/deep/z.md", "a\r\n", "z\r\n", 1),
    Change("kb/moved/b.md", "b", "bb", 1),
    Change("kb/d.md", "d", "dd", 1),
)
KILLED = 9
STEPS = ("mkdir", "link", "replace", "unlink")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def tree(root: Path) -> dict[str, bytes | None]:
    """What there is but for the settings."""
    paths = (root / "kb").rglob("*")
    return {path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None for path in paths}


def killed(root: Path, number: int) -> bool:
    """Carry everything out in a process that ends at its call of that number; says whether there were so many."""
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, KILLED)
        return code == KILLED
    count = 0

    def counted(call: Callable[..., None]) -> Callable[..., None]:
        def counting(*args: object, **more: object) -> None:
            nonlocal count
            count += 1
            if count > number:
                os._exit(KILLED)
            call(*args, **more)

        return counting

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    try:
        carry_out(root, MOVES, CHANGES)
    except BaseException:  # noqa: BLE001 - a child must not go on with the tests
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed as on Unix")
def test_wherever_it_is_killed_the_next_command_undoes_it(root: Path) -> None:
    before, number, found = tree(root), 0, []
    while killed(root, number):
        found.append((undo_stopped(root), tree(root)))
        if found[-1][1] != before:
            break
        assert undo_stopped(root) == "", "once is enough"
        number += 1
    assert number > 10
    assert {told for told, after in found if after == before} == {"", UNDONE}
    after = tree(root)
    assert after["kb/new/deep/z.md"] == b"z\r\n" and after["kb/d.md"] == "\ufeffdd".encode()
    assert not Journal(root, cache_folder(root)).is_there


def half_done(root: Path) -> None:
    """Leave the folder moved and nothing written yet."""
    number = 0
    while killed(root, number) and not (root / "kb/moved").is_dir():
        undo_stopped(root)
        number += 1


def test_what_somebody_has_changed_since_is_left_alone_and_named(root: Path) -> None:
    half_done(root)
    (root / "kb/d.md").write_text("mine")
    there = tree(root)
    assert undo_stopped(root) == LEFT.format("kb/d.md")
    assert tree(root) == there
    assert undo_stopped(root) == ""


def test_what_somebody_has_put_back_needs_no_word(root: Path) -> None:
    before = tree(root)
    half_done(root)
    subprocess.run(["rm", "-r", root / "kb"], check=True)
    write(root, FILES)
    assert undo_stopped(root) == ""
    assert tree(root) == before


def test_a_command_at_work_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cop_kb.fixing.journal.PATIENCE", 0.1)
    with changing(root) as journal:
        journal.note((), ())
        child = os.fork()
        if not child:
            try:
                told = undo_stopped(root)
                with pytest.raises(CopKbError, match="Another command is changing entries"):
                    carry_out(root, MOVES, CHANGES)
            except BaseException:  # noqa: BLE001 - its code tells of a test that fails
                os._exit(1)
            os._exit(bool(told))
        assert os.waitpid(child, 0)[1] == 0
        assert journal.is_there


def test_who_comes_after_a_killed_command_begins_again(root: Path) -> None:
    before = tree(root)
    half_done(root)
    with pytest.raises(CopKbError, match="run it again"):
        carry_out(root, (), CHANGES[2:])
    assert tree(root) == before
    carry_out(root, MOVES, CHANGES)
    assert undo_stopped(root) == ""
    assert (root / "kb/moved/b.md").read_text() == "bb"


def test_a_text_that_has_changed_since_it_was_read_is_not_overwritten(root: Path) -> None:
    before = tree(root)
    with pytest.raises(CopKbError, match=r"d\.md has changed since it was read\. Try again\. Nothing was changed\.$"):
        carry_out(root, MOVES, (*CHANGES[:2], Change("kb/d.md", "older", "dd", 1)))
    assert tree(root) == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"steps": [1], "new": []}', '{"steps": [["a"]], "new": []}'])
def test_a_note_that_cannot_be_read_is_removed(root: Path, text: str) -> None:
    journal, before = Journal(root, cache_folder(root)), tree(root)
    journal.note((), ())
    assert journal._path is not None
    journal._path.write_text(text)
    assert undo_stopped(root) == ""
    assert tree(root) == before
    assert not journal.is_there


def test_a_note_leads_nowhere_else(root: Path) -> None:
    outside = root.parent / "outside.md"
    outside.write_text("new")
    journal = Journal(root, cache_folder(root))
    journal.note((), ())
    assert journal._path is not None
    new = "a36ae3b8b2e7f6a5b5d6a3a2c7d1e0f9"
    steps = [["kb/a.md", "kb/none.md", "", ""], [str(outside), str(outside), "old", new]]
    journal._path.write_text(json.dumps({"steps": steps, "new": []}))
    undo_stopped(root)
    assert outside.read_text() == "new"


def test_without_a_cache_it_is_done_without_a_note(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cop_kb.fixing.journal.cache_folder", lambda _: None)
    carry_out(root, MOVES, CHANGES)
    assert (root / "kb/d.md").read_text() == "\ufeffdd"
    assert undo_stopped(root) == ""
