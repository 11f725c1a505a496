"""A ``[[…]]`` that may mean one of several entries."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.words import enumerated
from cop_kb.rules.shared import outlines, shortened

SEVERITY = Severity.WARNING


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, outline in outlines(kb):
        for link in outline.links:
            meant = kb.refer(link.target) if link.kind == "wiki" else None
            if meant and len(meant.slugs) > 1:
                paths = enumerated([kb.by_slug[slug].source.path for slug in meant.slugs], "or")
                message = f"“[[{shortened(meant.name)}]]” could mean {paths}"
                hint = (
                    f"Write the slug of the one you mean: {enumerated([f'[[{slug}]]' for slug in meant.slugs], 'or')}."
                )
                yield Finding(source.place(link.target_start, link.target_end), message, hint)
