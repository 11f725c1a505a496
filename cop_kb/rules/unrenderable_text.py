"""A text that could not be rendered. Found where Markdown is rendered: rendering/fault_findings.py checks this rule."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.ERROR


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    yield from ()
