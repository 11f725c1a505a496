"""The folder a site is published from: built beside, then swapped in; nothing that cop-kb did not make is deleted.

A command that is killed at any moment leaves the old site or the new one, or what the next command makes one of.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.reading.files import read_bytes
from cop_kb.rendering.workspace import NEW, OLD, Workspace, make_writable, remove
from cop_kb.search import BUNDLE

MANIFEST = ".cop-kb-site.json"
HALF_WRITTEN = f"{MANIFEST}.new"
OURS = frozenset({MANIFEST, HALF_WRITTEN})
REPLACING = "replacing"
"""In the workspace: files that take the places of those in the site. As long as it is there, this is not finished."""
SHOWN = 5
MOST_BYTES = 100_000_000
"""Of a manifest, which may have come with a site of others: a name takes some 60 bytes."""


def write_manifest(site: Path) -> None:
    """Note in a site which files it consists of, so that the next build knows what it may replace."""
    _note(site, {name for name, is_file in _files(site) if is_file})


def _note(site: Path, names: set[str]) -> None:
    text = json.dumps({"version": 1, "files": sorted(names - OURS)}, indent=0)
    with (site / HALF_WRITTEN).open("w", encoding="utf-8") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    (site / HALF_WRITTEN).replace(site / MANIFEST)


def foreign_files(site: Path) -> list[str]:
    """The files in a folder that no build of ours made, sorted."""
    known = _noted(site)
    return sorted(name for name, _ in _files(site) if name not in known and name not in OURS)


def _noted(site: Path) -> set[str]:
    try:
        return set(json.loads(read_bytes(site / MANIFEST, MOST_BYTES))["files"])
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
def working_on(site: Path, work: Workspace | None = None) -> Iterator[Workspace]:
    """The workspace of a site, for nobody else meanwhile; what a killed command left is finished before.

    ``work`` is the workspace, where the caller has it. Raises CopKbError as ``Workspace.held`` does.
    """
    work = work or Workspace(site)
    with work.held():
        _finish(work)
        yield work


def heal(site: Path) -> None:
    """Finish what a killed command left of a site, unless another command is at work there."""
    work = Workspace(site)
    with work.held_if_free() as is_free, suppress(OSError):
        if is_free:
            _finish(work)


@contextmanager
def replacing(site: Path, work: Workspace | None = None, *, keep: bool = False) -> Iterator[Path]:
    """A new folder to build into; it takes the place of ``site`` when the block ends well.

    The old site then goes, or is ``Workspace.before``, in place of what is there, if it is to be kept. A build that
    fails or is killed leaves the old site whole. Raises CopKbError where ``site`` holds files of others, and as
    ``working_on`` does.
    """
    with working_on(site, work) as work:
        if work.target.exists():
            _refuse_foreign(work.target)
        try:
            with work.new() as new:
                yield new
                write_manifest(new)
                work.swap(new)
            if keep and (work.folder / OLD).exists():
                remove(work.before)
                (work.folder / OLD).rename(work.before)
        finally:
            _finish(work)


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


def put(work: Workspace, new: Path) -> None:
    """Put the files of a new folder in the places of those of the site: pages first, the manifest last.

    A part of the full text's index takes the place of the old part as a whole. From the moment when the new folder has
    its other name, the next command does what this one cannot finish.
    """
    site = work.target
    coming = {name for name, _ in _files(new)}
    parts = tuple(f"{BUNDLE}/{part}/" for part in _parts(new))
    _note(new, {name for name in _noted(site) if not name.startswith(parts)} | coming)
    new.rename(work.folder / REPLACING)
    _write_through(work.folder)
    _finish(work)


def _finish(work: Workspace) -> None:
    work.settle()
    if (work.folder / REPLACING).is_dir() and work.target.is_dir():
        _put(work, work.folder / REPLACING)
    work.sweep()


def _put(work: Workspace, new: Path) -> None:
    names = sorted((name for name, is_file in _files(new) if is_file), key=lambda name: not name.endswith(".html"))
    for name in names:
        if name not in OURS and not name.startswith(f"{BUNDLE}/"):
            _place(work.target, name, new)
    for part in _parts(new):
        old = work.target / BUNDLE / part
        if old.is_dir():
            make_writable(old)
            old.rename(work.folder / f"{NEW}old-{os.urandom(8).hex()}")
        _place(work.target, f"{BUNDLE}/{part}", new)
    if (new / MANIFEST).is_file():
        _place(work.target, MANIFEST, new)


def _place(site: Path, name: str, new: Path) -> None:
    """Move something to its place in the site, unless a link would lead out of that."""
    target = site / name
    if target.parent.resolve() == target.parent:
        target.parent.mkdir(parents=True, exist_ok=True)
        make_writable(target.parent)
        (new / name).replace(target)


def _parts(new: Path) -> list[str]:
    """The names of the parts of the index in a folder."""
    return sorted(part.name for part in (new / BUNDLE).iterdir()) if (new / BUNDLE).is_dir() else []


def _write_through(folder: Path) -> None:
    """See to it that the names in a folder stand on the disk; a system that cannot do that goes without."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
