"""Findings with fixes → changed texts. Edits splice the author's text: no key, comment or order is ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from cop_kb.model.finding import Edit, Finding
from cop_kb.reading.files import MOST_BYTES, read_text

__all__ = ["PURPOSE", "Change", "diff", "fixed_texts"]

PURPOSE = "the text with what was fixed"
"""What a file is for that is written after a change."""
LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""A line as programs that apply a diff see it: ``splitlines`` also ends one at other signs."""


@dataclass(frozen=True, slots=True)
class Change:
    """What fixing makes of a file: its text before and after, and how many findings that cures."""

    path: str
    before: str
    after: str
    cured: int


def fixed_texts(root: Path, findings: Iterable[Finding], most: int = MOST_BYTES) -> tuple[Change, ...]:
    """What the fixes of these findings make of the files below ``root``, of ``most`` bytes each. Nothing is written.

    Raises CopKbError for a file that cannot be read.

    Where two fixes touch the same characters the first in the file is taken; fixing again takes the other.
    """
    by_path: dict[str, list[tuple[Edit, ...]]] = {}
    for finding in findings:
        if finding.fix:
            by_path.setdefault(finding.fix.edits[0].path, []).append(finding.fix.edits)
    changes = []
    for path, fixes in sorted(by_path.items()):
        before = read_text(root / path, most)
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
