"""The project: the folder that nothing of a knowledge base leaves. No link on the way below it is followed.

Whoever may send a merge request may send a symbolic link, and what follows it reads or writes wherever it leads.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cop_kb.model.error import CopKbError

HAS_DIR_FD = {os.open, os.mkdir, os.rmdir, os.rename, os.unlink, os.link, os.stat} <= os.supports_dir_fd
"""Whether the system takes a name in an open folder (https://docs.python.org/3/library/os.html#dir-fd).

Windows does not: there the path is checked first, and a link that somebody puts there in that moment is not seen.
"""
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 1 << 30)
"""Where the system has no such flag, a bit that no call is given."""
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | NO_FOLLOW


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder below a project. ``descriptor`` is it, open; None where the system has no such thing."""

    path: Path
    descriptor: int | None

    def name(self, name: str) -> str:
        """A name in the folder, to be given to the system together with ``dir_fd=descriptor``."""
        return os.fspath(self.path / name) if self.descriptor is None else name

    def status(self, name: str) -> os.stat_result | None:
        """What the system says of a name in the folder, not of what a link leads to; None where there is nothing."""
        try:
            return os.stat(self.name(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None


def project_of(root: Path) -> Path:
    """The project of the knowledge base in ``root``: the Git work tree around it, else the folder itself."""
    root = root.resolve()
    return next((folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), root)


def link_on_the_way(project: Path, path: Path) -> Path | None:
    """The first link on the way from a project to a path in it, the path included; None where there is none.

    A path outside the project has none.
    """
    below, project = False, Path(os.path.realpath(project))
    given = Path(os.path.abspath(path))  # noqa: PTH100 - resolving would follow the links
    for part in (*reversed(given.parents), given):
        if below and is_link(part):
            return part
        below = below or Path(os.path.realpath(part)).is_relative_to(project)
    return None


def is_link(path: Path) -> bool:
    """Whether a symbolic link lies at a path, or one of Windows' junctions."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(status.st_mode) or (junction is not None and getattr(status, "st_reparse_tag", 0) == junction)


def refuse_links(project: Path, path: Path) -> None:
    """Raise CopKbError, with the path of the link, where a link lies on the way from a project to a path in it."""
    if link := link_on_the_way(project, path):
        raise link_error(link)


def link_error(link: Path) -> CopKbError:
    """What is said of a link that will not be followed."""
    return CopKbError(f"{link} is a symbolic link, and links are not followed. Put the file or folder itself there.")


@contextmanager
def opened(project: Path, folder: Path, *, make: bool = False) -> Iterator[Folder]:
    """A folder of a project, entered one step after the other, so that no link can lead out of it.

    With ``make``, folders that are not there are made, and go again where the block raises. Raises CopKbError for a
    link and for a folder outside the project, OSError where the system does not let us.
    """
    try:
        parts = Path(os.path.abspath(folder)).relative_to(project).parts  # noqa: PTH100 - resolving follows links
    except ValueError:
        raise CopKbError(f"{folder} lies outside {project}, and nothing is written there.") from None
    made: list[tuple[str, int | None]] = []
    with ExitStack() as stack:
        try:
            now = Folder(project, _open_project(stack, project, make=make))
            for part in parts:
                now = _entered(stack, now, part, made if make else None)
            yield now
        except BaseException:
            for name, above in reversed(made):
                with suppress(OSError):
                    os.rmdir(name, dir_fd=above)
            raise


def _open_project(stack: ExitStack, project: Path, *, make: bool) -> int | None:
    """The user named it, so it may be reached through a link."""
    if make:
        project.mkdir(parents=True, exist_ok=True)
    return _open(stack, os.fspath(project), FOLDER & ~NO_FOLLOW, None)


def _entered(stack: ExitStack, above: Folder, part: str, made: list[tuple[str, int | None]] | None) -> Folder:
    """The folder of that name in another; it is made, and noted, if it is not there and ``made`` is given."""
    path, name = above.path / part, above.name(part)
    try:
        if made is not None and above.status(part) is None:
            with suppress(FileExistsError):  # somebody else has just made it
                os.mkdir(name, dir_fd=above.descriptor)
                made.append((name, above.descriptor))
        return Folder(path, _open(stack, name, FOLDER, above.descriptor))
    except OSError as error:
        if is_link(path):
            raise link_error(path) from None
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def _open(stack: ExitStack, name: str, flags: int, above: int | None) -> int | None:
    """Open a folder until the stack ends. Raises OSError where something else lies there."""
    if HAS_DIR_FD:
        descriptor = os.open(name, flags, dir_fd=above)
        stack.callback(os.close, descriptor)
        return descriptor
    if not Path(name).is_dir() or (flags & NO_FOLLOW and is_link(Path(name))):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name)
    return None
