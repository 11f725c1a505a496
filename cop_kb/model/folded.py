"""Plain data that takes little memory."""

from __future__ import annotations

import json
import zlib
from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONG = 1_000
"""Bytes from which on compressing saves more than half."""
QUICKLY = 1


@dataclass(frozen=True, slots=True)
class Folded(Mapping[str, Any]):
    """Texts, numbers, lists and mappings as JSON, compressed where that pays: unfolded when somebody looks at them.

    That is a tenth of the memory. Each look unfolds all of it: who wants more than one value takes its ``items``.
    """

    packed: bytes

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same data, folded; as it is where it is not as plain as that.

        >>> dict(Folded.of({"a": ["ä"]}))
        {'a': ['ä']}
        """
        try:
            text = json.dumps(data, separators=(",", ":")).encode()
        except (TypeError, ValueError, RecursionError):
            return data
        return cls(zlib.compress(text, QUICKLY) if len(text) > LONG else text)

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
        text = self.packed if self.packed.startswith(b"{") else zlib.decompress(self.packed)  # which begins with an x
        found: dict[str, Any] = json.loads(text)
        return found
