"""A section stands there twice, with two meanings."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import entries

SEVERITY = Severity.HINT


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in entries(kb):
        if not kb.is_current(entry.slug):
            continue
        for section in entry.sections:
            declared = entry.type.section(section.name)
            if declared and section.variant and section.heading and section.text and entry.has(section.name):
                message = f"“{section.heading.text}” stands beside “{declared.title}”: which of them holds?"
                hint = "If it is known now, move what is left of the guess there and drop this heading."
                yield Finding(entry.source.place(section.heading.start, section.heading.end), message, hint)
