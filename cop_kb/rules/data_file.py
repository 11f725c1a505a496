"""Something in ``topics.yml`` or ``people.yml`` that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.WARNING
NOT_YAML = (
    "Check quotes, brackets and indentation on this line and the one above: until then nothing in the file counts."
)
OTHERWISE = "Put it right, or take it away. The rest of the file counts."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "data-file"):
        hint = trouble.hint or (NOT_YAML if source.front_matter is None else OTHERWISE)
        yield Finding(source.place(trouble.start, trouble.end), trouble.detail, hint)
