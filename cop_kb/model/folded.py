"""Plain data that takes little memory."""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Folded(Mapping[str, Any]):
    """Texts, numbers, lists and mappings as JSON, in a quarter of the memory: unfolded when somebody looks at them."""

    text: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same data, folded; as it is where it is not as plain as that.

        >>> dict(Folded.of({"a": ["ä"]}))
        {'a': ['ä']}
        """
        try:
            return cls(json.dumps(data, separators=(",", ":")))
        except (TypeError, ValueError, RecursionError):
            return data

    def __getitem__(self, name: str) -> Any:
        return self._unfolded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._unfolded)

    def __len__(self) -> int:
        return len(self._unfolded)

    def items(self) -> ItemsView[str, Any]:
        """All of them, unfolded once."""
        return self._unfolded.items()

    @property
    def _unfolded(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found
