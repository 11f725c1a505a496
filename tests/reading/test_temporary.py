"""Temporary folders go: at the end of a block, and those of killed commands when the next one is made."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from cop_kb.reading.temporary import make_temporary_folder, temporary_folder


def test_what_killed_commands_left_is_removed_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / "target").mkdir()
    kept = (f"cop-kb-{os.getppid()}-ab", f"cop-kb-{os.getpid()}-ab", "cop-kb-mine", f"cop-kb-{ended.pid}")
    for name in (*kept, f"cop-kb-{ended.pid}-left"):
        (tmp_path / name / "sub").mkdir(parents=True)
    (tmp_path / f"cop-kb-{ended.pid}-link").symlink_to("target")
    (tmp_path / f"cop-kb-{ended.pid}-file").write_text("x")
    with temporary_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert folder.name.startswith(f"cop-kb-{os.getpid()}-")
    others = (f"cop-kb-{ended.pid}-link", f"cop-kb-{ended.pid}-file", "target")
    assert {each.name for each in tmp_path.iterdir()} == {*kept, *others}


def test_those_of_other_users_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("cop_kb.reading.temporary.is_running", lambda _: False)
    (tmp_path / "cop-kb-1-other").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    make_temporary_folder()
    assert (tmp_path / "cop-kb-1-other").is_dir()
