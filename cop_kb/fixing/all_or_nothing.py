"""Moves and changes → the disk, all of them or none: what was done is put back where one fails."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cop_kb.fixing import Change, write_text
from cop_kb.model.error import CopKbError


@dataclass(frozen=True, slots=True)
class Move:
    """A file or folder and where it goes; both paths are relative to the folder of ``mkdocs.yml``."""

    before: str
    after: str

    def of(self, path: str) -> str:
        """The path after the move of a file that has this one before it."""
        if path == self.before or path.startswith(f"{self.before}/"):
            return self.after + path[len(self.before) :]
        return path


def carry_out(root: Path, moves: Iterable[Move], changes: Iterable[Change]) -> None:
    """Move, then write each change to the file its path leads to then. Raises CopKbError, with nothing changed."""
    done = _Done()
    try:
        for move in moves:
            done.move(root / move.before, root / move.after)
        for change in changes:
            done.write(root / change.path, change.after)
    except BaseException as error:
        lost = done.put_back()
        if not isinstance(error, OSError | CopKbError):
            raise
        why = str(error).rstrip(".") if isinstance(error, CopKbError) else _reason(error)
        rest = f"These could not be put back: {', '.join(lost)}" if lost else "Nothing was changed"
        raise CopKbError(f"{why}. {rest}.", exit_code=3) from None
    done.clear()


def _reason(error: OSError) -> str:
    return f"{error.filename or 'The disk'} cannot be changed: {error.strerror or error}"


@dataclass(slots=True)
class _Done:
    """What was done so far: how to undo each step, with the path it is about, and the files kept for that."""

    undo: list[tuple[Path, Callable[[], object]]] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)

    def move(self, before: Path, after: Path) -> None:
        self._make_folder(after.parent)
        if os.path.lexists(after) and not after.samefile(before):
            raise CopKbError(f"{after} is there already")
        before.rename(after)
        self.undo.append((before, lambda: after.rename(before)))

    def _make_folder(self, folder: Path) -> None:
        if not folder.exists():
            self._make_folder(folder.parent)
            folder.mkdir()
            self.undo.append((folder, folder.rmdir))

    def write(self, path: Path, text: str) -> None:
        """Write a file, its old self kept beside it until all is done: putting that back needs no room on the disk."""
        kept = path.with_name(f".cop-kb-{secrets.token_hex(8)}")
        try:
            kept.hardlink_to(path)
        except OSError:  # a file system without links
            shutil.copy2(path, kept)
        self.kept.append(kept)
        self.undo.append((path, lambda: _restore(kept, path)))
        write_text(path, text)

    def put_back(self) -> list[str]:
        """Undo all steps, the last first. Gives the paths of those that the system did not let us undo."""
        lost = []
        for path, undo in reversed(self.undo):
            try:
                undo()
            except OSError:
                lost.append(str(path))
        return lost

    def clear(self) -> None:
        """Take away what was kept."""
        for kept in self.kept:
            with suppress(OSError):
                kept.unlink()


def _restore(kept: Path, path: Path) -> None:
    kept.replace(path)
    kept.unlink(missing_ok=True)  # two links to one file: replacing did nothing (``man 2 rename``)
