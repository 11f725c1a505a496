"""What a graph promises, one by one."""

from __future__ import annotations

import doctest
import multiprocessing
import os
import pickle
import signal
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import cop_kb.graph
from cop_kb.graph import CycleError, Files, Graph, Task, View, code_key, tables, task
from cop_kb.graph import store as stores
from cop_kb.graph.store import NAME

RUNS: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_has_run() -> None:
    RUNS.clear()


def ran() -> list[str]:
    """What has run since somebody asked."""
    try:
        return sorted(RUNS)
    finally:
        RUNS.clear()


@task
def length(view: View, name: str) -> int:
    RUNS.append(f"length {name}")
    text = view.input("texts")[name]
    if "late" in text:
        raise TimeoutError("too late")
    if "half" in text:
        view.do_not_keep()
    return len(text)


@task
def lengths(view: View, _: str) -> dict[str, int]:
    RUNS.append("lengths")
    return {name: view(length, name) for name in view.input("texts")}


@task
def total(view: View, _: str) -> int:
    RUNS.append("total")
    return sum(view.mapping(lengths, "").values())


@task
def of_a(view: View, _: str) -> str:
    RUNS.append("of_a")
    return f"a has {view.mapping(lengths, '').get('a', 'nothing')}"


@task
def names(view: View, _: str) -> str:
    RUNS.append("names")
    return ", ".join(view.mapping(lengths, ""))


@task
def has_a(view: View, _: str) -> bool:
    RUNS.append("has_a")
    return "a" in view.mapping(lengths, "")


@task
def careful(view: View, _: str) -> str:
    RUNS.append("careful")
    try:
        return str(view(length, "a"))
    except TimeoutError:
        return "too late"


@task
def hen(view: View, _: str) -> int:
    return view(egg, "x")


@task
def egg(view: View, _: str) -> int:
    return view(hen, "y")


TASKS: tuple[Task[Any, Any], ...] = (length, lengths, total, of_a, names, has_a, careful, hen, egg)
ALL: tuple[Task[Any, Any], ...] = (total, of_a, names, has_a)


def ask(graph: Graph, texts: dict[str, str], *tasks: Task[Any, Any]) -> list[Any]:
    with graph.round({"texts": texts}) as now:
        return [now(each, "") for each in tasks or ALL]


def ask_anew(folder: Path | None, texts: dict[str, str], *tasks: Task[Any, Any], **options: Any) -> list[Any]:
    graph = Graph(folder, TASKS, **options)
    try:
        return ask(graph, texts, *tasks)
    finally:
        graph.close()


def test_the_docstring_is_true() -> None:
    assert doctest.testmod(cop_kb.graph).failed == 0


def test_only_what_read_something_else_runs() -> None:
    graph = Graph(None, TASKS)
    assert ask(graph, {"a": "x", "b": "yy"}) == [3, "a has 1", "a, b", True]
    assert len(ran()) == 7
    assert ask(graph, {"a": "x", "b": "zz"}) == [3, "a has 1", "a, b", True]
    assert ran() == ["length b"]
    assert ask(graph, {"a": "x", "b": "zzz"}) == [4, "a has 1", "a, b", True]
    assert ran() == ["length b", "lengths", "total"]
    assert ask(graph, {"b": "zzz"}) == [3, "a has nothing", "b", False]
    assert ran() == ["has_a", "lengths", "names", "of_a", "total"]
    assert ask(graph, {"b": "zzz", "a": "xxx"}) == [6, "a has 3", "a, b", True]
    assert ran() == ["has_a", "length a", "lengths", "names", "of_a", "total"]


def test_another_process_finds_it(tmp_path: Path) -> None:
    ask_anew(tmp_path, {"a": "x"})
    ran()
    assert ask_anew(tmp_path, {"a": "x"}) == [1, "a has 1", "a", True]
    assert ran() == []
    assert ask_anew(tmp_path, {"a": "x"}, key=b"other code") == [1, "a has 1", "a", True]
    assert len(ran()) == 6


def test_nothing_is_loaded_where_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_anew(tmp_path, {"a": "x"})

    def refuse(*_: Any) -> None:
        raise AssertionError

    for name in ("trace", "facts_of", "readers", "sources_of"):
        monkeypatch.setattr(stores.Store, name, refuse)
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]


def test_errors_and_what_came_of_them_are_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(TimeoutError):
            ask_anew(tmp_path, {"a": "late"}, total)
        assert ran() == ["length a", "lengths", "total"]
        assert ask_anew(tmp_path, {"a": "late"}, careful) == ["too late"]
        assert ran() == ["careful", "length a"]
    for _ in range(2):
        assert ask_anew(tmp_path, {"a": "half"}, total) == [4]
        assert ran() == ["length a", "lengths", "total"]
    assert ask_anew(tmp_path, {"a": "whole"}, total, careful) == [5, "5"]


def test_a_cycle_names_both() -> None:
    with pytest.raises(CycleError, match=r"hen .*egg x|egg .*hen"):
        ask(Graph(None, TASKS), {}, hen)


def test_two_tasks_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two tasks are named"):
        Graph(None, [length, Task(lambda *_: 0, length.name)])


