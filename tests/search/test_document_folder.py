"""A document that would be the same is not made again; whatever happened to the folder, it holds what was put."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cop_kb.search.document_folder import NOTES, claimed

FIRST = {"a/index.html": "one", "b/index.html": "two"}


def put(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """The documents that had to be made."""
    made: list[str] = []
    with claimed(folder) as documents:
        for name, text in texts.items():
            if not documents.holds(name, text):
                documents.put(name, text, text)
                made.append(name)
        documents.drop_others()
    found = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    assert {name: text for name, text in found.items() if name != NOTES} == texts
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "documents", FIRST)
    return tmp_path / "documents"


def test_what_is_there_is_not_made_again(folder: Path) -> None:
    assert put(folder, FIRST) == []


def test_what_says_something_else_is_made(folder: Path) -> None:
    assert put(folder, {**FIRST, "b/index.html": "three"}) == ["b/index.html"]


def test_what_is_gone_goes_and_what_is_new_comes(folder: Path) -> None:
    assert put(folder, {"a/index.html": "one", "c.html": "new"}) == ["c.html"]


def test_what_is_gone_goes_below_one_folder_and_stays_elsewhere(folder: Path) -> None:
    with claimed(folder) as documents:
        documents.drop_others("a/")
    assert put(folder, FIRST) == ["a/index.html"]


@pytest.mark.parametrize(
    "meddle",
    [
        lambda folder: (folder / "a/index.html").unlink(),
        lambda folder: (folder / "a/index.html").write_text("something else"),
    ],
)
def test_what_somebody_changed_is_made_again(folder: Path, meddle: Callable[[Path], None]) -> None:
    meddle(folder)
    assert put(folder, FIRST) == ["a/index.html"]


@pytest.mark.parametrize("notes", ["", "[1]", "{", '{"a/index.html": "odd"}'])
def test_damaged_notes_are_as_good_as_none(folder: Path, notes: str) -> None:
    (folder / NOTES).write_text(notes)
    assert put(folder, FIRST) == list(FIRST)


def test_after_a_build_that_failed_nothing_else_is_there(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), claimed(folder) as documents:
        documents.put("ghost.html", "ghost", "ghost")
        raise ZeroDivisionError
    assert put(folder, FIRST) == []


def test_what_a_killed_build_left_goes(folder: Path) -> None:
    left = folder.with_name(f"{folder.name}-999999999")
    left.mkdir()
    assert put(folder, FIRST) == []
    assert not left.exists()


def test_two_builds_do_not_share_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with claimed(folder) as documents:
        assert documents.holds("a/index.html", "one")
        with monkeypatch.context() as patch:
            patch.setattr(os, "getpid", lambda: 1)
            assert put(folder, FIRST) == list(FIRST)
        documents.put("b/index.html", "two", "two")
    assert put(folder, FIRST) == []
