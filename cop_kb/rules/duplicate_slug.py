"""Two entries whose files have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.WARNING
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for name, slugs in kb.shared_slugs.items():
        first, *others = (kb.by_slug[slug] for slug in slugs)
        for entry in others:
            message = f"“{name}” is the slug of {first.source.path} already; this entry is published as “{entry.slug}”"
            hint = f"Give its file that name: cop-kb rename {entry.source.path} {entry.slug}"
            yield Finding(entry.source.place(0), message, hint)
