"""A picture that another site would have to deliver."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import outlines

SEVERITY = Severity.WARNING
KINDS = ("image", "html-image")
HOST = re.compile(r"\s*(?:https?:)?//(?P<host>[^/?#\s]*)", re.IGNORECASE)
HINT = "Put the file beside the entry. Until then the page shows a link: the site asks no other host for anything."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, outline in outlines(kb):
        for link in outline.links:
            if link.kind in KINDS and (found := HOST.match(link.target)):
                place = source.place(link.target_start, link.target_end)
                yield Finding(place, f"this picture lies on {found['host'] or 'another site'}", HINT)
