"""Plain values as canonical bytes, and back: the same value always has the same bytes, and so the same digest.

The bytes are deterministic CBOR (https://www.rfc-editor.org/rfc/rfc8949#section-4.2). Nothing that depends on a
process, such as ``repr``, ``hash`` or the order of a set, has a part in them, and reading them back runs no code but
the constructors of the registered types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import cbor2

OBJECT = 27
"""The tag of an object of a registered type: https://www.iana.org/assignments/cbor-tags."""
SIZE = 16
"""Bytes of a digest."""


def digest_of_bytes(data: bytes) -> bytes:
    """The digest of canonical bytes."""
    return blake2b(data, digest_size=SIZE).digest()


class Codec:
    """Encodes None, bool, int, float, str, bytes, dates, tuples, frozensets, mappings and objects of ``types``.

    ``types`` are frozen dataclasses and enumerations. Raises ValueError for other types, and for two of the same name.

    What comes back is immutable: a list as a tuple, a mapping as a read-only one in the order of its canonical keys, a
    subclass of ``str`` that is not registered as a ``str``. A dataclass comes back through its constructor.
    """

    def __init__(self, types: Iterable[type] = ()) -> None:
        self._types: dict[str, type] = {}
        self._parts: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
        for each in types:
            if self._types.setdefault(each.__qualname__, each) is not each:
                raise ValueError(f"two types are named {each.__qualname__}")
            self._parts[each] = _parts(each)
        # Only types that CBOR does not know reach ``default``; a subclass of one it knows would be written as that.
        self._encoders = {each: self._encode for each in self._types.values() if _is_known(each)}
        self._decoders = {OBJECT: self._decode}
        self.schema = self.digest(tuple((name, _names(each)) for name, each in sorted(self._types.items())))
        """Changes when a type gets, loses or moves a field: objects are written by position."""

    def encode(self, value: Any) -> bytes:
        """The canonical bytes of a value. Raises TypeError for a value of a type that is not registered."""
        try:
            return cbor2.dumps(value, canonical=True, default=self._encode, encoders=self._encoders or None)
        except cbor2.CBOREncodeError as error:
            raise TypeError(f"{type(value).__name__} cannot be stored: {error}") from error

    def decode(self, data: bytes) -> Any:
        """The value of these bytes. Raises ValueError where ``encode`` cannot have written them."""
        try:
            return cbor2.loads(data, immutable=True, semantic_decoders=self._decoders)
        except cbor2.CBORError as error:
            raise ValueError(str(error)) from error

    def digest(self, value: Any) -> bytes:
        """The digest of a value."""
        return digest_of_bytes(self.encode(value))

    def _encode(self, encoder: cbor2.CBOREncoder, value: Any) -> None:
        parts = self._parts.get(type(value))
        if parts is None:
            raise TypeError(f"{type(value).__qualname__} is not a registered type")
        encoder.encode_semantic(OBJECT, (type(value).__qualname__, *parts(value)))

    def _decode(self, value: Any, immutable: bool) -> Any:  # noqa: FBT001 - as cbor2 calls it
        name, *parts = value
        return self._types[name](*parts)


def _names(each: type) -> tuple[str, ...]:
    if issubclass(each, Enum):
        return ("value",)
    if is_dataclass(each) and each.__dataclass_params__.frozen:  # type: ignore[attr-defined]  # not in typeshed
        return tuple(field.name for field in fields(each) if field.init)
    raise ValueError(f"{each.__qualname__} is neither a frozen dataclass nor an enumeration")


def _parts(each: type) -> Callable[[Any], tuple[Any, ...]]:
    names = _names(each)
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _is_known(each: type) -> bool:
    return issubclass(each, str | bytes | int | float | tuple | frozenset | Mapping)
