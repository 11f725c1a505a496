"""The folder that ``stage`` writes: made beside, then swapped in; what others put there stays or stops it.

Engines build into the same folder (``site/``, caches): whatever is not a part of ours is carried over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.writing import writing
from cop_kb.reading.files import read_text
from cop_kb.rendering.workspace import Tell, Workspace

DOCS, THEME, CONFIG, MARKER = "docs", "theme", "mkdocs.yml", ".cop-kb-stage.json"
PARTS = frozenset({DOCS, THEME, CONFIG, MARKER})
SHOWN = 5
MOST_MARKER_BYTES = 100_000_000
"""A name takes some 60 bytes."""


@contextmanager
def restaging(folder: Path, tell: Tell = lambda _: None) -> Iterator[Path]:
    """A new folder beside ``folder`` to write into; it takes its place when the block ends well.

    ``tell`` hears whom this waits for. Raises CopKbError where ``folder`` is neither empty nor made by ``stage``, holds
    files of others in our parts, or is being written by another command.
    """
    work = Workspace(folder, tell)
    with work.held():
        _finish(work)
        _refuse_foreign(work.target)
        try:
            with work.new() as new:
                yield new
                _mark(new)
                work.swap(new)
        finally:
            _finish(work)


def heal(folder: Path) -> None:
    """Finish what a killed ``stage`` left, unless another one is at work there."""
    work = Workspace(folder)
    with work.held_if_free() as is_free, suppress(OSError):
        if is_free:
            _finish(work)


def _mark(folder: Path) -> None:
    text = json.dumps({"version": 1, "files": sorted(_files(folder))}, indent=0)
    with writing(folder / MARKER, "the list of what was staged"):
        (folder / MARKER).write_text(f"{text}\n", encoding="utf-8")


def _files(folder: Path) -> Iterator[str]:
    """The files in our parts of a folder."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name.partition("/")[0] in PARTS and name != MARKER and (path.is_symlink() or not path.is_dir()):
            yield name


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        known = set(json.loads(read_text(folder / MARKER, MOST_MARKER_BYTES))["files"])
    except (CopKbError, ValueError, KeyError, TypeError):
        raise CopKbError(f"{folder} is not empty, and stage did not make it: name a new folder.") from None
    foreign = sorted(set(_files(folder)) - known)
    if foreign:
        more = f" and {len(foreign) - SHOWN:,} more" if len(foreign) > SHOWN else ""
        raise CopKbError(
            f"{folder} holds files that stage did not write ({', '.join(foreign[:SHOWN])}{more}): move them away."
        )


def _finish(work: Workspace) -> None:
    """End what this command or a killed one began: what was not ours in the old folder moves over into the new one."""
    work.settle()
    for old in work.replaced():
        for each in list(old.iterdir()) if old.is_dir() else []:
            if each.name not in PARTS and not os.path.lexists(work.target / each.name):
                each.rename(work.target / each.name)
    work.sweep()
