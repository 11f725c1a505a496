"""What reading made of the files, kept from one run to the next: what is as it was is not read again.

A file is taken to be as it was where the system says of it what it said before, as Git does
(https://git-scm.com/docs/racy-git): its size, its number, when it was written and when anything of it was changed,
which no program can set. One that was changed just now is read again: it may change once more in the same moment.
"""

from __future__ import annotations

import io
import pickle
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from cop_kb import __version__
from cop_kb.model.entry_type import EntryType
from cop_kb.model.settings import Settings
from cop_kb.reading.cache_folder import cache_folder
from cop_kb.reading.files import Found
from cop_kb.reading.kept import JUST_NOW, Kept, fingerprint

NAME = "read-1.sqlite"
"""The number goes up with the form of what is kept."""
FEW = 100
"""So many files are read as quickly as this."""
MODULES = ("cop_kb.model.", "datetime")
PACKAGE = Path(__file__).parents[1]


class KeptFiles:
    """What is kept of a knowledge base. ``read_with`` is all that reading a file depends on besides the file.

    Where it is to be ``clean``, nothing of what is there is used.
    """

    def __init__(
        self, settings: Settings, types: Mapping[str, EntryType], read_with: Any, *, clean: bool = False
    ) -> None:
        folder = cache_folder(settings.root)
        self._types = types
        self._kept = Kept(folder / NAME, self._dump, self._load, clean=clean) if folder else None
        self._base = fingerprint(__version__, platform.python_version(), yaml.__version__, _code(), read_with).hex()

    def find(self, files: Iterable[Found]) -> dict[str, Any]:
        """What was made of those of the files that are as they were, by uri."""
        keys = {self._key(each): each.uri for each in files if each.signature}
        return {keys[key]: made for key, made in self._kept.find(keys).items()} if self._kept else {}

    def keep(self, made: Mapping[Found, Any], used: Iterable[Found]) -> None:
        """Keep what was made of files."""
        until = time.time_ns() - JUST_NOW
        new = {self._key(each): one for each, one in made.items() if each.signature and max(each.signature[2:]) < until}
        if new and self._kept:
            self._kept.keep(new, [self._key(each) for each in used])

    def _key(self, found: Found) -> bytes:
        return fingerprint(self._base, found.uri, found.signature)

    def _dump(self, made: Any) -> bytes:
        file = io.BytesIO()
        _Pickler(file, protocol=5).dump(made)
        return file.getvalue()

    def _load(self, data: bytes) -> Any:
        try:
            return _Unpickler(io.BytesIO(data), self._types).load()
        except Exception as error:  # noqa: BLE001 - whatever a damaged text leads to, it is as good as none
            raise ValueError(str(error)) from None


class _Pickler(pickle.Pickler):
    """Writes a value as its class and fields, and an entry type by its name."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, EntryType):
            return _named, (obj.name,)
        if isinstance(obj, MappingProxyType):
            return dict, (dict(obj),)
        if is_dataclass(obj) and not isinstance(obj, type):
            return type(obj), tuple(getattr(obj, each.name) for each in fields(obj))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes plain data and values of the model, and nothing else, whatever a file says.

    https://docs.python.org/3/library/pickle.html#restricting-globals
    """

    def __init__(self, file: io.BytesIO, types: Mapping[str, EntryType]) -> None:
        super().__init__(file)
        self._types = types

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _named.__name__):
            return self._types.__getitem__
        found = super().find_class(module, name) if f"{module}.".startswith(MODULES) else None
        if (module, name) == ("builtins", "dict"):
            return dict
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no value")
        return found


def _named(name: str) -> EntryType:
    """Stands for the entry type of a name in what is kept; never called."""
    raise NotImplementedError(name)


def _code() -> list[str]:
    """What reads: another text of it may read otherwise."""
    folders = (PACKAGE / "model", PACKAGE / "reading", PACKAGE / "entry_types")
    return [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("*.py"))]
