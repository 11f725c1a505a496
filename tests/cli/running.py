"""The command line as people call it: a process of its own, at a terminal only where one is asked for."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner, Result

from cop_kb.cli import cli

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
    """``cop-kb`` with these arguments in a folder, nobody at the keyboard."""
    return run_program(*COMMAND, *arguments, folder=folder, **changes)


def run_program(*words: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Any program, in the same way."""
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


def mkdocs(*arguments: str, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Plain MkDocs, in the same way."""
    return run_program(sys.executable, "-m", "mkdocs", *arguments, folder=folder, **changes)


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


def at_terminal(*arguments: str, folder: Path, **changes: str) -> tuple[int, str]:
    """``cop-kb`` at a terminal of 24 lines and 80 columns: its exit code, and what is written there."""
    master, slave = pty.openpty()
    started = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(**{"TERM": "xterm-256color", "LINES": "24", "COLUMNS": "80", **changes}),
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    said, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            said += piece
        elif started.poll() is not None:
            break
    os.close(master)
    return started.wait(timeout=PATIENCE), said.decode("utf-8", errors="replace").replace("\r\n", "\n")
