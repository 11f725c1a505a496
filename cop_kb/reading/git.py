"""What Git knows. Without Git, or outside a repository, it knows nothing and says so."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cop_kb.model.error import CopKbError


def changed_files(root: Path, base: str) -> tuple[str, ...]:
    """The files below ``root`` that differ from the commit ``base`` or are new, relative to it, sorted.

    Compared is with where the branch left ``base``, as a merge request does. Raises CopKbError where Git cannot tell.
    """
    if base.startswith("-"):
        raise CopKbError(f"“{base}” is no commit.")
    start = (run_git(root, "merge-base", base, "HEAD") or "").strip() or base
    changed = _told(root, "diff", "--name-only", "-z", "--relative", "--diff-filter=d", start, "--")
    new = _told(root, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({name for name in (changed + new).split("\0") if name}))


def run_git(root: Path, *arguments: str) -> str | None:
    """The output of a Git command in a folder; None where there is no Git, no repository, or it fails."""
    try:
        done = _run(root, arguments)
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout.decode("utf-8", errors="surrogateescape")


def _told(root: Path, *arguments: str) -> str:
    try:
        done = _run(root, arguments)
    except FileNotFoundError:
        raise CopKbError("--changed asks Git, and there is no git here: install it, or name the files.") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CopKbError(f"Git cannot tell what changed: {said[0] if said else 'no reason given'}")
    return done.stdout.decode("utf-8", errors="surrogateescape")


def _run(root: Path, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    # Fixed words and the caller's own Git; the one free argument is checked not to be an option.
    return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)  # noqa: S603, S607
