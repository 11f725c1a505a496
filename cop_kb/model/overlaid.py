"""A mapping with a few other values: nothing of it is copied, so what it reads when it is asked stays unread."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")


def overlaid(values: Mapping[str, Value], others: dict[str, Value]) -> Mapping[str, Value]:
    """The values, with others in their place.

    >>> dict(overlaid({"a": 1, "b": 2}, {"b": 3}))
    {'a': 1, 'b': 3}
    """
    return ChainMap(others, values)  # type: ignore[arg-type]  # which is only read
