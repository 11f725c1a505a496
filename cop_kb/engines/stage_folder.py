"""The folder that ``stage`` writes: made beside, then swapped in; what others put there stays or stops it.

Engines build into the same folder (``site/``, caches): whatever is not a part of ours is carried over.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cop_kb.engines.folders_beside import beside, left_beside, new_folder
from cop_kb.model.error import CopKbError
from cop_kb.model.writing import writing
from cop_kb.reading.files import read_text

DOCS, THEME, CONFIG, MARKER = "docs", "theme", "mkdocs.yml", ".cop-kb-stage.json"
PARTS = frozenset({DOCS, THEME, CONFIG, MARKER})
NEW, OLD = "stage-new", "stage-old"
SHOWN = 5
MOST_MARKER_BYTES = 100_000_000
"""A name takes some 60 bytes."""


@contextmanager
def restaging(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` to write into; it takes its place when the block ends well.

    Raises CopKbError where ``folder`` is neither empty nor made by ``stage``, or holds files of others in our parts.
    """
    folder = folder.resolve()
    _clear_up(folder)
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = beside(folder, OLD)
    with new_folder(folder, NEW) as new:
        try:
            yield new
            _mark(new)
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
        finally:
            _put_back(old, folder)


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


def _put_back(old: Path, folder: Path) -> None:
    """Where the new folder did not come, the old one returns; else what was not ours in it moves over."""
    if not old.exists():
        return
    if not folder.exists():
        old.rename(folder)
        return
    for each in old.iterdir():
        if each.name not in PARTS and not (folder / each.name).exists():
            each.rename(folder / each.name)
    shutil.rmtree(old, ignore_errors=True)


def _clear_up(folder: Path) -> None:
    """Finish what a killed ``stage`` left."""
    for word, left in left_beside(folder, OLD, NEW):
        if word == OLD:
            _put_back(left, folder)
        shutil.rmtree(left, ignore_errors=True)
