"""An entry that says nowhere what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.front_matter import has_lost_front_matter

SEVERITY = Severity.WARNING
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in kb.entries:
        if entry.title_from == "file name" and not has_lost_front_matter(entry.source):
            message = f"no title, so the file's name stands for it: “{entry.title}”"
            hint = "What would you call it to a colleague? Write that as “# …” on top of the text."
            yield Finding(entry.title_place, message, hint)
