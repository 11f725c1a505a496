"""Whatever lies in the content folder, cop-kb says what is wrong with it and never shows a traceback."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from cop_kb.cli._findings import FORMATS
from tests.cli.nasty import NASTY
from tests.cli.running import at_terminal, git, run
from tests.support import write

KEYS = {"::error", "::warning", "::notice"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of nasty files, and of things that are none."""
    root = write(tmp_path_factory.mktemp("nasty"), NASTY)
    cases = root / "content" / "cases"
    (cases / "loop").symlink_to(".")
    (cases / "dangling.md").symlink_to("nowhere")
    (cases / "outside.md").symlink_to("/etc/hostname")
    (cases / "folder.md").mkdir()
    os.mkfifo(cases / "pipe.md")
    (root / "content" / "tried" / "bom" / "loop").symlink_to(root)
    git(root, "init", "--quiet")
    git(root, "add", "content/topics.yml")
    git(root, "commit", "--quiet", "-m", "x")
    return root


@pytest.mark.parametrize("form", FORMATS)
def test_validate_says_what_is_wrong_in_every_format(form: str, root: Path) -> None:
    done = run("validate", "--all", "--format", form, folder=root)
    assert done.returncode == 1
    assert done.stderr == ""
    assert set(done.stdout) - {"\n"} <= {char for char in done.stdout if char.isprintable()}
    assert "content/cases/binary.md" in done.stdout
    if form == "json":
        assert len(json.loads(done.stdout)["findings"]) > 50
    if form == "github":
        assert {line.split(" ")[0] for line in done.stdout.splitlines()} == KEYS


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "--fix", "--diff", "--all"],
        ["validate", "--changed"],
        ["validate", "content/cases/binary.md", "shapes"],
        ["validate", "content/cases/pipe.md", "content/cases/folder.md", "content/tried/bom/picture.png"],
        ["new", "case", "It hummed again", "--yes"],
        ["validate", "content/cases/loop/loop", "shapes"],
        ["explain", "case"],
        ["build"],
    ],
    ids=" ".join,
)
def test_no_command_ends_with_a_traceback(arguments: list[str], root: Path) -> None:
    done = run(*arguments, folder=root)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)
    broken = {"build", "shapes", "--changed", "content/cases/pipe.md"}
    assert (done.returncode == 1) == bool(broken.intersection(arguments))


def test_fixing_all_of_it_leaves_less_to_fix_and_then_nothing(tmp_path: Path) -> None:
    root = write(tmp_path, NASTY)
    done = run("validate", "--fix", folder=root)
    assert "Traceback" not in done.stderr
    again = run("validate", "--fix", folder=root)
    assert again.stderr == "--fix cured 0 in 0 files.\n"


def test_nothing_of_it_drives_a_terminal(root: Path) -> None:
    code, said = at_terminal("validate", "--all", folder=root)
    assert code == 1
    ours = re.sub(r"\x1b\[[0-9;]*m|\r(Reading [\d,]+/[\d,]+)?|\x1b\[K", "", said)
    assert set(ours) - {"\n"} <= {char for char in ours if char.isprintable()}


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_name_that_is_no_text_is_shown_somehow(form: str, tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/a.md": "# It hummed\n\n[x](y.md)\n"})
    for folder in (b"content/cases/", b"content/", b"content/cases/a/"):
        path = Path(os.fsdecode(os.fsencode(root) + b"/" + folder + b"\xff.md"))
        path.parent.mkdir(exist_ok=True)
        path.write_text("# It hummed\n\n[x](y.md)\n")
    done = run("validate", "--format", form, folder=root)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
