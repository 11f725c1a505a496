"""A code that two entries have."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import place_of_text

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    first: dict[tuple[str, str], Entry] = {}
    for entry in kb.by_slug.values():
        for name, field in entry.type.fields.items():
            for text in entry.texts(name) if field.unique else ():
                other = first.setdefault((name, text.casefold()), entry)
                if other is not entry:
                    message = f"“{text}” stands under {name} in {other.source.path} too"
                    yield Finding(place_of_text(entry, name, text), message, _hint(kb, entry, other))


def _hint(kb: KnowledgeBase, entry: Entry, other: Entry) -> str:
    for one in (other, entry):
        if not kb.is_current(one.slug):
            return f"Take it away from {one.slug}, which is out of use."
    return "Which of the two does it belong to? Take it away from the other, and link them."
