"""The day: given, else SOURCE_DATE_EPOCH, else the system's."""

from __future__ import annotations

from datetime import date

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading.today import the_day


def test_a_given_day_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert the_day(date(2026, 11, 21)) == date(2026, 11, 21)


def test_the_epoch_is_in_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_795_219_199))  # 2026-11-20T23:59:59Z
    assert the_day() == date(2026, 11, 20)


@pytest.mark.parametrize("epoch", ["now", "1e9", "99999999999999999999"])
def test_an_epoch_that_is_none_says_what_it_takes(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(CopKbError, match="it takes seconds since 1970"):
        the_day()


def test_else_it_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = date.today()
    assert before <= the_day() <= date.today()
