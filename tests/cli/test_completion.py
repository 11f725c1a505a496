"""The shell completes a knowledge base's own words, quickly and without a sound."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from cop_kb.cli import _completion, validate
from cop_kb.reading import knowledge_base
from tests.cli.running import at_terminal, git, run, run_program
from tests.support import write

FILES = {
    "content/problems/blade-chatters.md": "# Blade chatters\n\nLoud.\n",
    "content/problems/blade-lifts.md": "# Blade lifts\n\nFast.\n",
    "content/topics.yml": "noise: {label: Noise}\nnozzle: {label: Nozzle}\nwinter: {label: Winter}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def completed(words: str, folder: Path) -> set[str]:
    """What bash would offer for the last of these words."""
    done = run(folder=folder, _COP_KB_COMPLETE="bash_complete", **asked(words))
    assert done.stderr == ""
    return {line.partition(",")[2] for line in done.stdout.split()}


def asked(words: str) -> dict[str, str]:
    return {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cop-kb val", {"validate"}),
        ("cop-kb new pro", {"problem"}),
        ("cop-kb new problem --topic no", {"noise", "nozzle"}),
        ("cop-kb new case --problem blade-c", {"blade-chatters"}),
        ("cop-kb validate blade-", {"blade-chatters", "blade-lifts"}),
        ("cop-kb validate zzz", set()),
        ("cop-kb explain dead", {"dead-link"}),
        ("cop-kb explain les", {"lesson"}),
        ("cop-kb validate --format gith", {"github"}),
        ("cop-kb build --str", {"--strict"}),
    ],
)
def test_types_topics_slugs_rules_and_options_are_offered(words: str, offered: set[str], root: Path) -> None:
    assert completed(words, root) == offered


def test_it_works_from_a_folder_below_and_for_another_folder(root: Path) -> None:
    assert completed("cop-kb validate blade-l", root / "content" / "problems") == {"blade-lifts"}
    assert completed(f"cop-kb -C {root} validate blade-l", root.parent) == {"blade-lifts"}


@pytest.mark.parametrize(
    "files",
    [
        {"mkdocs.yml": "site_name: [\n"},
        {"mkdocs.yml": "site_name: x\n"},
        {"entry_types/odd/type.yml": "name: [\n"},
        {"content/problems/blade-x.md": "---\ntitle: [\n---\n\x1b[31m"},
    ],
    ids=["settings", "plugin", "type", "entry"],
)
def test_what_is_broken_completes_to_nothing_without_a_word(files: dict[str, str], root: Path) -> None:
    write(root, files)
    for words in ("cop-kb validate blade-", "cop-kb new problem --topic no", "cop-kb new pro", "cop-kb explain pro"):
        assert completed(words, root) <= {"blade-chatters", "blade-lifts", "blade-x", "noise", "nozzle", "problem"}


def test_outside_a_knowledge_base_there_is_nothing_and_no_complaint(tmp_path: Path) -> None:
    assert completed("cop-kb validate bl", tmp_path) == set()


def test_nothing_is_written_over_the_line_that_is_being_typed(root: Path) -> None:
    code, said = at_terminal(folder=root, _COP_KB_COMPLETE="bash_complete", **asked("cop-kb validate blade-"))
    assert code == 0
    assert said == "plain,blade-chatters\nplain,blade-lifts\n"


def test_git_is_not_asked_for_its_whole_history_at_each_key(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(root, "init", "--quiet")
    spy = tmp_path_factory.mktemp("bin")
    (spy / "git").write_text(f'#!/bin/sh\necho "$@" >> {spy}/asked\nexit 1\n')
    (spy / "git").chmod(0o755)
    run(folder=root, _COP_KB_COMPLETE="bash_complete", PATH=str(spy), **asked("cop-kb validate blade-"))
    said = (spy / "asked").read_text(encoding="utf-8") if (spy / "asked").exists() else ""
    assert "log" not in said.split(), said


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_script(shell: str, tmp_path: Path) -> None:
    done = run_program("sh", "-c", 'PATH="$1:$PATH" cop-kb', "sh", str(bin_folder()), folder=tmp_path,
                       _COP_KB_COMPLETE=f"{shell}_source")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "_COP_KB_COMPLETE" in done.stdout


def bin_folder() -> Path:
    import sys

    return Path(sys.executable).parent


def test_entries_that_came_are_offered_and_those_that_are_gone_are_not(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge_base, "FEW", 0)

    def offered() -> list[str]:
        context = click.Context(validate.command, obj=root)
        return sorted(each.value for each in _completion.slugs(context, validate.command.params[0], "blade"))

    assert offered() == ["blade-chatters", "blade-lifts"]
    monkeypatch.setattr(knowledge_base, "load", None)  # would be called to read all
    (root / "content/problems/blade-lifts.md").unlink()
    write(root, {"content/problems/blade-squeaks.md": "# Blade squeaks\n"})
    (root / "content/problems/noise").mkdir()
    (root / "content/problems/blade-chatters.md").rename(root / "content/problems/noise/blade-chatters.md")
    assert offered() == ["blade-chatters", "blade-squeaks"]
