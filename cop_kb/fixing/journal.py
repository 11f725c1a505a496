"""What ``carry_out`` is about to do, noted until it is done: the next command undoes what a killed one began.

The note lies in the user's cache. If it lay beside the content, a merge request could bring one.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import blake2b
from pathlib import Path

from cop_kb.model.error import CopKbError
from cop_kb.reading.cache_folder import cache_folder
from cop_kb.reading.files import read_bytes, read_text
from cop_kb.reading.lock import drop_lock, take_lock
from cop_kb.reading.project import project_of
from cop_kb.reading.writer import Writer

LOCK = "changing.lock"
PATIENCE = 30.0
"""Seconds to wait for another command that changes entries."""
MOST_BYTES = 1_000_000_000
BEGAN = "A command was stopped while it changed entries"
UNDONE = f"{BEGAN}. Its changes have been undone: run it again."
LEFT = f"{BEGAN}, and these have changed since, so its changes were not undone: {{}}. Compare them with Git."


class _State(Enum):
    BEFORE = auto()
    AFTER = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """A move, or a new text for a file that perhaps moves: where it is before and after, relative to the root.

    ``old`` is the text before, ``new`` the digest of the text after; both are "" for a move.
    """

    before: str
    after: str
    old: str = ""
    new: str = ""

    def state(self, root: Path) -> _State:
        """How far this step has got."""
        before, after = root / self.before, root / self.after
        has_moved = os.path.lexists(after) and (not os.path.lexists(before) or after.samefile(before))
        if not self.new:
            if has_moved:
                return _State.AFTER
            return _State.OTHER if os.path.lexists(after) or not os.path.lexists(before) else _State.BEFORE
        try:
            text = read_text(after if has_moved else before, MOST_BYTES)
        except CopKbError:
            return _State.OTHER
        if text == self.old:
            return _State.BEFORE
        return _State.AFTER if digest(text) == self.new else _State.OTHER


def digest(text: str) -> str:
    """The digest of a text, as a step has it."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


class Journal:
    """The note about one knowledge base, in a ``cache``; with None, nothing is noted and nothing is undone."""

    def __init__(self, root: Path, cache: Path | None) -> None:
        self.root, self._cache = root, cache
        self._path = cache / f"changing-{digest(os.fspath(root))}.json" if cache else None

    @property
    def is_there(self) -> bool:
        """Whether a command is changing entries, or was killed while it did."""
        return self._path is not None and os.path.lexists(self._path)

    @contextmanager
    def held(self, wait: Callable[[], bool]) -> Iterator[bool]:
        """Nobody else changes entries meanwhile, if the block is told so; ``wait`` as for ``take_lock``."""
        lock = None
        try:
            lock = take_lock(self._cache / LOCK, wait) if self._cache else None
            is_held = lock is not None or self._cache is None
        except OSError:  # as without a cache
            is_held = True
        try:
            yield is_held
        finally:
            if lock is not None:
                drop_lock(lock)

    def note(self, steps: Iterable[Step], new_folders: Iterable[str]) -> None:
        """Note what is about to be done; where that cannot be written, go without."""
        listed = [[each.before, each.after, each.old, each.new] for each in steps]
        noted = {"process": os.getpid(), "steps": listed, "new": [*new_folders]}
        if self._cache and self._path:
            with suppress(CopKbError):
                Writer(self._cache).replace(self._path, json.dumps(noted), "the note of what is being changed")

    def forget(self) -> None:
        """Remove the note. One that cannot be removed does no harm: all it says has been done."""
        if self._cache and self._path:
            with suppress(CopKbError):
                Writer(self._cache).remove(self._path)

    def undo(self) -> str:
        """Undo what a killed command began; gives a sentence for the user, "" where there was nothing to undo.

        Nothing is undone where somebody has changed one of the files since. Raises CopKbError where the system
        does not let us; the next command then tries again.
        """
        steps, folders, process = self._read()
        states = {step: step.state(self.root) for step in steps}
        others = [step.after for step, state in states.items() if state is _State.OTHER]
        begun = [step for step, state in states.items() if state is _State.AFTER]
        writer = Writer(project_of(self.root))
        for touched in {(self.root / path).parent for step in steps for path in (step.before, step.after)}:
            writer.tidy(touched, process)
        told = ""
        if others:
            told = LEFT.format(", ".join(dict.fromkeys(others)))
        elif len(begun) < len(steps):
            told = UNDONE if begun else ""
            self._undo(begun, writer)
            for folder in folders:
                with suppress(CopKbError):
                    writer.remove_folder(self.root / folder)
        self.forget()
        return told

    def _undo(self, begun: Iterable[Step], writer: Writer) -> None:
        """Texts first, where they are now, then moves, the last first."""
        for step in reversed([*begun]):
            after = self.root / step.after
            if step.new:
                where = after if os.path.lexists(after) else self.root / step.before
                writer.replace(where, step.old, "the text as it was")
            else:
                writer.move(after, self.root / step.before)

    def _read(self) -> tuple[tuple[Step, ...], tuple[str, ...], int]:
        try:
            noted = json.loads(read_bytes(self._path, MOST_BYTES)) if self._path else {}
            return tuple(Step(*each) for each in noted["steps"]), tuple(noted["new"]), noted["process"]
        except (OSError, ValueError, KeyError, TypeError):
            return (), (), 0


@contextmanager
def changing(root: Path) -> Iterator[Journal]:
    """The journal of a knowledge base, for a command that changes entries, and for no other one meanwhile.

    Raises CopKbError where another command does not end, or was killed only now: what was read is no longer so.
    """
    journal, end = Journal(root, cache_folder(root)), time.monotonic() + PATIENCE
    with journal.held(lambda: time.monotonic() < end) as is_held:
        if not is_held:
            raise CopKbError("Another command is changing entries: try again later.", exit_code=3)
        if journal.is_there and (told := journal.undo()):
            raise CopKbError(told)
        yield journal


def undo_stopped(root: Path) -> str:
    """Undo what a killed command began to change in a knowledge base, unless a command is at work there.

    Gives a sentence for the user, "" where there was nothing to undo. Raises CopKbError where that cannot be done.
    """
    journal = Journal(root, cache_folder(root))
    if not journal.is_there:
        return ""
    with journal.held(lambda: False) as is_held:
        return journal.undo() if is_held and journal.is_there else ""
