"""The anchors of a page: what may stand behind ``#`` in a link to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from cop_kb.model.entry import Outline
from cop_kb.model.source import Source
from cop_kb.reading.markdown import plain_text

ANY_HEADING = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?#{1,6}[ \t]+(?P<text>[^\n]+?)[ \t#]*$", re.MULTILINE)
Slugify = Callable[[str, str], str]
GENERATED = ("fn:", "fnref", "__", ":~:")
"""How footnotes', content tabs' and browsers' own anchors begin."""


def anchors(outline: Outline, more: Iterable[str] = ()) -> frozenset[str]:
    """The ids of a page's headings as Python-Markdown makes them, and those its author wrote.

    Both of its ways to make an id of a heading are taken, since the site's settings choose between them. ``more``
    are headings that are not in the text.
    """
    from markdown.extensions.toc import unique  # takes a moment, and few links have anchors

    ids = {*outline.anchors, *(heading.anchor for heading in outline.headings if heading.anchor)}
    for make in _slugifiers():
        used = set(ids)
        for text in (*(heading.text for heading in outline.headings), *more):
            unique(make(text, "-"), used)
        ids |= used
    return frozenset(ids)


def is_anchor_somewhere(anchor: str, source: Source) -> bool:
    """Whether an anchor may be one after all: generated, or of a heading inside a list, a quotation or a box."""
    if not anchor or anchor.startswith(GENERATED):
        return True
    texts = {plain_text(match["text"]) for match in ANY_HEADING.finditer(source.text, source.body_start)}
    return any(make(text, "-") == anchor for make in _slugifiers() for text in texts)


def _slugifiers() -> tuple[Slugify, ...]:
    from markdown.extensions.toc import slugify, slugify_unicode

    return slugify, slugify_unicode
