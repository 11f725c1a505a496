"""The folder a site is published from: built beside, then swapped in; nothing that cop-kb did not make is deleted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cop_kb.engines.folders_beside import beside, left_beside, new_folder
from cop_kb.model.error import CopKbError

MANIFEST = ".cop-kb-site.json"
HALF_WRITTEN = f"{MANIFEST}.new"
OURS = frozenset({MANIFEST, HALF_WRITTEN})
NEW, OLD = "new", "old"
SHOWN = 5


def write_manifest(site: Path) -> None:
    """Note in a site which files it consists of, so that the next build knows what it may replace."""
    _note(site, {name for name, is_file in _files(site) if is_file})


def note_coming(site: Path, folder: Path) -> None:
    """Note that the files of a folder are about to come into a site, at the same places."""
    _note(site, _noted(site) | {name for name, is_file in _files(folder) if is_file})


def note_gone(site: Path, folder: Path) -> None:
    """Note of the files of a folder, which came from a site, that they are there no more; unless there are others."""
    _note(site, _noted(site) - {name for name, _ in _files(folder) if not os.path.lexists(site / name)})


def _note(site: Path, names: set[str]) -> None:
    text = json.dumps({"version": 1, "files": sorted(names - OURS)}, indent=0)
    (site / HALF_WRITTEN).write_text(text + "\n", encoding="utf-8")
    (site / HALF_WRITTEN).replace(site / MANIFEST)


def foreign_files(site: Path) -> list[str]:
    """The files in a folder that no build of ours made, sorted."""
    known = _noted(site)
    return sorted(name for name, _ in _files(site) if name not in known and name not in OURS)


def _noted(site: Path) -> set[str]:
    try:
        return set(json.loads((site / MANIFEST).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _files(folder: Path) -> Iterator[tuple[str, bool]]:
    """All that is no folder, with ``/`` and relative to it; and whether it is a file, not a link to a folder."""
    folders = [""]
    while folders:
        prefix = folders.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{prefix}{entry.name}/")
                else:
                    yield prefix + entry.name, entry.is_file()


@contextmanager
def replacing(site: Path, keep: Path | None = None) -> Iterator[Path]:
    """A new folder beside ``site`` to build into; it takes the place of ``site`` when the block ends well.

    The old site is then moved to ``keep``, in place of what is there. A build that fails or is killed leaves the old
    site whole. Raises CopKbError where ``site`` holds files of
    others.
    """
    site = site.resolve()
    clear_up(site)
    if site.exists():
        _refuse_foreign(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    old = beside(site, OLD)
    with new_folder(site, NEW) as new:
        try:
            yield new
            write_manifest(new)
            if site.exists():
                site.rename(old)
            new.rename(site)
            if keep and old.exists():
                shutil.rmtree(keep, ignore_errors=True)
                with suppress(OSError):  # it is on another disk
                    keep.parent.mkdir(parents=True, exist_ok=True)
                    old.rename(keep)
        finally:
            if old.exists() and not site.exists():
                old.rename(site)
            shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(site: Path) -> None:
    if not site.is_dir():
        raise CopKbError(f"{site} is a file: move it away, or build into another folder with --site-dir.")
    foreign = foreign_files(site)
    if foreign:
        more = f" and {len(foreign) - SHOWN:,} more" if len(foreign) > SHOWN else ""
        raise CopKbError(
            f"{site} holds files that cop-kb did not make ({', '.join(foreign[:SHOWN])}{more}): "
            "move them away, delete the folder yourself, or build into another one with --site-dir."
        )


def clear_up(site: Path) -> None:
    """Finish what a killed build left: its old site goes back if there is none, its half-made new one goes."""
    for word, left in left_beside(site, OLD, NEW):
        if word == OLD and not site.exists():
            left.rename(site)
        else:
            shutil.rmtree(left, ignore_errors=True)
