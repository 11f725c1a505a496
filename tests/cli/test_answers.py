"""Where nothing has changed, ``validate`` and ``build`` say again what they said; any change is seen."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result

from cop_kb.cli import cli
from cop_kb.reading import answers, knowledge_base
from tests.cli.running import git
from tests.support import cache_of, write

CONFIG = "site_name: Trial\ndocs_dir: content\ntheme: {name: cop-kb}\nplugins: [material/search, cop-kb]\n"
FILES = {
    "mkdocs.yml": CONFIG,
    "content/problems/chatter.md": "---\ntitle: Blade chatters\ndate: 2026-11-01\n---\n## Symptom\n\nIt jumps.\n",
    "content/cases/van.md": "---\ntitle: The van\nproblem: chatter\n---\nIt stopped.\n",
    "content/cases/old/car.md": "---\ntitle: The car\n---\nIt too.\n",
}
SAME = "Nothing has changed: "


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(answers, "JUST_NOW", 0)
    return write(tmp_path / "kb", FILES)


def call(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *words, "--today", "2026-11-21"])


def test_a_build_that_has_nothing_to_do_says_so_and_what_is_found(root: Path) -> None:
    first = call(root, "build")
    assert first.exit_code == 0
    assert "Built " in first.stdout
    second = call(root, "build")
    assert second.exit_code == 0
    assert SAME in second.stdout
    assert second.stderr == first.stderr != ""
    assert SAME not in call(root, "build", "--clean").stdout
    assert SAME not in call(root, "build", "--offline").stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "content/problems/chatter.md").write_text(FILES["content/problems/chatter.md"][:-2] + "!\n"),
        lambda root: (root / "content/cases/old/car.md").unlink(),
        lambda root: (root / "content/cases/old/car.md").rename(root / "content/cases/old/bus.md"),
        lambda root: (root / "content/new.md").write_text("# New\n"),
        lambda root: (root / "mkdocs.yml").write_text(CONFIG + "copyright: Us\n"),
        lambda root: write(root / "entry_types", {"x.yml": "x"}),
        lambda root: (root / "site/index.html").write_text("Mine"),
        lambda root: (root / "site/cases/van/index.html").unlink(),
        lambda root: (root / "site").rename(root / "elsewhere"),
        lambda root: [git(root, *words) for words in (["init", "-q"], ["add", "content"], ["commit", "-qm", "All"])],
    ],
    ids=["text", "deleted", "renamed", "new", "settings", "types", "site", "page gone", "site gone", "commit"],
)  # fmt: skip
def test_what_has_changed_is_built(root: Path, change: object) -> None:
    call(root, "build")
    assert SAME in call(root, "build").stdout
    change(root)  # type: ignore[operator]  # one of those above
    assert SAME not in call(root, "build").stdout
    assert (root / "site/cases/van/index.html").is_file()


def test_a_variable_of_the_environment_that_the_settings_name_is_a_setting(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "mkdocs.yml").write_text(CONFIG + "copyright: !ENV [WHO, us]\n")
    call(root, "build")
    assert SAME in call(root, "build").stdout
    monkeypatch.setenv("WHO", "them")
    assert SAME not in call(root, "build").stdout
    assert "them" in (root / "site/index.html").read_text()


@pytest.mark.parametrize(
    "more",
    [
        {"mkdocs.yml": CONFIG + "hooks: [hook.py]\n", "hook.py": "def on_post_build(config): pass\n"},
        {"mkdocs.yml": CONFIG.replace("cop-kb}", "cop-kb, custom_dir: mine}"), "mine/x.css": "a {}"},
        {"mkdocs.yml": "INHERIT: base.yml\n" + CONFIG, "base.yml": "copyright: Us\n"},
    ],
    ids=["hook", "theme", "inherit"],
)
def test_what_may_come_from_elsewhere_is_built_each_time(root: Path, more: dict[str, str]) -> None:
    write(root, more)
    assert call(root, "build").exit_code == 0
    again = call(root, "build")
    assert again.exit_code == 0
    assert SAME not in again.stdout


def test_another_program_may_give_another_answer_and_its_compiled_files_do_not(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = write(tmp_path / "program", {"rules/one.py": "1"})
    libraries = write(tmp_path / "libraries", {"site-packages/library.py": "1", "vendor/library.py": "1"})
    monkeypatch.setattr(answers, "PACKAGE", program / "rules")
    for folder in (program, libraries / "site-packages", libraries / "vendor"):
        monkeypatch.syspath_prepend(folder)
    read = Mock(wraps=knowledge_base.load)
    monkeypatch.setattr(knowledge_base, "load", read)
    call(root, "validate")
    write(program, {"rules/__pycache__/one.pyc": "1", ".notes/x": "x"})
    call(root, "validate")
    for count, path in enumerate(
        (
            program / "rules/two.py",
            program / "rules/one.py",
            libraries / "site-packages/other.py",
            libraries / "vendor/other.py",
        ),
        start=2,
    ):
        path.write_text("more")
        call(root, "validate")
        call(root, "validate")
        assert read.call_count == count, path


def test_what_was_changed_just_now_may_change_again_in_the_same_moment(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "JUST_NOW", 60_000_000_000)
    call(root, "build")
    assert SAME not in call(root, "build").stdout


def test_validate_says_the_same_with_the_same_exit_code(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "content/problems/chatter.md"
    path.write_text("---\ntitle: a: b\n---\n")
    first, second = call(root, "validate"), call(root, "validate")
    assert first.exit_code == second.exit_code == 1
    assert first.stdout == second.stdout
    with monkeypatch.context() as patch:
        patch.setattr("cop_kb.reading.knowledge_base.load", lambda *_: pytest.fail("it was read"))
        assert call(root, "validate").stdout == first.stdout
    before = path.stat()
    path.write_text("---\ntitle: a, b\n---\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    third = call(root, "validate")
    assert third.exit_code == 0
    assert third.stdout != first.stdout
    assert "[yaml-error]" not in third.stdout


def test_another_day_is_another_question(root: Path) -> None:
    call(root, "validate")
    later = CliRunner().invoke(cli, ["-C", str(root), "validate", "--today", "2029-01-01"])
    assert "review-due" in later.stdout


def test_a_damaged_file_of_answers_is_as_good_as_none(root: Path) -> None:
    first = call(root, "validate")
    (cache_of(root) / answers.NAME).write_bytes(b"SQLite format 3\0" + bytes(500))
    assert call(root, "validate").stdout == first.stdout
    assert call(root, "validate").stdout == first.stdout
