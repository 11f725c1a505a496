"""A picture that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import outlines, shortened
from cop_kb.rules.targets import Targets, is_inside

SEVERITY = Severity.WARNING
KINDS = ("image", "html-image")


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    targets = Targets(kb)
    for source, outline in outlines(kb):
        for link in outline.links:
            if link.kind not in KINDS or not is_inside(link.target):
                continue
            if not link.target.strip():
                message, hint = f"the picture “{shortened(link.text)}” has no address", "Which file should it show?"
                yield Finding(source.place(link.start, link.end), message, hint)
            elif targets.leads_nowhere(link.target, source.uri):
                place = source.place(link.target_start, link.target_end)
                message = f"the picture “{shortened(link.target)}” is not there"
                yield Finding(place, message, targets.hint(link.target, source.uri))
