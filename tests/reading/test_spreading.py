"""Work in other processes gives what it gives here."""

from __future__ import annotations

import os

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading.spreading import alongside


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
