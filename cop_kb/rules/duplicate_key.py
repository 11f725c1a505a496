"""A key that stands twice in the same block."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "duplicate-key"):
        hint = "Put what is meant under the first and take this one away."
        place = source.place(trouble.start, trouble.end)
        yield Finding(place, f"“{trouble.value}” stands here a second time, and only the first counts", hint)
