"""The folder ``.site.cop-kb`` beside a folder ``site`` that a command writes: all that is in it is that command's.

What is new is made there, and what was replaced goes there. A lock keeps other commands out; what a killed one left is
swept by the next. Git ignores all of it.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.reading.lock import drop_lock, take_lock
from cop_kb.rendering.exchange import exchange

LOCK, IGNORE = "lock", ".gitignore"
COMING, OLD, BEFORE = "coming", "old", "before"
"""The new folder when it is whole, the one that it replaces, and what stays for the next time."""
NEW = "new-"
STAYING = frozenset({LOCK, IGNORE, BEFORE})
"""What may be there while no command is at work."""
PATIENCE = 600.0
"""Seconds to wait for another command."""
Tell = Callable[[str], None]


class Workspace:
    """What lies beside a folder that is about to be written. ``tell`` hears whom this command waits for."""

    def __init__(self, target: Path, tell: Tell = lambda _: None) -> None:
        self.target, self._tell = target.resolve(), tell
        self.folder = self.target.parent / f".{self.target.name}.cop-kb"
        self.before = self.folder / BEFORE
        self._is_held = False

    @property
    def is_idle(self) -> bool:
        """Whether no command is at work there, or was killed there."""
        with suppress(OSError):
            return {each.name for each in self.folder.iterdir()} <= STAYING
        return True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else writes the folder meanwhile: waits for another command that does.

        Raises CopKbError where that does not end, and where the place beside the folder is taken.
        """
        if self._is_held:
            yield
            return
        lock = self._take(self._waiting())
        if lock is None:
            raise CopKbError(f"Another command is still writing {self.target}: try again later.", exit_code=3)
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            self._leave(lock)

    @contextmanager
    def held_if_free(self) -> Iterator[bool]:
        """As ``held``, if there is something beside the folder and nobody else is at work there; says whether."""
        lock = None
        with suppress(OSError, CopKbError):
            lock = self._take(lambda: False) if self.folder.is_dir() else None
        self._is_held = lock is not None
        try:
            yield self._is_held
        finally:
            if lock is not None:
                self._is_held = False
                self._leave(lock)

    @contextmanager
    def new(self) -> Iterator[Path]:
        """An empty folder for what is to come; what is left there in the end goes. No other run has had its name."""
        new = self.folder / f"{NEW}{os.urandom(8).hex()}"
        new.mkdir()
        try:
            yield new
        finally:
            remove(new)

    def swap(self, new: Path) -> None:
        """Put a new folder, which is whole, in place of the target; that becomes ``OLD``."""
        coming, old = self.folder / COMING, self.folder / OLD
        new.rename(coming)
        if not os.path.lexists(self.target):
            coming.rename(self.target)
            return
        make_writable(self.target)  # else it cannot move elsewhere
        if exchange(coming, self.target):
            coming.rename(old)
        else:
            self.target.rename(old)
            coming.rename(self.target)

    def settle(self) -> None:
        """Undo a swap that ended before it had happened. After one that had, what was replaced is in both places."""
        if (self.folder / OLD).exists() and not os.path.lexists(self.target):
            (self.folder / OLD).rename(self.target)

    def replaced(self) -> Iterator[Path]:
        """Where what a swap replaced may lie; there may be nothing."""
        yield from (self.folder / COMING, self.folder / OLD)

    def sweep(self) -> None:
        """Take away all that a command left that was killed."""
        for each in list(self.folder.iterdir()):
            if each.name not in STAYING:
                remove(each)

    def _waiting(self) -> Callable[[], bool]:
        began: list[float] = []

        def wait() -> bool:
            if not began:
                began.append(time.monotonic())
                self._tell(f"Another command is writing {self.target}: waiting until it has finished.")
            return time.monotonic() < began[0] + PATIENCE

        return wait

    def _take(self, wait: Callable[[], bool]) -> int | None:
        while True:
            self._make()
            with suppress(FileNotFoundError):  # who was here before has taken the folder away
                lock = take_lock(self.folder / LOCK, wait)
                with suppress(FileExistsError), (self.folder / IGNORE).open("x", encoding="utf-8") as file:
                    file.write("*\n")
                return lock

    def _make(self) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
        if self.folder.is_symlink() or not self.folder.is_dir():
            raise CopKbError(f"{self.folder} is not a folder, and cop-kb writes beside {self.target} there: delete it.")

    def _leave(self, lock: int) -> None:
        """Let others in; a folder in which nothing else stays goes. Another command may make it again meanwhile."""
        with suppress(OSError):
            if {each.name for each in self.folder.iterdir()} <= {LOCK, IGNORE}:
                (self.folder / IGNORE).unlink()
                (self.folder / LOCK).unlink()
                self.folder.rmdir()
        drop_lock(lock)


def make_writable(folder: Path) -> None:
    """Let the user write in a folder of theirs."""
    with suppress(OSError):
        if not folder.is_symlink() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IRWXU)


def remove(path: Path) -> None:
    """Take away a file or a folder, as far as the system lets us; also a folder that is not to be written."""
    if path.is_symlink() or not path.is_dir():
        with suppress(OSError):
            path.unlink()
        return
    shutil.rmtree(path, ignore_errors=True)
    if path.is_dir():
        make_writable(path)
        for folder, names, _ in os.walk(path):
            for name in names:
                make_writable(Path(folder, name))
        shutil.rmtree(path, ignore_errors=True)
