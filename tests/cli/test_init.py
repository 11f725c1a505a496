from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.scaffolding.requirement import requirement
from tests.support import read

COMMAND = [sys.executable, "-m", "cop_kb"]


def init(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["init", *arguments])


def test_it_says_what_it_wrote_and_what_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = init("our wipers", "--name", "Wipers: what we know")
    assert done.exit_code == 0
    written = {line.removeprefix("wrote  ") for line in done.stdout.splitlines()}
    assert {"mkdocs.yml", "README.md", ".gitignore", ".gitlab-ci.yml", "content/index.md"} <= written
    assert all((tmp_path / "our wipers" / path).is_file() for path in written)
    assert "cd 'our wipers' && cop-kb build" in done.stderr
    assert "cop-kb new problem" in done.stderr
    assert read(tmp_path / "our wipers").settings.site_name == "Wipers: what we know"


def test_the_current_folder_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = init()
    assert (tmp_path / "mkdocs.yml").is_file()
    assert "cd " not in done.stderr


def test_a_second_time_keeps_everything_and_says_so(tmp_path: Path) -> None:
    init(str(tmp_path))
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\nplugins: [search]\ndocs_dir: content\n")
    done = init(str(tmp_path))
    assert "wrote" not in done.stdout
    assert "kept   mkdocs.yml" in done.stdout
    assert "Its plugins must have “- cop-kb: {markdown: mkdocs}”, its theme “name: cop-kb”. With" in done.stderr
    assert "Ours" in (tmp_path / "mkdocs.yml").read_text()
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\nplugins: [cop-kb]\ndocs_dir: content\n")
    assert "Its plugins" not in init(str(tmp_path)).stderr


def test_what_ci_installs_is_told_where_somebody_has_to_look(tmp_path: Path) -> None:
    said = init(str(tmp_path)).stderr
    needed = requirement()
    assert all(note in said for note in needed.notes)
    (tmp_path / "requirements.txt").write_text("mkdocs\n")
    said = init(str(tmp_path)).stderr
    assert "requirements.txt stays as it is. CI installs from it, so it must name cop-kb." in said
    assert (needed.line in said) is needed.installs


def test_the_way_in_works_from_the_first_command_to_validate(tmp_path: Path) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [*COMMAND, *arguments], capture_output=True, text=True, cwd=tmp_path, stdin=subprocess.DEVNULL
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    run("init", "wipers")
    for name in ("problem", "faq", "case", "lesson"):
        run("-C", "wipers", "new", name, f"Something else about a {name}?")
    said = run("-C", "wipers", "validate", "--strict")
    assert "warning" not in said
    assert "error" not in said


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = subprocess.run([*COMMAND, "init", "file/kb"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
    done = subprocess.run([*COMMAND, "init", "file"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert "name a folder" in done.stderr
