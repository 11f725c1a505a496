"""The command line as people call it: a process of its own, at a terminal only where one is asked for."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner, Result

from cop_kb.cli import cli
from tests.cli.warm import READ_AT_START, Warm, completed

CHECKOUT = Path(__file__).parents[2]
INSTALLABLE = ("cop_kb", "theme", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
COMMAND = (sys.executable, "-m", "cop_kb")
PATIENCE = 60.0
DAY = "2026-11-21"
SWITCHES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH", "COLUMNS", "LINES")
GROUPS = ("GIT_", "GITHUB_")
"""What would change what cop-kb, or what it calls, writes on a machine that has them set."""


def environment(**changes: str) -> dict[str, str]:
    """The environment without what the tests do not want, and with nothing that could open a pager."""
    kept = {name: value for name, value in os.environ.items() if name not in SWITCHES and not name.startswith(GROUPS)}
    return {**kept, "PAGER": "cat", "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **changes}


def run(*arguments: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """``cop-kb`` with these arguments in a folder, nobody at the keyboard: a process of its own that begins warm."""
    return _run_module("cop_kb", *arguments, folder=folder, **changes)


def mkdocs(*arguments: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Plain MkDocs, in the same way."""
    return _run_module("mkdocs", *arguments, folder=folder, **changes)


def _run_module(module: str, *arguments: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    if any(name.startswith(READ_AT_START) for name in changes):
        return run_program(sys.executable, "-m", module, *arguments, folder=folder, **changes)
    return completed(module, arguments, folder, environment(**changes), PATIENCE)


def run_program(*words: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Any program, started anew."""
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=PATIENCE,
        check=False,
    )


def git(folder: Path, *arguments: str) -> str:
    """Git in a folder, as somebody with a name and without settings of their own."""
    who = {f"GIT_{role}_{what}": "ines@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = run_program(
        "git",
        *("-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"),
        *arguments,
        folder=folder,
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_CONFIG_SYSTEM=os.devnull,
        **who,
    )
    assert done.returncode == 0, f"git {' '.join(arguments)}\n{done.stderr}"
    return done.stdout


def within(root: Path, *arguments: str) -> Result:
    """``cop-kb`` inside this process, where its exit code is not in question: that is quicker."""
    return CliRunner().invoke(cli, ["-C", str(root), *arguments], catch_exceptions=True)


def build(root: Path, *arguments: str) -> Path:
    """Build the site of a knowledge base that has no errors; gives its folder."""
    done = within(root, "build", "--today", DAY, *arguments)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return root / (arguments[arguments.index("--site-dir") + 1] if "--site-dir" in arguments else "site")


def repository_of_ours(folder: Path) -> Path:
    """A repository with one commit: all that installs the cop-kb of these tests. Gives ``folder``, which is new."""
    folder.mkdir()
    for name in INSTALLABLE:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "all")
    return folder


class Terminal:
    """The command at a terminal of 80 columns and 24 lines: ``expect`` waits for text, ``type`` answers, ``ends`` waits
    for its exit code; ``shown`` is what was written there."""

    def __init__(self, *arguments: str, folder: Path, **changes: str) -> None:
        given = environment(**{"TERM": "xterm-256color", "LINES": "24", "COLUMNS": "80", **changes})
        self.shown, self._seen = "", 0
        self._end = time.monotonic() + PATIENCE
        self._master, terminal = pty.openpty()
        self._process = Warm("cop_kb", arguments, folder, given, (terminal, terminal, terminal))
        os.close(terminal)

    def expect(self, text: str) -> None:
        while text not in self.shown[self._seen :]:
            assert self._read(), f"it ended before “{text}”:\n{self.shown}"
        self._seen = self.shown.index(text, self._seen) + len(text)

    def type(self, text: str) -> None:
        os.write(self._master, text.encode() + b"\n")

    def ends(self, *, pressing: str = "") -> int:
        """The exit code. ``pressing`` is pressed again and again until then: CPython loses a Ctrl-C that comes between
        writing the prompt and reading the answer (its handler has run, and the read begins only afterwards)."""
        os.write(self._master, pressing.encode())
        while self._read(pressing):
            pass
        os.close(self._master)
        return self._process.wait(PATIENCE)

    def _read(self, pressing: str = "") -> bool:
        while not select.select([self._master], [], [], 0.5)[0]:
            if time.monotonic() > self._end:
                os.kill(self._process.pid, signal.SIGKILL)
                raise AssertionError(f"it waits for something:\n{self.shown}")
            os.write(self._master, pressing.encode())
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that the other side has closed
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


def at_terminal(*arguments: str, folder: Path, **changes: str) -> tuple[int, str]:
    """``cop-kb`` at a terminal where nothing is asked: its exit code, and what is written there."""
    terminal = Terminal(*arguments, folder=folder, **changes)
    return terminal.ends(), terminal.shown
