"""Where the cache of a knowledge base lies: with the user, never with what the repository brings.

Whoever can write there can write the site. So the folder is used only where nobody else can have filled it.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from cop_kb.reading.cache_tidying import note_use
from cop_kb.reading.git import Answer, is_tracked

VARIABLE = "COP_KB_CACHE_DIR"
"""The environment variable that names a folder for the cache, as ``--cache-dir`` does."""
READABLE = 40
"""Characters of a project's name in the name of its cache."""
NOT_ALONE = 0o022
"""The mode with which others can write."""
DEEPEST = 400
"""Folders above one that may be made: Python makes them in a function that calls itself for each."""
DEEP = f"it lies below more than {DEEPEST} folders"
TRACKED = {
    Answer.YES: "Git tracks files in it",
    Answer.UNKNOWN: "Git cannot tell whether it tracks files in it",
}
"""Why something in a checkout cannot be believed."""


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """The folder, which is there; or None, and why."""

    path: Path | None
    why_not: str = ""


def cache_folder(root: Path) -> Path | None:
    """The folder for the cache of a knowledge base; None where there is none that can be trusted."""
    return find_cache_folder(root).path


def find_cache_folder(root: Path) -> CacheFolder:
    """The folder that ``COP_KB_CACHE_DIR`` names, else one in the user's cache folder; made where it is missing."""
    root, named = root.resolve(), os.environ.get(VARIABLE, "")
    try:
        folder = Path(os.path.abspath(named)) if named else _default_folder(root)  # noqa: PTH100 - links must stay
        if folder is None:
            return CacheFolder(None, "there is no home folder")
        why_not = _why_not_named(root, folder) if named else _why_not_default(root, folder)
    except OSError as error:
        return CacheFolder(None, f"{error.filename or named}: {error.strerror or error}")
    return CacheFolder(None if why_not else folder, why_not)


def make_cache_folder(folder: Path) -> None:
    """Make it or a folder in it, for the user alone. Raises OSError where the system does not let us."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def tracked_around(path: Path) -> Answer:
    """Whether any repository around a path tracks a file at or below it; where there is none, none does."""
    real = path.resolve()
    return is_tracked(real.parent, real)


def why_not_trusted(root: Path, folder: Path) -> str:
    """Why what lies in a folder that the user named, as an absolute path, cannot be believed; "" where it can.

    In the checkout of the project, Git must say that it tracks nothing there. A folder that is missing may be made.
    """
    if len(folder.parts) > DEEPEST:
        return DEEP
    real = folder.resolve()
    if ".git" in map(str.casefold, (real.relative_to(root) if _is_in(real, root) else real).parts):
        return "it belongs to Git"
    tops = _repositories(real)
    if folder.is_symlink() or any(each.is_symlink() for each in _below(folder, (root, *_repositories(root), *tops))):
        return "it is a link, or below one"
    if tops or _is_in(real, root):
        tracked = tracked_around(real) if tops else Answer.UNKNOWN
        if tracked is not Answer.NO:
            return TRACKED[tracked]
    return _why_not_own(folder) if os.path.lexists(folder) else ""


def is_own_file(path: Path) -> bool:
    """Whether something is a regular file that only the user can have written."""
    with suppress(OSError):
        status = os.lstat(path)
        return stat.S_ISREG(status.st_mode) and _why_not_alone(status) == ""
    return False


def _why_not_named(root: Path, folder: Path) -> str:
    if why := why_not_trusted(root, folder):
        return why
    make_cache_folder(folder)
    if _repositories(folder.resolve()) and not os.path.lexists(folder / ".gitignore"):
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return _why_not_own(folder)


def _default_folder(root: Path) -> Path | None:
    caches = _user_caches()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", root.name)[:READABLE]
    digest = blake2b(os.fsencode(root), digest_size=10).hexdigest()
    return caches / f"{digest}-{name}" if caches else None


def _user_caches() -> Path | None:
    """The folder for all caches of cop-kb, as platformdirs names it; None where the user has no home.

    On Linux that is two lines, and to import platformdirs is a fifth of the time that a short command takes.
    """
    if sys.platform == "linux":
        named = os.environ.get("XDG_CACHE_HOME", "").strip()  # https://specifications.freedesktop.org/basedir-spec
        found = Path(named if named.startswith("/") else os.path.expanduser("~/.cache"), "cop-kb")  # noqa: PTH111
    else:
        from platformdirs import user_cache_path

        try:
            found = user_cache_path("cop-kb", appauthor=False)
        except RuntimeError:  # as newer ones say that there is no home; older ones give a relative path
            return None
    return found if found.is_absolute() else None


def _why_not_default(root: Path, folder: Path) -> str:
    if any(_is_in(folder.resolve(), top) for top in (root, *_repositories(root))):
        return "it lies in the checkout"
    for each in (folder.parent, folder):
        make_cache_folder(each)
        if why := _why_not_own(each):
            return f"{each}: {why}"
        if stat.S_IMODE(each.stat().st_mode) & 0o077:
            each.chmod(0o700)
    note_use(folder, root)
    return ""


def _why_not_own(folder: Path) -> str:
    status = os.lstat(folder)
    if stat.S_ISLNK(status.st_mode):
        return "it is a link"
    return _why_not_alone(status) if stat.S_ISDIR(status.st_mode) else "it is not a folder"


def _why_not_alone(status: os.stat_result) -> str:
    if not hasattr(os, "geteuid"):  # Windows: the user's cache folder is the user's
        return ""
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    return "other users can write there" if status.st_mode & NOT_ALONE else ""


def _repositories(path: Path) -> tuple[Path, ...]:
    """The folders around a real path, or itself, that a repository is in, as far as their names tell."""
    return tuple(each for each in (path, *path.parents) if os.path.lexists(each / ".git"))


def _is_in(path: Path, top: Path) -> bool:
    return path == top or top in path.parents


def _below(path: Path, tops: tuple[Path, ...]) -> tuple[Path, ...]:
    """The path and those above it, as it is written, that lie below one of some real folders."""
    down = [*reversed(path.parents), path]
    entered = next((at for at, each in enumerate(down) if any(_is_in(each.resolve(), top) for top in tops)), len(down))
    return tuple(down[entered + 1 :])
