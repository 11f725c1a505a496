"""A section that is meant to be short is not."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry, Section
from cop_kb.model.entry_type import SectionType
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place
from cop_kb.rules.sentences import count_sentences
from cop_kb.rules.shared import entries

SEVERITY = Severity.HINT


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in entries(kb):
        for number, declared in enumerate(entry.type.sections, 1):
            section = entry.section(declared.name) if declared.max_sentences and kb.is_current(entry.slug) else None
            if section and declared.max_sentences:
                count = count_sentences(section.text)
                if count > declared.max_sentences:
                    message = f"{count} sentences stand under “{declared.title}”, which is read at a glance"
                    hint = _hint(declared.max_sentences, entry.type.sections[number:])
                    yield Finding(_place(entry, section), message, hint)


def _hint(most: int, below: tuple[SectionType, ...]) -> str:
    rest = f" The rest may go under “## {below[0].title}”." if below else ""
    return f"Which {most} would you say to somebody in a hurry?{rest}"


def _place(entry: Entry, section: Section) -> Place:
    """Its heading, or its first line of text."""
    if section.heading:
        return entry.source.place(section.heading.start, section.heading.end)
    first = section.text.split("\n", 1)[0]
    start = max(entry.source.text.find(first, section.start), section.start)
    return entry.source.place(start, start + len(first))
