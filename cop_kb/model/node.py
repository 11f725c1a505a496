"""A YAML value as its author wrote it: the text, and where it stands.

Scalars stay text. What a text means is decided by the declaration of the field that holds it, so
``no`` can be a language, ``012`` a part number and ``3.10`` a version (https://yaml.org/spec/1.2.2/#102-json-schema
would make a boolean and two numbers of them).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

EMPTY_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain scalars that mean "no value" (YAML 1.2 core schema, https://yaml.org/spec/1.2.2/#1032-tag-resolution)."""


@dataclass(frozen=True, slots=True)
class Node:
    """``start`` and ``end`` are character offsets in the file's text; ``end`` is exclusive."""

    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Whether the author left the value out."""
        return False


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """One text. ``plain`` is False where it was quoted or a block; ``tag`` is the author's own ``!tag``."""

    text: str
    plain: bool = True
    tag: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing, ``~`` or ``null`` was written."""
        return self.plain and self.text in EMPTY_WORDS


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """A list; ``tag`` is the author's own ``!tag``."""

    items: tuple[Node, ...]
    tag: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the list has no items."""
        return not self.items


@dataclass(frozen=True, slots=True)
class Mapping(Node):
    """Keys and values in the order in which they were written; a key may occur twice."""

    pairs: tuple[tuple[Scalar, Node], ...]

    @property
    def is_empty(self) -> bool:
        """Whether the mapping has no keys."""
        return not self.pairs

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        """Keys with their values, as written."""
        return iter(self.pairs)

    def get(self, key: str) -> Node | None:
        """The value of ``key`` (the first, if it is there twice), or None."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """The key itself, to point at."""
        return next((name for name, _ in self.pairs if name.text == key), None)
