"""The folder that Pagefind reads, kept from one build to the next: a document that would be the same stays."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cop_kb.reading.cache_folder import make_cache_folder
from cop_kb.reading.files import signature_of


class DocumentFolder:
    """Documents below a folder, which holds nothing else.

    What is known of them is noted beside the folder, but not while they are written: after a run that was killed,
    all are written anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self._notes = folder, folder.with_suffix(".json")
        self._known = _read(self._notes)
        self._written: dict[str, list[object]] = {}
        self._notes.unlink(missing_ok=True)
        if not self._known:
            shutil.rmtree(folder, ignore_errors=True)
        make_cache_folder(folder.parent)
        folder.mkdir(exist_ok=True)

    def put(self, name: str, key: str, make: Callable[[], str]) -> None:
        """See to it that a document is there; ``key`` is the same for one of which ``make`` would make the same."""
        path = self.folder / name
        known = self._known.pop(name, None)
        with suppress(OSError):
            if known == [key, *signature_of(os.lstat(path))]:
                self._written[name] = known
                return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")
        self._written[name] = [key, *signature_of(os.lstat(path))]

    def finish(self) -> None:
        """Take away the documents that were not put, and note what is known of the others."""
        for name in self._known:
            (self.folder / name).unlink(missing_ok=True)
        self._notes.write_text(json.dumps(self._written), encoding="utf-8")


def _read(notes: Path) -> dict[str, list[object]]:
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
