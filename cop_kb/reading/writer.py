"""The one writer of a knowledge base's files: whole or not at all, and never through a link.

Whatever is written is written beside its place first. Where a command is killed, the next one that reads the content or
writes in that folder removes what it left.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.model.writing import shown, writing
from cop_kb.reading.files import READ_ONLY, TEMPORARY
from cop_kb.reading.project import Folder, is_link, link_error, opened
from cop_kb.reading.spreading import is_running

CHUNK = 1 << 20
AT_WORK = 5.0
"""Seconds for which a file may be that of a command in a container, whose processes have numbers of their own."""
BOM = b"\xef\xbb\xbf"
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Writer:
    """Writes files below ``project``, the folder that nothing leaves.

    Every path is absolute, and ``purpose`` says what the file is for: “the new entry”. All of it raises CopKbError,
    with the path: for a link on the way (exit code 2), and where the system does not let us (3).
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self._tidied: set[Path] = set()

    def new(self, path: Path, text: str, purpose: str) -> bool:
        """Write a new file, with the folders above it. Gives False, and changes nothing, where something is there."""
        with self._writing(path, purpose) as folder:
            if folder.status(path.name) is not None:
                return False
            with _beside(folder, text.encode()) as beside:
                return _put_new(folder, beside, path.name)

    def replace(self, path: Path, text: str, purpose: str) -> None:
        """Write a file, new or in the place of the old one, whose mode and BOM are kept."""
        with self._writing(path, purpose) as folder:
            old = folder.status(path.name)
            if old is not None:
                _check_regular(path, old)
            mark = BOM if old and _read(folder, path.name, len(BOM)) == BOM else b""
            with _beside(folder, mark + text.encode(), old) as beside:
                _rename(folder, beside, folder, path.name)

    def move(self, before: Path, after: Path) -> None:
        """Give a file or folder another path, with the folders above it. Nothing is replaced."""
        with self._told(f"{before} cannot be moved to {after}"), opened(self.project, before.parent) as old:
            status = old.status(before.name)
            if status is not None and stat.S_ISLNK(status.st_mode):
                raise link_error(before)
            with opened(self.project, after.parent, make=True) as new:
                there = new.status(after.name)
                if there is not None and (status is None or not os.path.samestat(there, status)):
                    raise CopKbError(f"{after} is there already.")
                _rename(old, before.name, new, after.name)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        what = self._told(f"{path} cannot be removed")
        with what, suppress(FileNotFoundError), opened(self.project, path.parent) as folder:
            _unlink(folder, path.name)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        with self._told(f"{path} cannot be removed"), opened(self.project, path.parent) as folder:
            os.rmdir(folder.name(path.name), dir_fd=folder.descriptor)

    def keep(self, path: Path) -> Path:
        """Keep a file as it is under a second name beside it, which ``restore`` or ``remove`` ends. Gives that path."""
        with self._writing(path, "a file to be changed") as folder:
            status, kept = folder.status(path.name), _temporary()
            if status is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            _check_regular(path, status)
            try:
                _link(folder, path.name, kept)
            except OSError:  # a file system without links
                with _beside(folder, _read(folder, path.name), status) as beside:
                    _rename(folder, beside, folder, kept)
            return path.with_name(kept)

    def restore(self, kept: Path, path: Path) -> None:
        """Put back what was kept. That needs no room on the disk."""
        with self._told(f"{path} cannot be put back"), opened(self.project, path.parent) as folder:
            _rename(folder, kept.name, folder, path.name)
            with suppress(FileNotFoundError):  # two names of one file: renaming did nothing (``man 2 rename``)
                _unlink(folder, kept.name)

    def tidy(self, folder: Path, ended: int = 0) -> None:
        """Remove what killed commands left in a folder, as far as the system lets us.

        ``ended`` is the process number of one that is known to have ended.
        """
        with suppress(OSError, CopKbError), opened(self.project, folder) as found:
            _tidy(found, ended)

    @contextmanager
    def _writing(self, path: Path, purpose: str) -> Iterator[Folder]:
        """The folder of a file that is to be written, tidied once."""
        with (
            writing(path, purpose),
            opened(self.project, path.parent, make=True) as folder,
        ):
            if path.parent not in self._tidied:
                self._tidied.add(path.parent)
                _tidy(folder)
            yield folder

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CopKbError(f"{what}: {error.strerror or error}.", exit_code=3) from None


