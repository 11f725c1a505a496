"""Front matter that does not begin on the first line."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "front-matter-not-first"):
        message = "the front matter does not begin on line 1, so it counts as text"
        what, edit = "take the blank lines above it away", Edit(source.path, 0, trouble.start, "")
        if heading := trouble.detail.strip():
            what, block = "move it above the heading", trouble.value
            block = block if block.endswith("\n") else f"{block}\n"
            edit = Edit(source.path, 0, trouble.start + len(trouble.value), f"{block}{heading}\n")
        place = source.place(trouble.start, trouble.end)
        yield Finding(place, message, f"{what.capitalize()}.", Fix(what, (edit,)))
