"""A text that is withheld from readers by a word of another tool, or by one that nobody understands."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source
from cop_kb.reading.withholding import DRAFT, Withholding, withholdings
from cop_kb.rules.shared import shortened

SEVERITY = Severity.WARNING
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Not where ``draft: yes`` says so. What is wrong with the value of an entry's field is said by another rule."""
    for entry in kb.entries:
        for found in withholdings(entry.source):
            if found.key.text != DRAFT:
                yield _finding(entry.source, "entry", found)
    for page in kb.pages:
        for found in withholdings(page.source):
            if not (found.is_clear and found.key.text == DRAFT):
                yield _finding(page.source, "page", found)


def _finding(source: Source, what: str, found: Withholding) -> Finding:
    said = shortened(source.text[found.key.start : found.value.end].strip())
    place = source.place(found.key.start, found.value.end)
    hint = f"Write “{DRAFT}: yes” to say so in our word, or take the key away: then the {what} is published."
    if found.is_clear:
        return Finding(place, f"“{said}” withholds this {what} from readers, as “{DRAFT}: yes” does", hint)
    why = f"nobody can tell whether “{said}” withholds this {what} from readers, so it does"
    return Finding(place, why, hint)
