"""Findings about texts that could not be rendered, with the line, as near as can be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from textwrap import dedent

from cop_kb.model.finding import Finding
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page
from cop_kb.model.place import Place
from cop_kb.model.settings import GITHUB
from cop_kb.model.source import Source
from cop_kb.rendering.source_page import reason
from cop_kb.rendering.time_limit import time_limit
from cop_kb.rules import check, load_rules

RULE = "unrenderable-text"
HINT = "Write this place in another way. “cop-kb explain unrenderable-text” tells more."
BLOCK = re.compile(r"^[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", re.MULTILINE)
SECONDS = 5.0
"""Of the processor, for a part of a text: it only helps to find a line."""

Convert = Callable[[str], str]


def fault_findings(
    kb: KnowledgeBase, faults: Mapping[str, str], pages: Collection[Page], convert: Callable[[str], Convert]
) -> tuple[Finding, ...]:
    """A finding for each page that shows its source, with the severity and ignores of the settings.

    ``faults`` say why, by uri. By who reads a text, ``convert`` renders it, and raises where it cannot.
    """
    read_as = {page.uri: page.read_as for page in pages if page.uri in faults}
    sources = sources_by_uri(kb, pages)
    found = tuple(
        _finding(uri, why, sources.get(uri), convert(read_as.get(uri, GITHUB))) for uri, why in faults.items()
    )
    return check(kb, [replace(load_rules()[RULE], find=lambda _: iter(found))])


def sources_by_uri(kb: KnowledgeBase, pages: Iterable[Page]) -> dict[str, Source]:
    """The file of each page that has one, by the page's uri."""
    plain = {kb.uris[page.source.uri]: page.source for page in kb.pages}
    entries = ((page.uri, kb.entry_at(page.uri)) for page in pages)
    return {**plain, **{uri: entry.source for uri, entry in entries if entry}}


def fault_of(text: str, convert: Convert, seconds: float | None = None) -> str:
    """Why a text cannot be rendered; "" if it can be."""
    try:
        with time_limit() if seconds is None else time_limit(seconds):
            convert(text)
    except Exception as error:  # noqa: BLE001 - extensions are anybody's code
        return reason(error)
    return ""


def _finding(uri: str, why: str, source: Source | None, convert: Convert) -> Finding:
    place = source.place(_begin(source, convert)) if source else Place(uri)
    return Finding(place, f"this text cannot be rendered, so the page shows its source ({why})", HINT)


def _begin(source: Source, convert: Convert) -> int:
    """Where the first block begins that cannot be rendered by itself, else the one with which the text fails."""
    text, start = source.text, source.body_start
    blocks = list(BLOCK.finditer(text, start))
    for block in blocks:
        if fault_of(dedent(block[0]), convert, SECONDS):
            return _first_letter(block)
    low, high = 0, len(blocks)
    while low < high:
        middle = (low + high) // 2
        if fault_of(text[start : blocks[middle].end()], convert, SECONDS):
            high = middle
        else:
            low = middle + 1
    return _first_letter(blocks[low]) if low < len(blocks) else min(start, max(len(text) - 1, 0))


def _first_letter(block: re.Match[str]) -> int:
    return block.end() - len(block[0].lstrip())
