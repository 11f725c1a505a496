"""Programs of the system. None that the checkout brings is ever run, whatever PATH says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def checkout_of(folder: Path) -> Path:
    """The nearest folder above that has a ``.git``, whatever that is; else this one."""
    folder = folder.resolve()
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")), folder)


def find_program(name: str, outside: Path) -> str | None:
    """The absolute path of a program that lies outside a folder; None where there is none.

    Windows looks in the current folder first: what is found there is not taken.
    """
    for folder in search_path(outside):
        found = shutil.which(name, path=folder)
        if found and Path(found).is_absolute() and _is_outside(Path(found), outside):
            return found
    return None


def search_path(outside: Path) -> list[str]:
    """The folders of PATH that are absolute and lie outside a folder."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [each for each in folders if Path(each).is_absolute() and _is_outside(Path(each), outside)]


def _is_outside(path: Path, folder: Path) -> bool:
    """Whether neither the path nor what it links to lies in the folder."""
    real = Path(os.path.realpath(folder))
    return not any(
        Path(place).is_relative_to(each)
        for place in (os.path.normpath(path), os.path.realpath(path))
        for each in (folder, real)
    )
