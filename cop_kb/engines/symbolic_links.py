"""Symbolic links in folders: what follows them would leave the folder, or go round and round."""

from __future__ import annotations

import os
from pathlib import Path


def first_link(folder: Path, *, only_folders: bool = False) -> Path | None:
    """The first symbolic link below a folder, or None; if ``only_folders``, those to files do not count."""
    for path, folders, files in os.walk(folder):
        for name in (*sorted(folders), *(() if only_folders else sorted(files))):
            link = os.path.join(path, name)  # noqa: PTH118 - quicker by far
            if os.path.islink(link):  # noqa: PTH114 - quicker by far
                return Path(link)
    return None
