"""Pagefind's program: its package's, or one outside of the checkout."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cop_kb.search.pagefind import PACKAGES, find_program


def test_the_package_s_program_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_program()
    assert found
    assert Path(found).is_absolute()


def test_without_the_package_none_of_the_checkout_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in PACKAGES:
        monkeypatch.setitem(sys.modules, package, None)
    checkout, outside = tmp_path / "checkout", tmp_path / "bin"
    for folder in (checkout, checkout / "bin", outside):
        folder.mkdir()
        (folder / "pagefind").write_text("#!/bin/sh\n")
        (folder / "pagefind").chmod(0o755)
    (checkout / ".git").mkdir()
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("PATH", os.pathsep.join((".", "", "bin", str(checkout / "bin"))))
    assert find_program() is None
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}{os.pathsep}{outside}")
    assert find_program() == str(outside / "pagefind")
