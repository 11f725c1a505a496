"""Markdown that would take minutes to render."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR
LOSES_FILES = True
HINT = "Make it simpler, or attach it as a file. What is a listing belongs between lines of ```."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "heavy-markdown"):
        message = f"this file would take too long to render: {trouble.detail}"
        yield Finding(source.place(trouble.start, trouble.end), message, HINT)
