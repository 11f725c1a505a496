"""Markup that is not published. Found where Markdown is rendered: rendering/rendered.py gives this rule its check."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.WARNING


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    yield from ()
