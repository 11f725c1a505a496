"""What makes the users' caches of all projects end: a project that is gone, time, and size."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

NOTE, TIDIED = "project", "tidied"
"""The file in a cache that says of which project it is, and one beside all caches: each was written on the day when the
cache was last used, and when somebody tidied last."""
DAY = 24 * 60 * 60
UNUSED = 60 * DAY
MOST_BYTES = 10**9


def note_use(folder: Path, project: Path) -> None:
    """Note that a cache is used by a project; once a day, take away those that nobody needs any more.

    Raises OSError where nothing can be written.
    """
    now = time.time()
    if _written(folder / NOTE) < now - DAY:
        (folder / NOTE).write_bytes(os.fsencode(project))
    if _written(folder.parent / TIDIED) < now - DAY:
        (folder.parent / TIDIED).touch()
        tidy(folder.parent, folder, now)


def tidy(folder: Path, used: Path, now: float) -> None:
    """Take away caches in a folder: those of projects that are gone, and those that were not used for two months.

    Then go the oldest, as long as all together are bigger than a gigabyte. The one that is ``used`` stays.
    """
    others = [each for each in folder.iterdir() if each != used and each.is_dir() and not each.is_symlink()]
    caches = {each: _used(each) for each in others}
    size = {each: _size(each) for each in (used, *caches)}
    for each, last in sorted(caches.items(), key=lambda cache: cache[1]):
        if last < now - UNUSED or _is_gone(each) or sum(size.values()) > MOST_BYTES:
            shutil.rmtree(each, ignore_errors=True)
            del size[each]


def _used(cache: Path) -> float:
    """When it was used last; of one that another process is about to note, when it was made."""
    return _written(cache / NOTE) or _written(cache)


def _written(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0


def _is_gone(cache: Path) -> bool:
    with suppress(OSError):
        return not os.path.lexists((cache / NOTE).read_bytes())
    return False


def _size(folder: Path) -> int:
    found = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                found += os.lstat(os.path.join(path, name)).st_size  # noqa: PTH118 - there may be thousands
    return found
