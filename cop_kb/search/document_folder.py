"""The folder that Pagefind reads, kept from one build to the next: a document that would be the same stays."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from cop_kb.model.writing import writing
from cop_kb.reading.cache_folder import make_cache_folder
from cop_kb.reading.files import signature_of
from cop_kb.reading.spreading import is_running

NOTES = "documents.json"
"""What is known of the documents. Pagefind reads only HTML."""


class DocumentFolder:
    """Documents below a folder, in which there is nothing else of that name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known = _read(folder / NOTES)
        self._written: dict[str, list[object]] = {}
        if not self._known:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)

    def holds(self, name: str, key: str) -> bool:
        """Whether a document is there as it was put under this key: then it stays."""
        if self._known.get(name) != [key, *self._signature(name)]:
            return False
        self._written[name] = self._known.pop(name)
        return True

    def put(self, name: str, key: str, document: str) -> None:
        """Put a document; ``key`` is the same for one that says the same."""
        path = self.folder / name
        with writing(path, "a text for the search index"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document, encoding="utf-8")
        self._known.pop(name, None)
        self._written[name] = [key, *self._signature(name)]

    def keys(self, below: str) -> list[str]:
        """Those of all documents below a folder that were put, or are there still as they were; by their names."""
        known = {name: noted for name, noted in (self._known | self._written).items() if name.startswith(below)}
        return [str(noted[0]) for name, noted in sorted(known.items()) if noted[1:] == self._signature(name)]

    def _signature(self, name: str) -> list[object]:
        try:
            return [*signature_of(os.lstat(self.folder / name))]
        except OSError:
            return []

    def drop_others(self, below: str = "") -> None:
        """Take away the documents below a folder that were not put."""
        for name in [name for name in self._known if name.startswith(below)]:
            (self.folder / name).unlink(missing_ok=True)
            del self._known[name]

    def note(self) -> None:
        """Note what is known of the documents, also of those that were not put."""
        self._written = {**self._known, **self._written}
        (self.folder / NOTES).write_text(json.dumps(self._written), encoding="utf-8")


@contextmanager
def claimed(folder: Path) -> Iterator[DocumentFolder]:
    """The documents that are kept in a folder, for nobody else meanwhile: what another build has is begun anew.

    Raises OSError where nothing can be kept.
    """
    make_cache_folder(folder.parent)
    for left in folder.parent.glob(f"{escape(folder.name)}-*"):  # of builds that were killed
        if not is_running(left.name.rpartition("-")[2]):
            shutil.rmtree(left, ignore_errors=True)
    mine = folder.with_name(f"{folder.name}-{os.urandom(8).hex()}-{os.getpid()}")  # containers count alike
    with suppress(OSError):
        folder.rename(mine)
    documents = DocumentFolder(mine)
    try:
        yield documents
    finally:
        with suppress(OSError):
            documents.note()
            shutil.rmtree(folder, ignore_errors=True)
            mine.rename(folder)


def _read(notes: Path) -> dict[str, list[object]]:
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
