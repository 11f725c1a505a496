"""Exit codes are a promise: 0 no errors, 1 errors, 2 wrong use, 3 the system failed, 130 interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cop_kb.cli._findings import FORMATS
from tests.cli.running import COMMAND, PATIENCE, at_terminal, build, environment, mkdocs, run, run_program
from tests.rendering.sites import tree
from tests.support import MKDOCS_YML, write

GOOD = {"content/faqs/why.md": "# Why does it hum?\n\nBecause it is dry.\n"}
WARNS = {"content/faqs/why.md": "---\ncolour: red\n---\n# Why does it hum?\n\nBecause it is dry.\n"}
BROKEN = {"content/cases/hum.md": "---\nproblem: no-such-thing\n---\n# The motor hummed\n\nAll night.\n"}


def test_zero_without_errors_and_with_warnings_one_with_errors_and_with_warnings_if_strict(tmp_path: Path) -> None:
    kinds = (("good", GOOD), ("warns", WARNS), ("broken", BROKEN))
    roots = {name: write(tmp_path / name, files) for name, files in kinds}
    for options, expected in (((), (0, 0, 1)), (("--strict",), (0, 1, 1))):
        assert tuple(run("validate", *options, folder=root).returncode for root in roots.values()) == expected
    assert run("build", folder=roots["broken"]).returncode == 1
    assert run("build", "--strict", folder=roots["warns"]).returncode == 1
    assert run("build", folder=roots["warns"]).returncode == 0


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_does_not_change_the_code(form: str, tmp_path: Path) -> None:
    assert run("validate", "--format", form, folder=write(tmp_path, BROKEN)).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["valdiate"], "valdiate"),
        (["validate", "--no-such-option"], "--no-such-option"),
        (["validate", "--format", "xml"], "xml"),
        (["validate", "--today", "tomorrow"], "“tomorrow” is no date: write it as YYYY-MM-DD."),
        (["validate", "no-such-entry"], "“no-such-entry” is no file here and no entry."),
        (["validate", "--diff"], "--diff"),
        (["-C", "nowhere", "validate"], "nowhere"),
        (["explain", "no-such-rule"], "“no-such-rule” is neither a rule nor an entry type."),
        (["build", "--site-dir", "mkdocs.yml"], "mkdocs.yml"),
        (["build", "--site-dir", "."], "mkdocs.yml"),
    ],
)
def test_two_for_wrong_use_with_a_sentence_that_names_it(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = run(*arguments, folder=write(tmp_path, GOOD))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_a_command_its_help_is_shown() -> None:
    done = run(folder=Path.cwd())
    assert "cop-kb [OPTIONS] COMMAND" in done.stdout + done.stderr
    assert done.returncode in (0, 2)


def test_three_when_the_disk_is_full(tmp_path: Path) -> None:
    root = write(tmp_path, BROKEN)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "validate"], cwd=root, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert done.stderr.decode() == "cop-kb: No space left on device.\n"


def test_three_when_a_folder_cannot_be_made(tmp_path: Path) -> None:
    done = run("build", "--site-dir", "/proc/no/such", folder=write(tmp_path, GOOD))
    assert done.returncode == 3
    assert "/proc/no" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_leaves_is_no_error_worth_a_word(tmp_path: Path) -> None:
    files = {f"content/cases/c{number}.md": f"# Case {number} hummed\n\nx\n" for number in range(400)}
    root = write(tmp_path, files)
    with subprocess.Popen(
        [*COMMAND, "validate", "--all"], cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout
        assert started.stderr
        started.stdout.read(10)
        started.stdout.close()
        assert started.stderr.read() == b""


SLOW = (
    "import time\nfrom pathlib import Path\n"
    "def on_page_content(html, page, config, files):\n    Path(config.config_file_path).with_name('begun').touch()\n"
    "    time.sleep(60)\n"
)
SLOW_YML = MKDOCS_YML.replace("plugins:\n", "hooks: [slow.py]\nplugins:\n")


def stop(root: Path, number: signal.Signals) -> tuple[int, str]:
    """Begin a build that will not end, and stop it amid; gives its exit code and its last words."""
    write(root, {"mkdocs.yml": SLOW_YML, "slow.py": SLOW})
    with subprocess.Popen(
        [*COMMAND, "build"],
        cwd=root,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    ) as started:
        assert started.stderr
        end = time.monotonic() + PATIENCE
        while not (root / "begun").exists() and time.monotonic() < end and started.poll() is None:
            time.sleep(0.05)
        is_built = bool(list(root.glob(".site.cop-kb/new-*")))
        started.send_signal(number)
        said = started.stderr.read().decode()
        assert is_built
        return started.wait(PATIENCE), said


def test_130_when_interrupted_and_the_old_site_is_whole_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    root = write(tmp_path, GOOD)
    before = tree(build(root))
    code, said = stop(root, signal.SIGINT)
    assert code == 130
    assert said.endswith("Stopped.\n")
    assert "Traceback" not in said
    assert tree(root / "site") == before
    assert not list(root.glob(".site.cop-kb/new-*"))


def test_a_build_that_is_killed_leaves_the_old_site_whole_and_the_next_clears_up(tmp_path: Path) -> None:
    root = write(tmp_path, GOOD)
    before = tree(build(root))
    stop(root, signal.SIGKILL)
    assert tree(root / "site") == before
    assert list(root.glob(".site.cop-kb/new-*")), "what it left"
    write(root, {"mkdocs.yml": MKDOCS_YML})
    assert tree(build(root)) == before
    assert not list(root.glob(".site.cop-kb/new-*"))


def test_the_script_and_the_module_are_the_same_command(tmp_path: Path) -> None:
    root = write(tmp_path, BROKEN)
    script = Path(sys.executable).with_name("cop-kb")
    if not script.exists():
        pytest.fail(f"{script} is not there: is cop-kb installed?")
    by_script, by_module = run_program(str(script), "validate", folder=root), run("validate", folder=root)
    assert (by_script.returncode, by_script.stdout) == (by_module.returncode, by_module.stdout)
    assert by_module.returncode == 1


def test_plain_mkdocs_ends_with_one_too(tmp_path: Path) -> None:
    assert mkdocs("build", "-q", folder=write(tmp_path, BROKEN)).returncode == 1


def test_the_version_is_said_in_one_line() -> None:
    done = run("--version", folder=Path.cwd())
    assert done.returncode == 0
    assert done.stdout.startswith("cop-kb ")
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_an_output_that_cannot_hold_a_character_gets_an_escape_and_no_traceback(encoding: str, tmp_path: Path) -> None:
    root = write(tmp_path, {"content/cases/雨.md": "---\nproblem: 雨刷\n---\n# 雨 hummed\n\nx\n"})
    for form in FORMATS:
        done = run("validate", "--format", form, folder=root, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
        assert done.returncode == 1, form
        assert "Traceback" not in done.stderr
        assert "dangling-ref" in done.stdout


def test_progress_at_a_terminal_is_one_line_that_goes_away(tmp_path: Path) -> None:
    code, said = at_terminal("validate", folder=write(tmp_path, GOOD))
    assert code == 0
    assert "\rReading 1/1" in said
    assert said.partition("Reading")[2].partition("\r\x1b[K")[2].strip("\r").startswith("Nothing found in 1 entry.")
