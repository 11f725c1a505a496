"""Where something stands: file, line, column."""

from __future__ import annotations

from dataclasses import dataclass


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
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    stop = min(end if end is not None else start + 1, line_end if line_end >= 0 else len(text))
    return Place(path, text.count("\n", 0, start) + 1, start - line_start + 1, max(1, stop - start))
