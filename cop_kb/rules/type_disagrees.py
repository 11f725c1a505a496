"""A type in the front matter that is not the type of the folder."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.node import Scalar

SEVERITY = Severity.WARNING
READS_BODIES = False
DROP = "Drop the key: the folder decides."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """A type of ours is a finding for each entry; a word of another tool is one finding in the whole knowledge base."""
    known = {
        name.casefold(): each
        for each in kb.types.values()
        for name in (each.name, each.plural, each.label, each.label_plural)
    }
    foreign: dict[str, list[Finding]] = {}
    for entry in kb.entries:
        node = entry.source.value("type")
        if not isinstance(node, Scalar) or node.is_empty:
            continue
        named = known.get(node.text.strip().casefold())
        place = entry.source.place_of(node)
        if named is None:
            message = f"“{node.text}” is no entry type, and its folder makes this a {entry.type.name}"
            foreign.setdefault(node.text, []).append(Finding(place, message, DROP))
        elif named is not entry.type:
            message = f"“{node.text}” stands here, but its folder makes this a {entry.type.name}"
            hint = f"Is it a {named.name}? Then move the file to {kb.settings.content}/{named.plural}/. If not: {DROP}"
            yield Finding(place, message, hint)
    for first, *others in foreign.values():
        more = f" (and {len(others)} more like it)" if others else ""
        yield Finding(first.place, first.message + more, first.hint)
