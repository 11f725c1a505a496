"""A folder → the Git repository that it lies in, found by us: Git would believe any folder that it stands in.

A merge request can bring ``HEAD``, ``config``, ``objects`` and ``refs``, a bare repository, but never ``.git``. So
only ``.git`` counts, it has to lead back to where it stands, and it belongs to whoever asks.
"""

from __future__ import annotations

import os
import shlex
import stat
from dataclasses import dataclass
from pathlib import Path

from cop_kb.reading.files import read_bytes
from cop_kb.reading.git_process import NoAnswerError, run_git

GIT = ".git"
POINTS = "gitdir: "
"""How the file ``.git`` begins: https://git-scm.com/docs/gitrepository-layout"""
MOST = 1 << 20
"""Bytes of a file in a repository that is read here."""


@dataclass(frozen=True, slots=True)
class Repository:
    """``top``: the first folder of the work tree; ``folder``: what Git knows of it; ``common``: of all work trees."""

    top: Path
    folder: Path
    common: Path


def find_repository(start: Path) -> Repository | None:
    """The repository that a folder lies in; None where no folder above has a ``.git``.

    Raises NoAnswerError for a ``.git`` that is broken, leads elsewhere or belongs to somebody else whom the user's own
    ``safe.directory`` does not name.
    """
    start = start.resolve()
    for top in (start, *start.parents):
        try:
            mode = (top / GIT).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise NoAnswerError(f"{top / GIT} cannot be looked at: {error.strerror or error}.") from None
        if stat.S_ISDIR(mode):
            found = _of_folder(top)
        elif stat.S_ISREG(mode):
            found = _of_file(top)
        else:
            raise _refused(top, "it is neither a folder nor a file")
        _check_owner(found)
        return found
    return None


def _refused(top: Path, why: str) -> NoAnswerError:
    return NoAnswerError(f"Git is not asked about {top}, because of the .git there: {why}.")


def _of_folder(top: Path) -> Repository:
    folder = top / GIT
    work_tree = _work_tree(top, folder)
    if not _is_git_folder(folder):
        raise _refused(top, "it is no repository, or a broken one")
    if os.path.lexists(folder / "commondir") or work_tree not in (None, top):
        raise _refused(top, "it belongs to another folder")
    return Repository(top, folder, folder)


def _of_file(top: Path) -> Repository:
    """The repository of a linked work tree or a submodule, which have a file in place of the folder."""
    text = _text(top, top / GIT)
    if not text.startswith(POINTS):
        raise _refused(top, f"it is a file that does not begin with “{POINTS.strip()}”")
    folder = _resolved(top, top / text.removeprefix(POINTS).rstrip("\r\n"))
    if os.path.lexists(folder / "commondir"):
        common = _resolved(top, folder / _text(top, folder / "commondir").rstrip("\r\n"))
        back = folder / _text(top, folder / "gitdir").rstrip("\r\n")
        leads_back = back.name == GIT and _resolved(top, back.parent) == top and folder.parent == common / "worktrees"
    else:
        common = folder
        leads_back = _is_of_submodule(folder) and _work_tree(top, folder) == top
    if not _is_git_folder(common) or not os.path.lexists(folder / "HEAD"):
        raise _refused(top, "it leads to no repository")
    if not leads_back or _is_embedded(common):
        raise _refused(top, "it leads to a repository that does not lead back; for a work tree see git worktree repair")
    return Repository(top, folder, common)


def _is_git_folder(folder: Path) -> bool:
    return os.path.lexists(folder / "HEAD") and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _is_of_submodule(folder: Path) -> bool:
    """Whether another repository has a folder among its ``modules``."""
    return any(each.name == "modules" and os.path.lexists(each.parent / "HEAD") for each in folder.parents)


def _is_embedded(folder: Path) -> bool:
    """Whether what looks like a repository lies among the files of another one, which may have brought it."""
    for above in folder.parents:
        git = above / GIT
        if os.path.lexists(git) and git not in (folder, *folder.parents):
            try:
                path = os.fsdecode(read_bytes(git, MOST)).removeprefix(POINTS).rstrip("\r\n")
            except OSError:
                return True
            if (above / path).resolve() != folder:  # some have a bare repository with its work trees beside it
                return True
    return False


def _work_tree(top: Path, folder: Path) -> Path | None:
    """The work tree that the configuration of a repository names. No file that it includes is read, as Git does it."""
    named = None
    for name in ("config", "config.worktree"):
        text = _text(top, folder / name) if os.path.lexists(folder / name) else ""
        if "worktree" not in text.casefold():
            continue
        ran = run_git(("config", "--file", "-", "-z", "--list"), top, given=os.fsencode(text))
        if ran.code:
            raise _refused(top, f"its configuration cannot be read ({ran.said})")
        for each in os.fsdecode(ran.output).split("\0"):
            key, _, value = each.partition("\n")
            named = value if key == "core.worktree" else named
    return None if named is None else _resolved(top, folder / named)


def _text(top: Path, path: Path) -> str:
    try:
        data = read_bytes(path, MOST + 1)
    except OSError as error:
        raise _refused(top, f"{path} cannot be read: {error.strerror or error}") from None
    if len(data) > MOST or (path.name == GIT and b"\0" in data):
        raise _refused(top, f"{path} is too big")
    return os.fsdecode(data)


def _resolved(top: Path, path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # too long; a NUL; links that lead in a circle
        raise _refused(top, "it leads nowhere") from None


# Whose it is, as Git asks: https://github.com/git/git/blob/v2.47.0/setup.c (ensure_valid_ownership)


def _check_owner(found: Repository) -> None:
    """Raise NoAnswerError where a repository is somebody else's and the user has not said that it is safe."""
    places = {found.top / GIT, found.top, found.folder, found.common}
    if not hasattr(os, "geteuid") or all(_is_ours(each) for each in places) or _is_named_safe(found.top):
        return
    raise NoAnswerError(
        f"The repository {found.top} belongs to somebody else, so Git is not asked about it. If you trust it, run "
        f"“git config --global --add safe.directory {shlex.quote(str(found.top))}”."
    )


def _is_ours(path: Path) -> bool:
    """Whether a path belongs to who runs this; for root under sudo also to who called sudo."""
    owner, user = path.lstat().st_uid, os.geteuid()
    sudo = os.environ.get("SUDO_UID", "")
    return owner == user or (user == 0 and sudo.isdecimal() and owner == int(sudo))


def _is_named_safe(top: Path) -> bool:
    """Whether ``safe.directory`` names a folder, in the configuration of the user or the system only."""
    ran = run_git(("config", "-z", "--get-all", "safe.directory"), top)
    if ran.code not in (0, 1):
        raise NoAnswerError(f"Git cannot read your configuration: {ran.said}")
    safe = False
    for value in os.fsdecode(ran.output).split("\0")[:-1]:
        safe = value != "" and (safe or _means(value, top))  # an empty one forgets all that was said before
    return safe


def _means(value: str, top: Path) -> bool:
    """Whether a value of ``safe.directory`` is ``*``, the folder, or ``…/*`` with one above it."""
    path = os.path.expanduser(value)  # noqa: PTH111 - Path.expanduser raises for somebody who is not known
    if value == "*" or not Path(path).is_absolute():
        return value == "*"
    real = Path(os.path.realpath(path.removesuffix("/*")))
    return real in top.parents if path.endswith("/*") else real == top
