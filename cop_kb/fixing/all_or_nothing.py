"""Moves and changes → the disk, all of them or none: what was done is put back where one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from cop_kb.fixing import PURPOSE, Change
from cop_kb.fixing.journal import MOST_BYTES, Step, changing, digest
from cop_kb.model.error import CopKbError
from cop_kb.reading.files import read_text
from cop_kb.reading.project import project_of
from cop_kb.reading.writer import Writer


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

    def undone(self, path: str) -> str:
        """The path before the move of a file that has this one after it."""
        return Move(self.after, self.before).of(path)


def carry_out(root: Path, moves: Iterable[Move], changes: Iterable[Change]) -> None:
    """Move, then write each change to the file its path leads to then. Raises CopKbError, with nothing changed.

    Of a process that is killed meanwhile, the next command undoes what it did.
    """
    moves, changes = tuple(moves), tuple(changes)
    with changing(root) as journal:
        journal.note(_steps(moves, changes), _new_folders(root, moves))
        done = _Done(Writer(project_of(root)))
        try:
            for move in moves:
                done.move(root / move.before, root / move.after)
            for change in changes:
                done.write(root / change.path, change.before, change.after)
        except BaseException as error:
            lost = done.put_back()
            if not lost:
                journal.forget()
            if not isinstance(error, CopKbError):
                raise
            rest = f"These could not be put back: {', '.join(lost)}" if lost else "Nothing was changed"
            raise CopKbError(f"{str(error).rstrip('.')}. {rest}.", error.exit_code) from None
        journal.forget()
        done.clear()


def _steps(moves: tuple[Move, ...], changes: tuple[Change, ...]) -> Iterator[Step]:
    for move in moves:
        yield Step(move.before, move.after)
    for change in changes:
        before = change.path
        for move in reversed(moves):
            before = move.undone(before)
        yield Step(before, change.path, change.before, digest(change.after))


def _new_folders(root: Path, moves: Iterable[Move]) -> list[str]:
    """The folders that moves make, the deepest first."""
    parents = (folder for move in moves for folder in PurePosixPath(move.after).parents)
    return sorted({str(folder) for folder in parents if not (root / folder).exists()}, key=len, reverse=True)


@dataclass(slots=True)
class _Done:
    """What was done so far: how to undo each step, with the path it is about, and the files kept for that."""

    writer: Writer
    undo: list[tuple[Path, Callable[[], None]]] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)

    def move(self, before: Path, after: Path) -> None:
        new = [folder for folder in after.parents if not folder.exists()]
        self.writer.move(before, after)
        self.undo += [(folder, partial(self.writer.remove_folder, folder)) for folder in reversed(new)]
        self.undo.append((before, lambda: self.writer.move(after, before)))

    def write(self, path: Path, before: str, text: str) -> None:
        """Write a file, its old self kept beside it until all is done: putting that back needs no room on the disk.

        Raises CopKbError where it no longer holds the text ``before``.
        """
        kept = self.writer.keep(path)
        self.kept.append(kept)
        self.undo.append((path, lambda: self.writer.restore(kept, path)))
        if read_text(path, MOST_BYTES) != before:
            raise CopKbError(f"{path} has changed since it was read. Try again.")
        self.writer.replace(path, text, PURPOSE)

    def put_back(self) -> list[str]:
        """Undo all steps, the last first. Gives the paths of those that the system did not let us undo."""
        lost = []
        for path, undo in reversed(self.undo):
            try:
                undo()
            except CopKbError:
                lost.append(str(path))
        return lost

    def clear(self) -> None:
        """Take away what was kept."""
        for kept in self.kept:
            with suppress(CopKbError):
                self.writer.remove(kept)