def test_a_round_within_a_round_is_refused() -> None:
    graph = Graph(None, TASKS)
    with graph.round({}), pytest.raises(RuntimeError), graph.round({}):
        pass


def test_an_input_that_is_not_given_does_not_hold(tmp_path: Path) -> None:
    ask_anew(tmp_path, {"a": "x"})
    graph = Graph(tmp_path, TASKS)
    with graph.round({}) as now, pytest.raises(KeyError, match="no input named texts"):
        now(total, "")
    graph.close()


def test_other_processes_record_what_is_adopted(tmp_path: Path) -> None:
    texts = {"a": "x", "b": "yy"}
    worker, graph = Graph(None, TASKS), Graph(tmp_path, TASKS)
    with worker.round({"texts": texts}) as there:
        sent = [pickle.dumps(there.record(length, name)) for name in texts]
        assert there.record(of_a, "").key
        other = there.record(length, "a")
    ran()
    with graph.round({"texts": texts}) as now:
        assert now.needs_run(length, "a")
        assert all(now.adopt(pickle.loads(each)) for each in sent)
        assert not now.needs_run(length, "a")
        assert now(total, "") == 3
    assert ran() == ["lengths", "total"]
    with graph.round({"texts": {"a": "changed"}}) as now:
        assert not now.adopt(other)
        assert now(total, "") == 7
    with worker.round({"texts": {"a": "half"}}) as there, pytest.raises(ValueError, match="must not be kept"):
        there.record(length, "a")


def test_what_nobody_asks_for_any_more_is_forgotten_by_age(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = time.time()
    ask_anew(tmp_path, {"a": "x"}, total, careful)
    for days, kept in ((59, []), (70, ["careful"])):
        monkeypatch.setattr(time, "time", lambda days=days: start + days * 86_400)
        ask_anew(tmp_path, {"a": "x"}, total)
        ran()
        assert ask_anew(tmp_path, {"a": "x"}, total) == [1]
        assert ran() == []
        with closing(sqlite3.connect(tmp_path / NAME)) as file:
            left = [row[0] for row in file.execute("SELECT kind FROM source JOIN task ON id = source")]
        assert any("careful" in kind for kind in left) == (not kept)
        assert sum("length" in kind for kind in left) == 2
    monkeypatch.setattr(time, "time", lambda: start + 500 * 86_400)
    assert ask_anew(tmp_path, {"a": "x"}, careful) == ["1"]


def test_what_is_too_much_is_forgotten(tmp_path: Path) -> None:
    ask_anew(tmp_path, {"a": "x"}, size=1)
    ran()
    assert ask_anew(tmp_path, {"a": "x"}, total, size=1) == [1]
    assert ran() == ["length a", "lengths", "total"]


@pytest.mark.parametrize("text", [b"", b"SQLite format 3\0 but nothing else", b"x" * 5000])
def test_a_file_that_is_not_ours_is_replaced(tmp_path: Path, text: bytes) -> None:
    (tmp_path / NAME).write_bytes(text)
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]
    ran()
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]
    assert ran() == []


def test_a_database_of_others_is_replaced(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as file, file:
        file.execute("CREATE TABLE meta (other INTEGER)")
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]
    assert ran() == ["length a", "lengths", "total"]


def test_a_folder_that_is_not_there_or_a_folder_in_the_way_is_no_error(tmp_path: Path) -> None:
    graph = Graph(tmp_path / "missing", TASKS)
    assert not graph.is_stored
    assert ask(graph, {"a": "x"}, total) == [1]
    (tmp_path / NAME).mkdir()
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]


def test_a_store_that_cannot_be_written_goes_on_in_memory(tmp_path: Path) -> None:
    ask_anew(tmp_path, {"a": "x"}, total)
    graph = Graph(tmp_path, TASKS)
    graph._store._db.execute("PRAGMA query_only = 1")  # as root, who may write everything, sees a read-only file
    graph._store._db.execute("PRAGMA max_page_count = 1")
    ran()
    assert ask(graph, {"a": "xx"}, total) == [2]
    assert ask(graph, {"a": "xx"}, total) == [2]
    assert ran() == ["length a", "lengths", "total"]


def test_a_full_disk_goes_on_in_memory(tmp_path: Path) -> None:
    graph = Graph(tmp_path, TASKS)
    graph._store._db.execute("PRAGMA max_page_count = 1")
    texts = {str(number): "x" * number for number in range(2000)}
    assert ask(graph, texts, total) == [1_999_000]
    assert not graph.is_stored
    ran()
    assert ask(graph, texts, total) == [1_999_000]
    assert ran() == []


def test_a_lock_of_another_process_costs_a_second_and_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PATIENCE", 0.1)
    ask_anew(tmp_path, {"a": "x"}, total)
    for lock in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"):
        with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
            graph = Graph(tmp_path, TASKS)
            other.execute(lock)
            assert ask(graph, {"a": "xxx"}, total) == [3]
            assert ask(graph, {"a": "xxxx"}, total) == [4]
            graph.close()
    ran()
    assert ask_anew(tmp_path, {"a": "x"}, total) == [1]
    assert ran() == []


