"""A ``README.md`` that is no page, for the index beside it is the page of the folder."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.HINT
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Once: it is a habit, and a good one for whoever opens the folder on a code host."""
    left_out = [page for page in kb.pages if page.source.uri in kb.left_out]
    if left_out:
        others = f" (and {len(left_out) - 1} more)" if len(left_out) > 1 else ""
        message = f"README.md is left out of the site, for the index beside it is the page of this folder{others}"
        hint = "Leave it so if it is for readers of the repository. Else move its text to the index, or rename it."
        yield Finding(left_out[0].source.place(0, 0), message, hint)
