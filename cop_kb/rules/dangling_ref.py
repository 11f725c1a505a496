"""A field that names an entry which is not there."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.references import refs_of
from cop_kb.rules.shared import Nearest, unread_slugs

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    near, unread = Nearest(kb.slugs), unread_slugs(kb)
    for entry in kb.entries:
        for field, ref in refs_of(entry):
            if ref.slug not in kb.slugs and ref.slug not in unread:
                otherwise = "Was it renamed? Take its new slug, or add the old address to its aliases."
                message = f"“{ref.slug}” under {field.name} is no entry"
                yield Finding(entry.source.place(ref.start, ref.end), message, near.hint(ref.slug, otherwise))
