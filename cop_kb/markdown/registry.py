"""What Python-Markdown registers, by name: https://python-markdown.github.io/extensions/api/#registries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def priorities(registry: Any) -> Mapping[str, float]:
    """The names of what is registered, each with its priority, in the order of these.

    A registry tells neither: https://github.com/Python-Markdown/markdown/blob/3.10/markdown/util.py#L236
    """
    len(registry)
    list(registry)  # sorts it
    return {each.name: each.priority for each in registry._priority}


def names_in(registry: Any) -> tuple[str, ...]:
    """The names of what is registered, in order."""
    return tuple(priorities(registry))


def named(registry: Any, name: str) -> Any:
    """What is registered by a name, or None."""
    return registry[name] if name in registry else None  # noqa: SIM401 - it has no get()
