"""``cop-kb rename``: what it says, and what it refuses."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cop_kb.fixing.journal import UNDONE, Journal, Step
from cop_kb.model.error import CopKbError
from cop_kb.reading import files
from cop_kb.reading.cache_folder import cache_folder
from tests.cli.running import git, run, within
from tests.support import read, write

FILES = {
    "content/problems/blade-rattles.md": "# Blade rattles\n\nIt rattles.\n",
    "content/cases/press-cars.md": "---\nproblem: [blade-rattles]\n---\nAs in [[blade-rattles]].\r\n",
    "content/faqs/taken.md": "---\naliases: [wiki/was-it]\n---\nIs it?\n",
    "content/tried/blade-rattles/2026-01-01-ines-abc123.md": "---\nresult: worked\n---\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base, and the current folder."""
    monkeypatch.chdir(write(tmp_path, FILES))
    return tmp_path


def files_in(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_it_says_what_moved_and_what_changed_and_how_much(root: Path) -> None:
    done = run("rename", "blade-rattles", "blade-chatters", folder=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "moved    content/problems/blade-rattles.md → content/problems/blade-chatters.md\n"
        "changed  content/problems/blade-chatters.md (1)\n"
        "blade-rattles is now blade-chatters: 1 move, 1 change in 1 file; "
        "the old address problems/blade-rattles leads there.\n"
    )
    assert done.stderr == ""
    kb = read(root)
    assert kb.slugs["blade-rattles"] == "blade-chatters" and len(kb.tries["blade-chatters"]) == 1
    assert run("validate", folder=root).returncode == 0


def test_a_dry_run_shows_the_moves_and_a_diff_and_writes_nothing(root: Path) -> None:
    before = files_in(root)
    done = within(root, "rename", "blade-rattles", "blade-chatters", "--dry-run")
    assert files_in(root) == before
    assert done.stdout == (
        "move    content/problems/blade-rattles.md → content/problems/blade-chatters.md\n"
        "--- a/content/problems/blade-rattles.md\n"
        "+++ b/content/problems/blade-chatters.md\n"
        "@@ -1,3 +1,7 @@\n"
        "+---\n"
        "+aliases: [problems/blade-rattles]\n"
        "+---\n"
        "+\n"
        " # Blade rattles\n"
        " \n"
        " It rattles.\n"
        "Nothing is written. It would be: blade-rattles is now blade-chatters: 1 move, 1 change in 1 file; "
        "the old address problems/blade-rattles leads there.\n"
    )


def test_git_sees_renames(root: Path) -> None:
    write(root, {"content/problems/blade-rattles.md": FILES["content/problems/blade-rattles.md"] + "As it does.\n" * 9})
    git(root, "init")
    git(root, "add", "-A")
    git(root, "commit", "-m", "x")
    assert within(root, "rename", "blade-rattles", "chatter/blade-chatters").exit_code == 0
    git(root, "add", "-A")
    status = git(root, "status", "--short")
    assert status == "R  content/problems/blade-rattles.md -> content/problems/chatter/blade-chatters.md\n"


def test_the_entry_goes_by_its_file_too_from_any_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "content" / "problems")
    done = within(Path(), "rename", "blade-rattles.md", "blade-chatters")
    assert done.stdout.startswith("moved    blade-rattles.md → blade-chatters.md\n"), done.output
    done = within(Path(), "rename", "blade-chatters", "content/problems/blade-hums.md")
    assert "blade-chatters is now blade-hums" in done.stdout, "a path as the shell completes it"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("blade-ratles", "x", "“blade-ratles” is no entry. Did you mean “blade-rattles”?"),
        ("blade-rattles", "Blade Chatters", "“Blade Chatters” is not a slug: a slug may only have lower-case letters"),
        ("blade-rattles", "taken", "The slug “taken” is taken: it belongs to content/faqs/taken.md"),
        ("blade-rattles", "was-it", "The slug “was-it” is taken: it belongs to content/faqs/taken.md"),
        ("blade-rattles", "nul", "The slug “nul” is taken"),
        ("blade-rattles", "", "“.” is not a slug"),
        ("blade-rattles", "problems/", "content/problems/blade-rattles.md is there already"),
        ("blade-rattles", "blade-rattles", "content/problems/blade-rattles.md is there already"),
        ("blade-rattles", "cases/blade-rattles", "first “cop-kb retype blade-rattles case”"),
    ],
)
def test_what_it_refuses_changes_nothing(root: Path, old: str, new: str, message: str) -> None:
    before = files_in(root)
    done = run("rename", old, new, folder=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert files_in(root) == before


def test_a_slug_in_other_letters_is_taken_too(root: Path) -> None:
    write(root, {"content/faqs/Upper.md": "x"})
    assert "The slug “upper” is taken" in run("rename", "blade-rattles", "upper", folder=root).stderr


def test_its_own_old_slug_is_free(root: Path) -> None:
    before = files_in(root)
    assert run("rename", "blade-rattles", "blade-chatters", folder=root).returncode == 0
    assert run("rename", "blade-chatters", "blade-rattles", folder=root).returncode == 0
    after = files_in(root)
    moved = after.pop("content/problems/blade-rattles.md")
    assert moved.startswith(b"---\naliases: [problems/blade-chatters]\n---\n")
    assert after == {path: data for path, data in before.items() if path != "content/problems/blade-rattles.md"}


def test_where_two_have_the_slug_the_file_says_which(root: Path) -> None:
    write(root, {"content/cases/blade-rattles.md": "x"})
    done = run("rename", "blade-rattles", "blade-chatters", folder=root)
    assert done.returncode == 2
    assert "name the file, content/cases/blade-rattles.md or content/problems/blade-rattles.md" in done.stderr
    done = run("rename", "content/cases/blade-rattles.md", "cars-rattle", folder=root)
    assert done.returncode == 0, done.stderr
    assert (root / "content/cases/press-cars.md").read_text().count("blade-rattles") == 2
    assert set(read(root).by_slug) == {"blade-rattles", "cars-rattle", "press-cars", "taken"}
    assert run("validate", folder=root).returncode == 0


def test_branches_that_rename_an_entry_and_report_a_try_of_it_merge(root: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "All")
    git(root, "checkout", "-qb", "tries")
    write(root, {"content/tried/blade-rattles/2026-02-01-tom-abc124.md": "---\nresult: worked\n---\n"})
    write(root, {"content/cases/press-cars.md": FILES["content/cases/press-cars.md"] + "Again on Monday.\r\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "A try")
    git(root, "checkout", "-q", "main")
    assert within(root, "rename", "blade-rattles", "blade-chatters").exit_code == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Renamed")
    git(root, "merge", "-q", "tries", "-m", "Both")
    kb = read(root)
    assert len(kb.tries["blade-chatters"]) == 2 and not kb.stray_tries
    assert kb.linked_by("blade-chatters", "problem") == ("press-cars",)
    assert run("validate", folder=root).returncode == 0


def test_what_nobody_can_follow_is_said(root: Path) -> None:
    settings = (root / "mkdocs.yml").read_text() + "nav: [problems/blade-rattles.md]\n"
    write(root, {"mkdocs.yml": settings, "content/cases/latin.md": b"\xe9"})
    done = run("rename", "blade-rattles", "blade-chatters", folder=root)
    assert done.returncode == 0
    assert "content/cases/latin.md could not be read: if it links there, change it by hand." in done.stderr
    assert "mkdocs.yml names problems/blade-rattles.md: look there." in done.stderr


@pytest.mark.parametrize("unread", ["content/problems/blade-rattles.md", "content/problems"])
def test_an_entry_that_cannot_be_read_is_not_a_missing_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, unread: str
) -> None:
    scan, open_file = os.scandir, os.open

    def refusing(call: Callable[..., object]) -> Callable[..., object]:
        def refused(path: str | Path, *given: object, **more: object) -> object:
            if os.fspath(path) == str(root / unread):
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return call(path, *given, **more)

        return refused

    monkeypatch.setattr(os, "scandir", refusing(scan))
    monkeypatch.setattr(os, "open", refusing(open_file))
    done = within(root, "rename", "blade-rattles", "x")
    assert isinstance(done.exception, CopKbError)
    assert done.exception.exit_code == 3
    assert str(done.exception) == f"“blade-rattles” is no entry that could be read; {unread} could not be read."
    assert "“nothing” is no entry." in within(root, "rename", "nothing", "x").stderr or unread == "content/problems"


def test_settings_that_cannot_be_read_again_stop_it_before_anything_moves(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_in(root)
    read_text = files.read_text

    def refused(path: Path, *given: int) -> str:
        if path.name == "mkdocs.yml":
            raise CopKbError(f"{path} cannot be read.", exit_code=3)
        return read_text(path, *given)

    monkeypatch.setattr(files, "read_text", refused)
    within(root, "rename", "blade-rattles", "x")
    assert files_in(root) == before


@pytest.mark.parametrize("command", [["list"], ["show", "blade-rattles"], ["validate"]])
def test_any_command_undoes_a_rename_that_was_killed_and_says_so(root: Path, command: list[str]) -> None:
    before = files_in(root)
    moves = [(path, path.replace("blade-rattles", "x")) for path in before if path.endswith("blade-rattles.md")]
    text = before["content/cases/press-cars.md"].decode()
    steps = [Step(*moves[0]), Step(*["content/cases/press-cars.md"] * 2, text, "never written")]
    Journal(root, cache_folder(root)).note(steps, ())
    (root / moves[0][0]).rename(root / moves[0][1])
    done = within(root, *command)
    assert done.exit_code == 0, done.stderr
    assert UNDONE in done.stderr
    assert files_in(root) == before
    assert UNDONE not in within(root, *command).stderr
