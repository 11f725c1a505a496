"""``cop-kb validate --fix`` writes what it says and nothing else, and a second time nothing at all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import at_terminal, run, run_program, within
from tests.support import write

BROKEN = (
    "---\n"
    "# a remark that stays\n"
    "title: Error: the motor hums\n"
    "topics: [noise, no-such-topic]\n"
    "x-own: {b: 1,   a: 2}\n"
    "---\n"
    "\n"
    "Loud.\n"
)
FILES = {
    "content/problems/hum.md": BROKEN,
    "content/problems/fine.md": "# It squeaks\n\nLoud.\n",
    "content/topics.yml": "noise: {label: Noise, synonyms: [sound]}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "content").rglob("*.*")}


def test_a_fix_is_offered_then_shown_then_written(root: Path) -> None:
    before = contents(root)
    assert "(--fix does it)" in run("validate", folder=root).stdout
    shown = run("validate", "--fix", "--diff", folder=root)
    assert contents(root) == before, "--diff writes nothing"
    assert '-title: Error: the motor hums\n+title: "Error: the motor hums"\n' in shown.stdout
    assert shown.stderr == "--fix would cure 1 in 1 file.\n"
    fixed = run("validate", "--fix", folder=root)
    assert "--fix cured 1 in 1 file.\n" in fixed.stderr
    assert "yaml-error" not in fixed.stdout, "what is left is found anew"


def test_nothing_but_the_value_changes(root: Path) -> None:
    within(root, "validate", "--fix")
    after = (root / "content/problems/hum.md").read_text()
    assert after.replace('"', "").replace("'", "") == BROKEN
    assert {name: text for name, text in contents(root).items() if name != "hum.md"} == {
        Path(name).name: text.encode() for name, text in FILES.items() if not name.endswith("hum.md")
    }


def test_fixing_twice_changes_nothing_the_second_time(root: Path) -> None:
    within(root, "validate", "--fix")
    once = contents(root)
    times = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    again = run("validate", "--fix", folder=root)
    assert "--fix cured 0 in 0 files." in again.stderr
    assert contents(root) == once
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == times


def test_a_remark_on_the_same_line_is_kept(tmp_path: Path) -> None:
    text = BROKEN.replace("motor hums\n", "motor hums   # said Inês\n")
    root = write(tmp_path, {**FILES, "content/problems/hum.md": text})
    within(root, "validate", "--fix")
    assert 'title: "Error: the motor hums"   # said Inês\n' in (root / "content/problems/hum.md").read_text()


def test_line_ends_and_the_mark_at_the_beginning_are_kept(tmp_path: Path) -> None:
    data = "\ufeff".encode() + BROKEN.replace("\n", "\r\n").encode()
    root = write(tmp_path, {**FILES, "content/problems/hum.md": data})
    within(root, "validate", "--fix")
    after = (root / "content/problems/hum.md").read_bytes()
    assert after != data
    assert after.replace(b'"', b"") == data


def test_only_the_files_meant_are_fixed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, {"content/problems/other.md": BROKEN})
    monkeypatch.chdir(root)
    within(root, "validate", "--fix", "other")
    assert (root / "content/problems/other.md").read_text() != BROKEN
    assert (root / "content/problems/hum.md").read_text() == BROKEN


def test_the_exit_code_is_that_of_what_is_left(tmp_path: Path) -> None:
    files = {"content/problems/hum.md": "---\ntitle: Error: it hums\n---\nLoud.\n"}
    root = write(tmp_path / "one", files)
    assert run("validate", folder=root).returncode == 1
    assert run("validate", "--fix", folder=root).returncode == 0
    root = write(tmp_path / "two", {**files, "content/cases/a.md": "---\nproblem: no-such-thing\n---\n# It hummed\n"})
    assert run("validate", "--fix", folder=root).returncode == 1


def test_the_diff_is_one_that_git_and_patch_take(root: Path) -> None:
    shown = run("validate", "--fix", "--diff", folder=root).stdout
    (root / "x.diff").write_text(shown)
    done = run_program("git", "apply", "--check", "x.diff", folder=root)
    assert done.returncode == 0, done.stderr
    subprocess.run(["git", "apply", "x.diff"], cwd=root, check=True)
    applied = contents(root)
    write(root, FILES)
    within(root, "validate", "--fix")
    assert contents(root) == applied


def test_a_diff_at_a_terminal_drives_no_terminal(root: Path) -> None:
    write(root, {"content/problems/hum.md": "---\ntitle: Error: it hums\n---\n\x1b]0;title\x07 \u202egnp\n"})
    code, said = at_terminal("validate", "--fix", "--diff", folder=root)
    assert code in (0, 1)
    assert "+title" in said
    assert "\x1b]" not in said
    assert "\u202e" not in said


def test_a_file_that_may_not_be_written_is_one_sentence(root: Path) -> None:
    folder = root / "content" / "problems"
    chattr = shutil.which("chattr") or "false"
    if run_program(chattr, "+i", str(folder / "hum.md"), folder=root).returncode:
        folder.chmod(0o500)  # not every file system can; then the way there is closed instead
    try:
        said = run("validate", "--fix", folder=root)
        written = (folder / "hum.md").read_text() != BROKEN
    finally:
        folder.chmod(0o755)
        run_program(chattr, "-i", str(folder / "hum.md"), folder=root)
    assert written or said.returncode == 3, "root may write everywhere but there"
    assert "Traceback" not in said.stderr
