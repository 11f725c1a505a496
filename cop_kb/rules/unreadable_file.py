"""A file that cannot be read at all."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR
LOSES_FILES = True


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "unreadable-file"):
        yield Finding(
            source.place(trouble.start, trouble.end), f"this file cannot be read: {trouble.detail}", trouble.hint
        )
