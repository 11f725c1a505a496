"""Front matter that begins and never ends."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR
LOSES_FILES = True


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "front-matter-not-closed"):
        message = "the front matter begins here and never ends, so there is no text"
        yield Finding(
            source.place(trouble.start, trouble.end), message, "Put --- on a line of its own below the last key."
        )
