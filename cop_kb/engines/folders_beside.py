"""Folders beside one that is about to be replaced: what is new is made there, what is old waits there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from cop_kb.reading.spreading import is_running


def beside(folder: Path, word: str) -> Path:
    """The place of this process beside a folder, for what the word says."""
    return folder.with_name(f".{folder.name}.{word}-{os.getpid()}")


@contextmanager
def new_folder(folder: Path, word: str) -> Iterator[Path]:
    """An empty folder beside another, for what is to come into it; what is left there in the end goes."""
    new = beside(folder, word)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def left_beside(folder: Path, *words: str) -> Iterator[tuple[str, Path]]:
    """What processes that were killed left beside a folder, with the word it has."""
    for word in words:
        for left in folder.parent.glob(f".{escape(folder.name)}.{word}-*"):
            if not is_running(left.name.rpartition("-")[2]):
                yield word, left
