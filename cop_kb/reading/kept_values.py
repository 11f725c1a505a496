"""Values of the model as bytes, and back: what a file says can be nothing else, whoever has written it."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError

MODULES = "cop_kb.model."
PLAIN = MappingProxyType({("builtins", "dict"): dict, ("datetime", "date"): date})


def dumped(value: Any) -> bytes:
    """A value as bytes."""
    file = io.BytesIO()
    _Pickler(file, protocol=5).dump(value)
    return file.getvalue()


def dumped_each(values: Mapping[str, Any]) -> dict[str, bytes]:
    """Values by name as bytes, each by itself, as ``Lazily`` reads them."""
    return {name: dumped(value) for name, value in values.items()}


def loaded(data: bytes, types: Mapping[str, EntryType] = MappingProxyType({})) -> Any:
    """The value of these bytes, of a knowledge base with these entry types. Raises ValueError for any others."""
    try:
        return _Unpickler(io.BytesIO(data), types).load()
    except Exception as error:  # noqa: BLE001 - whatever a damaged text leads to, it is as good as none
        raise ValueError(str(error)) from None


class Lazily(Mapping[str, Any]):
    """Values by name, each read from its bytes when somebody asks for it.

    Raises CopKbError where ``load`` cannot read one.
    """

    def __init__(self, data: Mapping[str, bytes], load: Callable[[bytes], Any]) -> None:
        self._data, self._load = data, load
        self._values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            try:
                self._values[name] = self._load(self._data[name])
            except ValueError:
                raise CopKbError("The cache is damaged: run “cop-kb build --clean” to write it again.") from None
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, name: object) -> bool:
        return name in self._data


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
        if (module, name) in PLAIN:
            return PLAIN[module, name]
        found = super().find_class(module, name) if module.startswith(MODULES) and "." not in name else None
        if not isinstance(found, type) or not found.__module__.startswith(MODULES):  # else it is only named there
            raise pickle.UnpicklingError(f"{module}.{name} is no value")
        return found


def _named(name: str) -> EntryType:
    """Stands for the entry type of a name in what is kept; never called."""
    raise NotImplementedError(name)
