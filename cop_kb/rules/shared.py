"""What several rules need: the troubles that reading noted, and all sources that have links."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Outline
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source, Trouble


def troubles(kb: KnowledgeBase, rule: str) -> Iterator[tuple[Source, Trouble]]:
    """Everything reading noted for a rule, with the source in which it stands."""
    for source in (*kb.unread, *kb.data_files, *(page.source for page in kb.pages)):
        yield from ((source, trouble) for trouble in source.troubles if trouble.rule == rule)
    for entry in kb.entries:
        yield from ((entry.source, trouble) for trouble in entry.troubles if trouble.rule == rule)
    for one in (*(one for group in kb.tries.values() for one in group), *kb.stray_tries):
        if one.source and not one.from_entry:
            yield from ((one.source, trouble) for trouble in one.troubles if trouble.rule == rule)


def outlines(kb: KnowledgeBase) -> Iterator[tuple[Source, Outline]]:
    """The outline of every entry and every plain page, with its source."""
    yield from ((entry.source, entry.outline) for entry in kb.entries)
    yield from ((page.source, page.outline) for page in kb.pages)
