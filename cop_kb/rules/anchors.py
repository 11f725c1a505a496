"""The anchors of a page: what may stand behind ``#`` in a link to it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from cop_kb.markdown.slugs import slug_of, unique_slugs
from cop_kb.model.entry import Outline
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.reading.excerpts import headings_inside

Slugify = Callable[[str, str], str]
GENERATED = ("fn:", "fnref", "__", ":~:")


def ways_to_make(settings: Settings) -> tuple[Slugify, ...]:
    """How else than on GitHub the id of a heading may be made: by Python-Markdown, and by pymdownx where it is set."""
    from markdown.extensions.toc import slugify, slugify_unicode  # takes a moment, and few links have anchors

    return (slugify, slugify_unicode, _pymdownx) if settings.pymdownx_ids else (slugify, slugify_unicode)


def anchors(outline: Outline, ways: Iterable[Slugify], more: Iterable[str] = ()) -> frozenset[str]:
    """The ids of a page's headings, and those its author wrote. ``more`` are headings that are not in the text."""
    headings = (*(heading.text for heading in outline.headings), *more)
    ids = {*outline.anchors, *(heading.anchor for heading in outline.headings if heading.anchor)}
    ids.update(unique_slugs(iter(headings), set()))
    for make in ways:
        count: Counter[str] = Counter()
        for name in (make(text, "-") for text in headings):
            ids.add(f"{name}_{count[name]}" if count[name] else name or "_1")
            count[name] += 1 if name else 2
    return frozenset(ids)


def is_generated(anchor: str) -> bool:
    """Whether an anchor is made with the page: of a footnote, a tab, or of the browser's own."""
    return not anchor or anchor.startswith(GENERATED)


def anchors_inside(source: Source, ways: Iterable[Slugify]) -> frozenset[str]:
    """The ids of whatever looks like a heading, be it inside a list, a quotation or a box."""
    inside = headings_inside(source.body)
    return frozenset((*map(slug_of, inside), *(make(text, "-") for make in ways for text in inside)))


def _pymdownx(text: str, separator: str) -> str:
    """Blanks are not drawn together: https://facelessuser.github.io/pymdown-extensions/extras/slugs/."""
    return re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", text)).strip().lower().replace(" ", separator)
