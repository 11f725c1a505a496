"""Commands say of a knowledge base that is opened what they say of one that is read, and see every change at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cop_kb.reading.kept_files import FEW
from tests.cli.running import run
from tests.support import cache_of, write

ENTRIES = {
    f"content/problems/rattle-{number}.md": f"---\ntitle: The wiper rattles in gear {number}\n---\nOil it.\n"
    for number in range(FEW + 1)
}
COMMANDS = (
    ["list", "--sort", "title", "--today", "2026-11-22"],
    ["list", "--format", "json", "--text", "gear 7", "--today", "2026-11-22"],
    ["show", "rattle-7", "--today", "2026-11-22"],
    ["show", "The wiper rattles in gear 10", "--format", "json", "--today", "2026-11-22"],
    ["new", "problem", "The wiper rattles in all gears", "--slug", "begun", "--yes"],
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("many"), ENTRIES)


def said(root: Path, command: list[str]) -> tuple[int, str, str]:
    done = run(*command, folder=root)
    (root / "content/problems/begun.md").unlink(missing_ok=True)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_answer_is_the_same_each_time(root: Path, command: list[str]) -> None:
    shutil.rmtree(cache_of(root))
    first = said(root, command)
    assert first[0] == 0
    assert cache_of(root).is_dir()
    assert [said(root, command) for _ in range(2)] == [first] * 2


def test_a_change_is_seen(root: Path) -> None:
    for title in ("Quite another title", "And another one"):
        (root / "content/problems/rattle-3.md").write_text(f"---\ntitle: {title}\n---\nOil it.\n")
        assert title in run("list", folder=root).stdout
        assert title in run("show", "rattle-3", folder=root).stdout
        assert title in run("new", "problem", title, "--slug", "begun", "--yes", folder=root).stderr
        (root / "content/problems/begun.md").unlink()
