"""A picture without words for those who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import outlines

SEVERITY = Severity.HINT
SAYS_SO = re.compile(r"\salt\b", re.IGNORECASE)  # an empty alt in HTML says that the picture is only decoration


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, outline in outlines(kb):
        for link in outline.links:
            written = source.text[link.start : link.end]
            if not link.text.strip() and (
                link.kind == "image" or (link.kind == "html-image" and not SAYS_SO.search(written))
            ):
                name = link.target.rpartition("/")[2]
                message = f"What does {name} show?" if name else "What does this picture show?"
                hint = "Say it between the brackets: ![what it shows](…). It is read aloud, and found by the search."
                yield Finding(source.place(link.start, link.end), message, hint)
