"""Two entries of a type with the same title."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import folded

SEVERITY = Severity.WARNING
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    first: dict[tuple[str, str], Entry] = {}
    for entry in kb.by_slug.values():
        if kb.is_current(entry.slug) and entry.title_from != "file name":
            other = first.setdefault((entry.type.name, folded(entry.title)), entry)
            if other is not entry:
                message = f"“{entry.title}” is the title of {other.source.path} too"
                hint = "Is it the same thing? Then make one entry of them. If not, say in the title what is different."
                yield Finding(entry.title_place, message, hint)
