"""A formula that cannot be set, so that the page shows how it was written."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.markdown.document import read_document
from cop_kb.markdown.mathml import formulas
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import outlines

SEVERITY = Severity.WARNING
HINT = (
    "Write it in another way: “cop-kb explain unreadable-math” tells what works. A dollar that is money is written \\$."
)


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    if kb.settings.other_math:
        return
    for source, _ in outlines(kb):
        if "$" not in source.text and "math" not in source.text:
            continue
        found = read_document(source.text, source.body_start).formulas
        made = formulas(each for _, _, each in found)
        for (start, end, _), each in zip(found, made, strict=True):
            if each.why:
                yield Finding(source.place(start, end), f"this formula is shown as it was written: {each.why}", HINT)
