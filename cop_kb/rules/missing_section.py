"""A section that readers expect is not there yet."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.front_matter import has_lost_front_matter
from cop_kb.rules.shared import entries

SEVERITY = Severity.HINT


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in entries(kb):
        if not kb.is_current(entry.slug) or has_lost_front_matter(entry.source):
            continue  # what seems to be missing may only not have been read
        for section in entry.gaps:
            empty = next((each for each in entry.sections if each.name == section.name and each.heading), None)
            place = entry.source.place(empty.heading.start, empty.heading.end) if empty and empty.heading else None
            message = f"{section.ask} ({entry.type.label} without “{section.title}”)"
            how = "Write below this heading" if place else f"Add the section “## {section.title}”"
            yield Finding(place or entry.title_place, message, f"{how}. One sentence is enough.")
