"""Two folders swap their names in one step, where the system can do that: so neither is ever absent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = -100
"""AT_FDCWD: a relative path begins in the current folder."""
EXCHANGE = 2
"""RENAME_EXCHANGE (https://man7.org/linux/man-pages/man2/rename.2.html), and macOS' RENAME_SWAP."""


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders on one disk; False, and nothing has happened, where the system or the disk cannot."""
    import ctypes  # only now: it is slow to import

    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "linux":
            return bool(library.renameat2(HERE, names[0], HERE, names[1], EXCHANGE) == 0)
        return sys.platform == "darwin" and bool(library.renamex_np(*names, EXCHANGE) == 0)
    except (OSError, AttributeError, TypeError):  # an older C library, or Windows
        return False
