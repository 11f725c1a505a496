"""Programs are found outside the checkout, whatever PATH says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_kb.reading.programs import checkout_of, find_program


def program(folder: Path, name: str = "tool") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)
    return folder / name


def test_only_absolute_folders_outside_are_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout, outside = tmp_path / "checkout", tmp_path / "bin"
    program(checkout)
    program(checkout / "bin")
    (tmp_path / "link").symlink_to(checkout / "bin")
    (tmp_path / "links").mkdir()
    (tmp_path / "links/tool").symlink_to(checkout / "tool")
    monkeypatch.chdir(checkout)
    hostile = (
        ".",
        "",
        "bin",
        "./bin",
        f"{checkout}",
        f"{outside}/../checkout/bin",
        f"{tmp_path}/link",
        f"{tmp_path}/links",
    )
    monkeypatch.setenv("PATH", os.pathsep.join(hostile))
    assert find_program("tool", checkout) is None
    monkeypatch.setenv("PATH", os.pathsep.join((*hostile, str(outside))))
    assert find_program("tool", checkout) is None
    found = program(outside)
    assert find_program("tool", checkout) == str(found)
    assert find_program("tool", checkout / "..") is None


def test_a_checkout_that_is_reached_by_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "checkout")
    (tmp_path / "other").symlink_to(tmp_path / "checkout")
    monkeypatch.setenv("PATH", str(tmp_path / "checkout"))
    assert find_program("tool", tmp_path / "other") is None


def test_the_checkout_is_where_git_has_something(tmp_path: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    assert checkout_of(tmp_path / "a/b/c") == tmp_path / "a/b/c"
    (tmp_path / "a/.git").write_text("")
    assert checkout_of(tmp_path / "a/b/c") == tmp_path / "a"
