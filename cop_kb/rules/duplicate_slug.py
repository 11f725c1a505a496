"""Two entries with the same slug."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in kb.entries:
        first = kb.by_slug[entry.slug]
        if first is not entry:
            message = f"“{entry.slug}” is the slug of {first.source.path} already"
            hint = "Rename one of the two files: the name is the entry's id in the whole knowledge base."
            yield Finding(entry.source.place(0), message, hint)