def copy_out(project: Path, source: Path, target: Path) -> None:
    """Copy a regular file of a project, as it is now, into a new site or stage, with the folders above it.

    No link to it is followed, even if one has come since the file was looked at. Raises CopKbError as a Writer does.
    """
    try:
        with opened(project, source.parent) as folder:
            file = open(_open(folder, source.name, READ_ONLY), "rb")  # noqa: SIM115 - a name in an open folder
    except OSError as error:
        if is_link(source):
            raise link_error(source) from None
        raise CopKbError(f"{source} cannot be read: {error.strerror or error}.", exit_code=3) from None
    with file:
        status = os.fstat(file.fileno())
        _check_regular(source, status)
        with writing(target, f"a copy of {shown(source)}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                for _ in range(0, status.st_size, CHUNK):  # no more than there was: it may be growing
                    copy.write(file.read(CHUNK))


def _check_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise link_error(path)
    if not stat.S_ISREG(status.st_mode):
        raise CopKbError(f"{path} is not a regular file. Move it away.")


@contextmanager
def _beside(folder: Folder, data: bytes, like: os.stat_result | None = None) -> Iterator[str]:
    """A file in a folder, with a name of its own until the block ends; with the mode of another, where one is given."""
    name = _temporary()
    try:
        with open(_open(folder, name, NEW_FILE), "wb") as file:
            file.write(data)
            if like is not None:
                os.chmod(file.fileno() if os.chmod in os.supports_fd else folder.name(name), stat.S_IMODE(like.st_mode))  # noqa: PTH101
        yield name
    finally:
        with suppress(OSError):  # what was to be written is written, or that is what is told; this is swept later
            _unlink(folder, name)


def _temporary() -> str:
    return f".cop-kb-{os.getpid()}-{secrets.token_hex(8)}"


def _put_new(folder: Folder, beside: str, name: str) -> bool:
    """Give a file its name, unless that is taken: linking fails then (``man 2 link``), even in a race."""
    try:
        _link(folder, beside, name)
    except FileExistsError:
        return False
    except OSError:  # a file system without links: whoever makes the empty file has the name
        try:
            os.close(_open(folder, name, NEW_FILE))
        except FileExistsError:
            return False
        try:
            _rename(folder, beside, folder, name)
        except BaseException:
            _unlink(folder, name)
            raise
    return True


def _tidy(folder: Folder, ended: int = 0) -> None:
    """Remove what commands left that were killed while they wrote."""
    for name in os.listdir(folder.path if folder.descriptor is None else folder.descriptor):  # noqa: PTH208
        if left := TEMPORARY.fullmatch(name):
            with suppress(OSError):
                status = folder.status(name)
                if status and stat.S_ISREG(status.st_mode) and _has_ended(left[1], status, ended):
                    _unlink(folder, name)


def _has_ended(pid: str, status: os.stat_result, ended: int) -> bool:
    if pid == str(ended):
        return True
    is_ours_or_running = pid == str(os.getpid()) or is_running(pid)
    return not is_ours_or_running and status.st_mtime < time.time() - AT_WORK


def _read(folder: Folder, name: str, most: int = -1) -> bytes:
    with open(_open(folder, name, READ_ONLY), "rb") as file:
        return file.read(most)


def _open(folder: Folder, name: str, flags: int) -> int:
    return os.open(folder.name(name), flags, 0o666, dir_fd=folder.descriptor)


def _unlink(folder: Folder, name: str) -> None:
    os.unlink(folder.name(name), dir_fd=folder.descriptor)


def _link(folder: Folder, name: str, other: str) -> None:
    at = folder.descriptor
    os.link(folder.name(name), folder.name(other), src_dir_fd=at, dst_dir_fd=at)


def _rename(before: Folder, name: str, after: Folder, other: str) -> None:
    source, target = before.name(name), after.name(other)
    os.replace(source, target, src_dir_fd=before.descriptor, dst_dir_fd=after.descriptor)
