"""An entry that nobody has looked at for long."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.HINT
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for slug, entry in kb.by_slug.items():
        clock = kb.freshness.get(slug)
        if clock and clock.is_due and kb.is_current(slug):
            asked = entry.source.value("review")
            place = entry.source.place_of(asked) if asked else entry.title_place
            message = f"Does it still hold? It was due for another look on {clock.due}: {clock.why}"
            hint = (
                "Report a try, even a mere “still-true”, or change what is no longer so. Either starts the clock anew."
            )
            yield Finding(place, message, hint)
