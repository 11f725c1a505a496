"""A long list on several pages, each of a size that a phone can load and a printer can print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.rows import Data, page_url

MOST = 100
"""Rows of a page."""
Row = TypeVar("Row")


def part_uri(uri: str, number: int) -> str:
    """The page of a part; the first one is the list itself.

    >>> part_uri("topics/noise.md", 1), part_uri("topics/noise.md", 2), part_uri("all/index.md", 3)
    ('topics/noise.md', 'topics/noise/page/2.md', 'all/page/3.md')
    """
    if number == 1:
        return uri
    path = PurePosixPath(uri)
    folder = path.parent if path.name == "index.md" else path.with_suffix("")
    return f"{folder}/page/{number}.md"


def parts(rows: Sequence[Row], most: int = MOST) -> Iterator[tuple[int, Sequence[Row]]]:
    """The rows of each page with its number; a list without rows has a page too."""
    for start in range(0, max(len(rows), 1), most):
        yield start // most + 1, rows[start : start + most]


def part_links(kb: KnowledgeBase, uri: str, number: int, count: int) -> Data | None:
    """The way to the other pages: the one before, the next, the first, the last, those near by; None for one page."""
    if count == 1:
        return None
    near = sorted({1, *range(max(1, number - 2), min(count, number + 2) + 1), count})
    links = [{"number": each, "url": page_url(kb, part_uri(uri, each)), "is_here": each == number} for each in near]
    for after, link in zip([0, *near], links, strict=False):
        link["skips"] = int(link["number"]) - after > 1
    return {
        "number": number,
        "count": count,
        "before": page_url(kb, part_uri(uri, number - 1)) if number > 1 else "",
        "next": page_url(kb, part_uri(uri, number + 1)) if number < count else "",
        "links": links,
    }
