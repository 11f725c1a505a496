"""Every command that touches the site makes it whole first; two builds at once take turns."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path
from unittest.mock import Mock

import pytest

from cop_kb.rendering.mkdocs_plugin import CopKbPlugin
from cop_kb.rendering.site_folder import MANIFEST, foreign_files
from cop_kb.rendering.workspace import COMING, OLD, STAYING, Workspace
from cop_kb.staging.folder import heal
from tests.cli.running import COMMAND, DAY, PATIENCE, build, environment, git, mkdocs, run, within
from tests.support import write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, cop-kb]\n"
FILES = {"mkdocs.yml": CONFIG, "content/cases/van.md": "---\ntitle: The van\n---\nIt stopped.\n"}
ERROR = "---\ntitle: The van\nproblem: nowhere\n---\nIt stopped.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Its build was killed when the old site had made place; and a text has an error now."""
    root = write(tmp_path / "kb", FILES)
    build(root)
    folder = Workspace(root / "site").folder
    folder.mkdir(exist_ok=True)
    (root / "site").rename(folder / OLD)
    (root / "content/cases/van.md").write_text(ERROR)
    return root


def is_whole(root: Path) -> bool:
    return "It stopped." in (root / "site/cases/van/index.html").read_text()


def test_by_a_build_that_ends_with_errors(root: Path) -> None:
    done = within(root, "build", "--today", DAY)
    assert done.exit_code == 1
    assert "the old site, if there is one, is as it was" in done.stderr
    assert is_whole(root)
    assert not Workspace(root / "site").folder.exists()


def test_by_plain_mkdocs_that_ends_with_errors(root: Path) -> None:
    assert mkdocs("build", folder=root).returncode == 1
    assert is_whole(root)


def test_by_the_preview(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = run("serve", "--port", str(taken.getsockname()[1]), folder=root)
    assert done.returncode == 2, "its port is taken, so it ends at once"
    assert is_whole(root)


def test_stage_makes_its_own_folder_whole_and_carries_over_what_is_not_its_own(root: Path) -> None:
    (root / "content/cases/van.md").write_text(FILES["content/cases/van.md"])
    assert within(root, "stage", str(root / "out")).exit_code == 0
    write(root / "out", {"site/index.html": "built", "mkdocs.yml": (root / "out/mkdocs.yml").read_text()})
    folder = Workspace(root / "out").folder
    folder.mkdir()
    (root / "out").rename(folder / OLD)
    (root / "content/cases/van.md").write_text(ERROR)
    assert within(root, "stage", str(root / "out")).exit_code == 1
    assert (root / "out/site/index.html").read_text() == "built"
    write(folder / COMING, {"site/index.html": "older", "cache/x": "x"})
    heal(root / "out")
    assert (root / "out/site/index.html").read_text() == "built"
    assert (root / "out/cache/x").read_text() == "x"
    assert not folder.exists()


def test_two_builds_at_once_take_turns(root: Path) -> None:
    (root / "content/cases/van.md").write_text(FILES["content/cases/van.md"])
    build(root)
    words = [*COMMAND, "-C", str(root), "build", "--clean", "--today", DAY, "--jobs", "1"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(words, stdout=pipe, stderr=pipe, env=environment(), encoding="utf-8") as one,
        subprocess.Popen(words, stdout=pipe, stderr=pipe, env=environment(), encoding="utf-8") as other,
    ):
        ended = [each.communicate(timeout=PATIENCE) for each in (one, other)]
    assert [each.returncode for each in (one, other)] == [0, 0]
    assert all("Built " in stdout for stdout, _ in ended)
    waited = [line for _, stderr in ended for line in stderr.splitlines() if "waiting until it has finished" in line]
    assert waited == [f"Another command is writing {root / 'site'}: waiting until it has finished."]
    assert foreign_files(root / "site") == []
    assert [path.name for path in Workspace(root / "site").folder.iterdir() if path.name not in STAYING] == []


def test_git_sees_nothing_of_it(root: Path) -> None:
    shutil.rmtree(Workspace(root / "site").folder)
    write(root, {**FILES, ".gitignore": "/site/\n"})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All")
    build(root)
    build(root, "--clean")
    assert Workspace(root / "site").before.is_dir()
    assert git(root, "status", "--porcelain") == ""


def test_the_manifest_is_no_part_of_a_preview(root: Path) -> None:
    plugin = CopKbPlugin()
    plugin.on_startup(command="serve", dirty=False)
    config = Mock(site_dir=str(root / "shown"))
    plugin.on_post_build(config=config)
    assert not (root / "shown" / MANIFEST).exists()
