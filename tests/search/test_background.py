"""In the background the first and the last of several sites are indexed, each from what was indexed before it."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cop_kb.model.page import Plan
from cop_kb.search import EarlierIndex, background
from cop_kb.search.background import BackgroundIndex

PLAN = Plan((), (), ())
PATIENCE = 10


def test_of_sites_that_come_quicker_than_they_are_indexed_only_the_last_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed: list[tuple[str, ...]] = []
    begun, may_end, done = Event(), Event(), Event()

    def index(site: Path, plan: Plan, earlier: tuple[EarlierIndex, ...], *_: Any) -> None:
        indexed.append((site.name, *(each.site.name for each in earlier if each.has_part(0))))
        begun.set()
        assert may_end.wait(PATIENCE)
        if site.name == "three":
            done.set()

    monkeypatch.setattr(background, "index", index)
    work = BackgroundIndex(tmp_path / "documents")
    work.ask(tmp_path / "one", PLAN, {})
    assert begun.wait(PATIENCE)
    for name in ("two", "three"):
        work.ask(tmp_path / name, PLAN, {})
    assert work.site == tmp_path / "one"
    may_end.set()
    assert done.wait(PATIENCE)
    work.end()
    assert indexed == [("one",), ("three", "one")]
    assert work.site == tmp_path / "three"


def test_what_is_not_begun_when_it_ends_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed: list[Path] = []
    begun = Event()

    def index(site: Path, _plan: Plan, _earlier: Any, _digests: Any, ended: Event, _documents: Path) -> None:
        indexed.append(site)
        begun.set()
        assert ended.wait(PATIENCE)

    monkeypatch.setattr(background, "index", index)
    work = BackgroundIndex(tmp_path / "documents")
    work.ask(tmp_path / "one", PLAN, {})
    assert begun.wait(PATIENCE)
    work.ask(tmp_path / "two", PLAN, {})
    work.end()
    assert indexed == [tmp_path / "one"]