def test_what_another_process_has_written_meanwhile_is_taken(tmp_path: Path) -> None:
    one, other = Graph(tmp_path, TASKS), Graph(tmp_path, TASKS)
    for number in range(1, 4):
        assert ask(one, {"a": "x" * number}, total) == [number]
        assert ask(other, {"a": "x" * number, "b": "y"}, total) == [number + 1]
    one.close()
    other.close()


def _write_again_and_again(folder: Path, first: int) -> None:
    for number in range(first, first + 12):
        assert ask_anew(folder, {"a": "x" * number, "b": "y"}, *ALL)[0] == number + 1


def test_two_processes_at_once_have_the_right_results(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_write_again_and_again, args=(tmp_path, first)) for first in (1, 5)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [each.exitcode for each in both] == [0, 0]
    _write_again_and_again(tmp_path, 3)


def _be_killed_while_writing(folder: Path) -> None:
    stores.Store._stamp = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
    ask_anew(folder, {"a": "killed", "b": "y"})


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_a_killed_writer_leaves_what_was_there(tmp_path: Path) -> None:
    ask_anew(tmp_path, {"a": "x"})
    process = multiprocessing.get_context("spawn").Process(target=_be_killed_while_writing, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    ran()
    assert ask_anew(tmp_path, {"a": "x"}) == [1, "a has 1", "a", True]
    assert ran() == []


def test_the_key_is_that_of_the_code(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    key = code_key([tmp_path], ["cbor2", "no-such-distribution"])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("1")
    assert code_key([tmp_path], ["no-such-distribution", "cbor2"]) == key
    (tmp_path / "a.py").write_text("2")
    assert code_key([tmp_path], ["cbor2", "no-such-distribution"]) != key
    assert code_key([], ["cbor2"]) != code_key([], ["click"])


@task
def text(view: View, name: str) -> str:
    RUNS.append(name)
    data: bytes = view.input("files")[name]
    return data.decode()


def read_files(
    folder: Path, store: Path, *, wait: bool = True, clock: int | None = None
) -> tuple[list[str], list[str]]:
    """The texts of a folder's files, and which files were opened."""
    opened: list[str] = []

    def read(name: str) -> bytes:
        opened.append(name)
        return (folder / name).read_bytes()

    taken = clock or time.time_ns() + (10_000_000_000 if wait else 0)
    files = Files({path.name: path.stat() for path in sorted(folder.iterdir())}, read, taken=taken)
    graph = Graph(store, [text])
    with graph.round({"files": files}) as now:
        texts = [now(text, name) for name in files]
    graph.close()
    return texts, opened


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("files", "store"):
        (tmp_path / name).mkdir()
    for name in "ab":
        (tmp_path / "files" / name).write_text(name)
    return tmp_path / "files", tmp_path / "store"


def test_a_file_as_recorded_is_not_opened(folders: tuple[Path, Path]) -> None:
    files, _ = folders
    assert read_files(*folders)[0] == ["a", "b"]
    assert read_files(*folders) == (["a", "b"], [])
    (files / "b").write_text("c")
    assert read_files(*folders) == (["a", "c"], ["b", "b"])
    assert read_files(*folders) == (["a", "c"], [])
    os.utime(files / "a")
    ran()
    assert read_files(*folders) == (["a", "c"], ["a"])
    assert ran() == []


def test_a_file_that_was_just_written_is_opened_again(folders: tuple[Path, Path]) -> None:
    files, _ = folders
    assert read_files(*folders, wait=False)[0] == ["a", "b"]
    was = (files / "a").stat()
    (files / "a").write_text("c")
    os.utime(files / "a", ns=(was.st_atime_ns, was.st_mtime_ns))
    assert read_files(*folders, wait=False)[0] == ["c", "b"]


def test_a_file_whose_time_was_set_back_is_opened_again(folders: tuple[Path, Path]) -> None:
    files, _ = folders
    read_files(*folders)
    was = (files / "a").stat()
    (files / "a").write_text("c")
    os.utime(files / "a", ns=(was.st_atime_ns, was.st_mtime_ns))
    assert (files / "a").stat()[stat.ST_MTIME] == was[stat.ST_MTIME]
    assert read_files(*folders)[0] == ["c", "b"]


def test_what_cannot_be_read_or_changes_meanwhile_is_not_kept(tmp_path: Path) -> None:
    graph, content = Graph(None, [text]), [b"one", b"two"]
    file = tmp_path / "a"
    file.write_bytes(b"x")

    def read(_: str) -> bytes:
        if not content:
            raise PermissionError
        return content.pop(0)

    files = Files({"a": file.stat()}, read)
    files.begin(graph._codec, None)
    files.digest("a")
    with graph.round({"files": Files({"a": file.stat()}, read)}) as now:
        assert now(text, "a") == "two"
    with graph.round({"files": Files({"a": file.stat()}, read)}) as now, pytest.raises(PermissionError):
        now(text, "a")
    content += [b"one", b"two", b"two", b"two", b"two"]
    with graph.round({"files": Files({"a": file.stat()}, read)}) as now:
        assert now(text, "a") == "two"
