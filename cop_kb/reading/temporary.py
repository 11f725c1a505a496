"""Folders among the system's temporary ones; what killed commands left there is removed by the next that needs one."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cop_kb.reading.spreading import is_running

NAME = re.compile(r"cop-kb-([0-9]+)-\w+")
"""Their names have the number of the process that made them."""


def make_temporary_folder() -> Path:
    """A new folder for the user alone, which the caller removes. Raises OSError where the system does not let us."""
    place = Path(tempfile.gettempdir())
    with suppress(OSError):
        for each in place.iterdir():
            if (made := NAME.fullmatch(each.name)) and made[1] != str(os.getpid()) and not is_running(made[1]):
                _remove_own(each)
    return Path(tempfile.mkdtemp(prefix=f"cop-kb-{os.getpid()}-", dir=place))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Such a folder, which is removed when the block ends."""
    folder = make_temporary_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_own(folder: Path) -> None:
    """Remove a folder if it is one, and the user's own: everybody may write among temporary files."""
    with suppress(OSError):
        status = os.lstat(folder)
        if stat.S_ISDIR(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid()):
            shutil.rmtree(folder, ignore_errors=True)
