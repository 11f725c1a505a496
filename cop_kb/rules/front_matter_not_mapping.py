"""Front matter that holds something else than keys with values."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "front-matter-not-mapping"):
        first = trouble.value.split("\n", 1)[0]
        message = f"the front matter holds “{first}” where keys with values belong"
        hint = "Write a key and a value on each line, like “title: …”. If it is text, put it below the second ---."
        yield Finding(source.place(trouble.start, trouble.end), message, hint)
