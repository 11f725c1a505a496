"""Work in other processes gives what it gives here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest.mock import Mock

import pytest

from cop_kb.cli import _building
from cop_kb.model.error import CopKbError
from cop_kb.preview.preview import Preview
from cop_kb.reading.knowledge_base import load
from cop_kb.reading.settings import load_settings
from cop_kb.reading.spreading import alongside, is_running, spread
from tests.cli.running import within
from tests.support import TODAY, write

ENTRY = "# Entry {0}\n\nText {0} of its own.\n\n![Curve](../curve.png)\n"


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_done_alongside_comes_when_it_is_waited_for(processes: int) -> None:
    wait = alongside(lambda: (os.getpid(), "found"), processes)
    number, found = wait()
    assert found == "found"
    assert (number == os.getpid()) is (processes == 1)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_it_raises_is_raised_there(processes: int) -> None:
    def fail() -> None:
        raise CopKbError("No.")

    wait = alongside(fail, processes)
    with pytest.raises(CopKbError, match="No"):
        wait()


def test_what_the_system_has_stopped_is_done_here() -> None:
    here = os.getpid()
    wait = alongside(lambda: "done" if os.getpid() == here else os._exit(1), 2)  # type: ignore[func-returns-value]
    assert wait() == "done"


# No fork beside a thread


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of threads at each fork."""
    noted: list[int] = []
    fork = os.fork

    def noting() -> int:
        noted.append(threading.active_count())
        return fork()

    monkeypatch.setattr(os, "fork", noting)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    return noted


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A knowledge base that is read and rendered by more than one process."""
    return write(tmp_path, {f"content/cases/{number}.md": ENTRY.format(number) for number in range(110)})


def test_no_build_forks_beside_a_thread(forks: list[int], many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_building, "MANY", 100)
    assert within(many, "build", "--today", str(TODAY)).exit_code == 0
    assert len(forks) >= 4, "to read or plan, and to render"
    first = len(forks)
    (many / "content/cases/7.md").write_text(ENTRY.format(7) + "\nMore.\n")
    assert within(many, "build", "--today", str(TODAY)).exit_code == 0
    assert len(forks) > first, "for what is done alongside"
    assert set(forks) == {1}


def test_the_preview_forks_only_before_it_has_threads(forks: list[int], many: Path) -> None:
    config = many / "mkdocs.yml"
    with Preview(lambda _, *, whole: load(load_settings(config), TODAY), config, 0, Mock()) as preview:
        assert set(forks) == {1}, "before anything is served"
        before = len(forks)
        config.write_text(config.read_text() + "copyright: We\n")
        assert preview.rebuild(frozenset({config}))
    assert len(forks) == before


def test_beside_a_thread_the_work_is_done_here(forks: list[int]) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert set(spread(lambda _: os.getpid(), range(10), 2, chunk=1)) == {os.getpid()}
        assert alongside(os.getpid, 2)() == os.getpid()
    finally:
        end.set()
        thread.join()
    assert forks == []


ORPHANS = """\
import os, sys, time
from cop_kb.reading.spreading import spread

def work(number):
    print(os.getpid(), flush=True)
    time.sleep(0.2)

for _ in spread(work, range(400), 2, chunk=1):
    pass
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_workers_end_with_a_process_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        workers = {int(process.stdout.readline()) for _ in range(4)} - {process.pid}
        process.kill()
        process.wait()
        assert len(workers) == 2
        end = time.monotonic() + 10
        while any(is_running(str(worker)) for worker in workers):
            assert time.monotonic() < end, "they wait for ever"
            time.sleep(0.05)
