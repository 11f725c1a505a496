"""Keys at the top of a file in a form that cop-kb does not read."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR
HINT = "Keys stand on lines “key: value” between two lines that hold only ---, the first of them on line 1."
SECOND = "Put all keys into the first block."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "front-matter-form"):
        hint = SECOND if "second" in trouble.detail else HINT
        yield Finding(source.place(trouble.start, trouble.end), f"{trouble.detail} (“{trouble.value}”)", hint)
