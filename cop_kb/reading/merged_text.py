"""A text that two people changed, with the changes of both, as Git merges texts; no repository is asked for it."""

from __future__ import annotations

from pathlib import Path

from cop_kb.reading.git_process import run_git
from cop_kb.reading.temporary import temporary_folder


def merged_text(outside: Path, before: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """The text with both changes; None where they are about the same lines, or it is not text.

    The program lies ``outside`` the checkout. Raises NoAnswerError. https://git-scm.com/docs/git-merge-file
    """
    with temporary_folder() as folder:
        paths = [folder / name for name in ("ours", "before", "theirs")]
        for path, data in zip(paths, (ours, before, theirs), strict=True):
            path.write_bytes(data)
        ran = run_git(("merge-file", "--stdout", "--quiet", *map(str, paths)), outside)
    return ran.output if ran.code == 0 else None
