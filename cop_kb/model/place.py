"""Where something stands: file, line, column."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """``path`` is relative to the folder of ``mkdocs.yml``, with ``/``; ``line`` and ``column`` count from 1.

    ``length`` is the number of characters meant on that line, at least 1.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


def place_in(path: str, text: str, start: int, end: int | None = None) -> Place:
    r"""The place of the characters ``start`` to ``end`` (exclusive) of a file's text.

    >>> place_in("content/faqs/a.md", "one\ntwo three", 8)
    Place(path='content/faqs/a.md', line=2, column=5, length=1)
    """
    start = min(start, len(text))
    lines = _line_starts(text)
    number = bisect_right(lines, start)
    line_end = lines[number] - 1 if number < len(lines) else len(text)
    stop = min(end if end is not None else start + 1, line_end)
    return Place(path, number, start - lines[number - 1] + 1, max(1, stop - start))


@lru_cache(maxsize=4)
def _line_starts(text: str) -> tuple[int, ...]:
    """Where the lines of a text begin: looked up once for all places in a file, which may be thousands."""
    return (0, *(found.end() for found in LINE_END.finditer(text)))
