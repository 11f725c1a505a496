"""A text that is published although a word of another tool seems to keep it back."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry, PlainPage
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.withholding import seeming
from cop_kb.rules.shared import shortened

SEVERITY = Severity.WARNING
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """At each place: one that is overlooked is read by everybody. A field of a community's own type is no such key."""
    texts: list[Entry | PlainPage] = [*kb.entries, *kb.pages]
    for text in texts:
        source, what = text.source, "entry" if isinstance(text, Entry) else "page"
        for found in seeming(source):
            if not (isinstance(text, Entry) and found.key.text in text.type.fields):
                said = shortened(source.text[found.key.start : found.value.end].strip())
                message = f"“{said}” withholds nothing: this {what} is published, and every reader sees it"
                hint = "Write “draft: true” to keep it back. If readers may see it, take the key away."
                yield Finding(source.place(found.key.start, found.value.end), message, hint)
