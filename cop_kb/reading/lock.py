"""A lock on a file, held by one process at a time and let go by the system when that ends, however it ends.

It is a record lock of POSIX (https://man7.org/linux/man-pages/man2/fcntl_locking.2.html): children do not inherit it,
so what a killed process leaves running does not hold it.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
PAUSE = 0.05


def take_lock(path: Path, wait: Callable[[], bool]) -> int | None:
    """Take the lock on a file, which is made: gives what ``drop_lock`` takes.

    While another process holds it, ``wait`` is asked whether to wait on; None as soon as it says no. A disk without
    locks is as one where nobody holds it. Raises OSError where the file cannot be opened.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        if _is_taken(handle) and _is_there(handle, path):
            return handle
        os.close(handle)
        if not wait():
            return None
        time.sleep(PAUSE)


def drop_lock(handle: int) -> None:
    """Let others have it."""
    os.close(handle)


def _is_taken(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in HELD
    return True


def _is_there(handle: int, path: Path) -> bool:
    """Whether the file is still the one of that name: who had the lock may have taken it away."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    return False
