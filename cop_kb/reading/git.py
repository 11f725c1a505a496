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
    start = _git(root, "merge-base", base, "HEAD", quietly=True).strip() or base
    changed = _git(root, "diff", "--name-only", "-z", "--relative", "--diff-filter=d", start, "--")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({name for name in (changed + new).split("\0") if name}))


def _git(root: Path, *arguments: str, quietly: bool = False) -> str:
    """The output of a Git command; with ``quietly`` "" where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)  # noqa: S603, S607 - fixed words; the caller's own Git
    except FileNotFoundError:
        raise CopKbError("--changed asks Git, and there is no git here: install it, or name the files.") from None
    if done.returncode and not quietly:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CopKbError(f"Git cannot tell what changed: {said[0] if said else 'no reason given'}")
    return "" if done.returncode else done.stdout.decode("utf-8", errors="surrogateescape")
