"""What is looked up in mappings is noted: what was made by that need not be made anew until it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Look = tuple[str, str | None]
"""The name of a mapping and a key of it; None where all of it was looked at."""


class Notes:
    """Notes what is looked up in mappings, whether it is there or not."""

    def __init__(self) -> None:
        self._looks: set[Look] = set()

    def on(self, name: str, mapping: Mapping[str, Any]) -> Mapping[str, Any]:
        """The mapping, for one whose looks are to be noted under this name."""
        return _Noted(name, mapping, self._looks)

    def take(self) -> frozenset[Look]:
        """What has been looked up since the last time."""
        looks = frozenset(self._looks)
        self._looks.clear()
        return looks


class _Noted(Mapping[str, Any]):
    def __init__(self, name: str, mapping: Mapping[str, Any], looks: set[Look]) -> None:
        self._name, self._mapping, self._looks = name, mapping, looks

    def __getitem__(self, key: str) -> Any:
        self._looks.add((self._name, key))
        return self._mapping[key]

    def get(self, key: str, default: Any = None) -> Any:
        self._looks.add((self._name, key))
        return self._mapping.get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._looks.add((self._name, None))
        return iter(self._mapping)

    def __len__(self) -> int:
        self._looks.add((self._name, None))
        return len(self._mapping)


def changes(before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> frozenset[Look]:
    """The looks, into mappings by name, that would find another value now."""
    found: set[Look] = set()
    for name, mapping in now.items():
        old = before[name]
        other = [key for key in {*old, *mapping} if not _is_same(key, old, mapping)]
        found.update((name, key) for key in (*other, *([None] if other else [])))
    return frozenset(found)


def _is_same(key: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    if key not in before or key not in now:
        return False
    old, new = before[key], now[key]
    return old is new or bool(old == new)
