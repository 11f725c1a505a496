"""``--cache-dir`` and ``COP_KB_CACHE_DIR``: where the cache lies, and what is said where it cannot lie there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cop_kb.reading import knowledge_base
from cop_kb.reading.cache_folder import VARIABLE
from tests.cli.running import DAY, git, mkdocs, run, within
from tests.support import write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, cop-kb]\n"
FILES = {"mkdocs.yml": CONFIG, "content/cases/van.md": "---\ntitle: The van\n---\nIt stopped.\n"}
COMMANDS = [["build", "--today", DAY], ["validate"], ["stage", "out"]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(knowledge_base, "FEW", 0)
    root = write(tmp_path / "kb", FILES)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "All")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("command", COMMANDS, ids=[each[0] for each in COMMANDS])
@pytest.mark.parametrize("how", ["before the command", "after it", "in the environment"])
def test_the_cache_lies_there(root: Path, command: list[str], how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    option = ["--cache-dir", ".cop-kb-cache"]
    if how == "in the environment":
        monkeypatch.setenv(VARIABLE, ".cop-kb-cache")
        option = []
    words = [*option, *command] if how == "before the command" else [*command, *option]
    done = within(root, *words)
    assert done.exit_code == 0, done.output
    assert "not used" not in done.stderr
    assert list((root / ".cop-kb-cache").glob("*.sqlite"))
    assert ".cop-kb-cache" not in git(root, "status", "--porcelain")
    assert (VARIABLE in os.environ) is (how == "in the environment")


@pytest.mark.parametrize("option", [True, False])
def test_where_it_cannot_it_is_said_in_one_line(root: Path, option: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "mine").symlink_to(root)
    if not option:
        monkeypatch.setenv(VARIABLE, "mine")
    done = within(root, "build", "--today", DAY, *(["--cache-dir", "mine"] if option else []))
    assert done.exit_code == 0, done.output
    named = root / "mine" if option else "mine"
    said = [line for line in done.stderr.splitlines() if "not used" in line]
    assert said == [f"The cache folder {named} is not used: it is a link, or below one."]
    assert "Built " in done.stdout


def test_settings_do_not_name_it(root: Path) -> None:
    (root / "mkdocs.yml").write_text(CONFIG.replace(" cop-kb]", " cop-kb: {cache_dir: mine}]"))
    within(root, "build", "--today", DAY)
    assert not (root / "mine").exists()


def test_plain_mkdocs_uses_it_too(root: Path) -> None:
    done = mkdocs("build", folder=root, COP_KB_CACHE_DIR=".cop-kb-cache")
    assert done.returncode == 0, done.stderr
    assert (root / ".cop-kb-cache/history.json").is_file()


def test_commands_without_a_knowledge_base_say_nothing_of_it(tmp_path: Path) -> None:
    done = run("explain", folder=tmp_path, COP_KB_CACHE_DIR="/dev/null/x")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_was_handed_on_by_nobody_knows_whom_is_not_merged(root: Path) -> None:
    write(root / "shares", {"0/rendered-3.sqlite": "x"})
    git(root, "add", "-f", "shares")
    done = within(root, "build", "--today", DAY, "--merge", "shares")
    assert done.exit_code == 0
    assert "--merge: shares is not used: Git tracks files in it." in done.stderr
