"""A plan is the same, whoever has made its parts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.rendering.planning import make_plan, make_plan_and
from tests.support import read

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_any_number_of_processes_makes_the_same(processes: int) -> None:
    kb = read(CHECKOUT)
    plan, number = make_plan_and(os.getpid, kb, processes)
    assert plan == make_plan(kb)
    assert (number == os.getpid()) is (processes == 1)


def test_what_is_done_besides_may_fail() -> None:
    def fail() -> None:
        raise CopKbError("No.")

    with pytest.raises(CopKbError, match="No"):
        make_plan_and(fail, read(CHECKOUT), 2)
