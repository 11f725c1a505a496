"""Commands that write a site refuse a folder that cannot hold one, before they read or render anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import mkdocs, run
from tests.support import MKDOCS_YML, write

BROKEN = {"content/cases/a.md": "---\ntitle: [\n---\n"}
"""An entry with an error: nothing of it is said where nothing was read."""


@pytest.mark.parametrize("place", ["/", "..", ".git", "entry_types", "content/sub", "link/sub", "a/" * 999 + "a"])
@pytest.mark.parametrize("command", [["build", "--site-dir"], ["stage"]], ids=["build", "stage"])
def test_the_folder_is_refused_at_once(command: list[str], place: str, tmp_path: Path) -> None:
    root = write(tmp_path / "kb", BROKEN)
    (root / "link").symlink_to("content")
    done = run(*command, place, folder=root)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cop-kb: “{place}” cannot hold a site: ")
    assert done.stderr.count("\n") == 1
    assert not (root / "content/sub").exists()


@pytest.mark.parametrize("program", ["cop-kb", "mkdocs"])
def test_the_setting_is_refused_with_its_line(program: str, tmp_path: Path) -> None:
    root = write(tmp_path, {**BROKEN, "mkdocs.yml": f"{MKDOCS_YML}site_dir: .git/site\n"})
    done = (run if program == "cop-kb" else mkdocs)("build", folder=root)
    assert done.returncode == (2 if program == "cop-kb" else 1)
    assert "mkdocs.yml:11:11: site_dir: “.git/site” cannot hold a site: it belongs to Git." in done.stderr
    assert "Traceback" not in done.stderr
    assert "a.md" not in done.stderr


def test_plain_mkdocs_is_refused_what_it_was_given(tmp_path: Path) -> None:
    root = write(tmp_path, BROKEN)
    (root / "entry_types").mkdir()
    done = mkdocs("build", "--site-dir", "entry_types", folder=root)
    assert done.returncode == 1
    assert "entry_types” cannot hold a site: it is the folder of entry types." in done.stderr
