"""A value that its field cannot take."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source, Trouble
from cop_kb.reading import dates
from cop_kb.rules.shared import shortened, troubles

SEVERITY = Severity.WARNING


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "invalid-value"):
        message = trouble.detail
        if not trouble.value:
            message = f"{message}: “{shortened(source.text[trouble.start : trouble.end])}”"
        hint = trouble.hint or "Put it right, or leave the key out."
        yield Finding(source.place(trouble.start, trouble.end), message, hint, _fix(source, trouble))


def _fix(source: Source, trouble: Trouble) -> Fix | None:
    """The date that was meant, where there is no doubt about it."""
    meant = dates.iso(trouble.value.strip())
    if not meant or meant not in trouble.hint:
        return None
    return Fix(f"write it as {meant}", (Edit(source.path, trouble.start, trouble.end, meant),))
