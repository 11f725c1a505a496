"""A file name that not every computer, or no address, can hold."""

from __future__ import annotations

from collections.abc import Iterator

from slugify import slugify

from cop_kb.model.file_names import why_unsafe
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.ERROR
READS_BODIES = False
SHORTER = 60


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in kb.entries:
        if why := why_unsafe(entry.slug):
            better = slugify(entry.slug, max_length=SHORTER, word_boundary=True)
            hint = (
                f"Rename the file, for example to {better}.md."
                if better and not why_unsafe(better)
                else "Rename the file."
            )
            yield Finding(entry.source.place(0), f"“{entry.slug}” {why}", hint)
