"""A file of a kind that a site does not take."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.WARNING


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "unknown-file-kind"):
        why = {"": "has no ending", "dot": "begins with a dot"}.get(
            trouble.detail, f"is of a kind that is not known here ({trouble.detail})"
        )
        yield Finding(source.place(0), f"“{trouble.value}” {why}, so it is left out of the site", trouble.hint)
