"""An attachment comes into the site as the regular file that was looked at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_kb.model.error import CopKbError
from cop_kb.reading.writer import copy_out
from cop_kb.rendering.build import render
from cop_kb.rendering.planning import make_plan
from cop_kb.staging.stage import stage
from tests.cli.running import mkdocs
from tests.support import read

FILES = {"content/cases/hum/index.md": "# It hummed\n\n[n](n.txt)\n", "content/cases/hum/n.txt": "a note"}
SECRET = "swordfish"


def swapped(root: Path, what: str) -> Path:
    """Put something else in the place of the attachment; gives what will be named."""
    (root.parent / "outside").mkdir()
    (root.parent / "outside/n.txt").write_text(SECRET)
    file = root / "content/cases/hum/n.txt"
    if what == "folder":
        file.parent.rename(root / "was")
        file.parent.symlink_to(root.parent / "outside")
        return file.parent
    file.unlink()
    if what == "link":
        file.symlink_to(root.parent / "outside/n.txt")
    elif what == "pipe":
        os.mkfifo(file)
    return file


@pytest.mark.parametrize(
    ("what", "said", "code"),
    [
        ("link", "is a symbolic link", 2),
        ("folder", "is a symbolic link", 2),
        ("pipe", "is not a regular file", 2),
        ("nothing", "cannot be read: No such file or directory", 3),
    ],
)
@pytest.mark.parametrize("how", ["build", "stage"])
def test_what_came_in_its_place_after_it_was_looked_at_is_not_copied(
    how: str, what: str, said: str, code: int, tmp_path: Path
) -> None:
    root = tmp_path / "kb"
    kb = read(root, FILES)
    plan = make_plan(kb)
    path = swapped(root, what)
    with pytest.raises(CopKbError) as caught:
        if how == "build":
            render(plan, root / "mkdocs.yml", tmp_path / "site")
        else:
            stage(plan, kb.settings, root / "mkdocs.yml", tmp_path / "out")
    assert f"{path} {said}" in str(caught.value)
    if (how, what) != ("build", "folder"):  # of which the plugin tells MkDocs
        assert caught.value.exit_code == code
    assert not [*(tmp_path / "site").rglob("n.txt"), *(tmp_path / "out").rglob("n.txt")]


def test_a_copy_that_cannot_be_written_is_named_with_what_it_is_a_copy_of(tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("a note")
    (tmp_path / "site").write_text("no folder")
    with pytest.raises(CopKbError) as caught:
        copy_out(tmp_path, tmp_path / "n.txt", tmp_path / "site/n.txt")
    assert str(caught.value).startswith(f"{tmp_path / 'site/n.txt'} (a copy of {tmp_path / 'n.txt'}) cannot be written")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_a_copy_has_all_bytes(size: int, tmp_path: Path) -> None:
    data = os.urandom(size)
    (tmp_path / "a.bin").write_bytes(data)
    copy_out(tmp_path, tmp_path / "a.bin", tmp_path / "deep/er/b.bin")
    assert (tmp_path / "deep/er/b.bin").read_bytes() == data


def test_plain_mkdocs_copies_it_too_and_does_not_write_through_a_link(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    read(root, FILES)
    done = mkdocs("build", "-q", folder=root)
    assert done.returncode == 0, done.stderr
    assert (root / "site/cases/hum/n.txt").read_text() == "a note"
    (root / "site").rename(tmp_path / "outside")
    (root / "site").symlink_to(tmp_path / "outside")
    done = mkdocs("build", "-q", folder=root)
    assert done.returncode == 1
    assert "is a symbolic link" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "outside/index.html").is_file(), "it is as it was"
