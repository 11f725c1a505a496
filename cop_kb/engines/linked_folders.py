"""Folders in the content that are links: MkDocs would follow them, out of the content or round and round."""

from __future__ import annotations

import os
from pathlib import Path


def linked_folder(content: Path) -> Path | None:
    """The first symbolic link to a folder below ``content``, or None."""
    for folder, names, _ in os.walk(content):
        for name in sorted(names):
            if (path := Path(folder, name)).is_symlink():
                return path
    return None
