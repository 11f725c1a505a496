"""Findings with fixes → changed texts. Edits splice the author's text: no key, comment or order is ever lost."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Edit, Finding

__all__ = ["Change", "diff", "fixed_texts", "write_text"]

BOM = "\ufeff"
LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""A line as programs that apply a diff see it: ``splitlines`` also ends one at other signs."""


@dataclass(frozen=True, slots=True)
class Change:
    """What fixing makes of a file: its text before and after, and how many findings that cures."""

    path: str
    before: str
    after: str
    cured: int


def fixed_texts(root: Path, findings: Iterable[Finding]) -> tuple[Change, ...]:
    """What the fixes of these findings make of the files below ``root``. Nothing is written.

    Where two fixes touch the same characters the first in the file is taken; fixing again takes the other.
    """
    by_path: dict[str, list[tuple[Edit, ...]]] = {}
    for finding in findings:
        if finding.fix:
            by_path.setdefault(finding.fix.edits[0].path, []).append(finding.fix.edits)
    changes = []
    for path, fixes in sorted(by_path.items()):
        before = (root / path).read_bytes().decode("utf-8-sig")
        taken = _without_overlaps(fixes)
        after = before
        edits = (edit for one in taken for edit in one)
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
            after = after[: edit.start] + edit.text + after[edit.end :]
        changes.append(Change(path, before, after, len(taken)))
    return tuple(changes)


def _without_overlaps(fixes: list[tuple[Edit, ...]]) -> list[tuple[Edit, ...]]:
    taken: list[tuple[Edit, ...]] = []
    for edits in sorted(fixes, key=lambda each: each[0].start):
        if all(edit.start >= other.end or edit.end <= other.start for edit in edits for one in taken for other in one):
            taken.append(edits)
    return taken


def diff(change: Change) -> str:
    """A change as a unified diff."""
    before, after = (LINE.findall(text) for text in (change.before, change.after))
    lines = unified_diff(before, after, f"a/{change.path}", f"b/{change.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside it first, then in its place. Line ends, mode and a BOM are kept.

    Raises CopKbError where the system does not let us.
    """
    try:
        data = text.encode("utf-8")
        mode = None
        if path.exists():
            mode = path.stat().st_mode & 0o777
            if path.read_bytes().startswith(BOM.encode()):
                data = BOM.encode() + data
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".cop-kb-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(beside).chmod(mode if mode is not None else 0o666 & ~_umask())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CopKbError(f"{path} cannot be written: {error.strerror or error}.", exit_code=3) from None


def _umask() -> int:
    """The mask for new files; asking means setting it for a moment (https://docs.python.org/3/library/os.html#os.umask)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
