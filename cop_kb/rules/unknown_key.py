"""A key in the front matter that no field has."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Scalar

SEVERITY = Severity.WARNING
NOT_FIELDS = ("type",)  # has a rule of its own


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each unknown key once in the whole knowledge base, at its first place: a habit is one finding, not a hundred."""
    seen: dict[str, list[tuple[Entry, Scalar]]] = {}
    for entry in kb.entries:
        for key, _ in entry.source.front_matter or ():
            if key.text not in entry.type.fields and key.text not in NOT_FIELDS and not key.text.startswith("x-"):
                seen.setdefault(key.text, []).append((entry, key))
    for name, places in seen.items():
        entry, key = places[0]
        others = f" (and in {len(places) - 1} more)" if len(places) > 1 else ""
        hint = nearest_hint(name, entry.type.fields)
        hint = hint or f"It is kept and not used. If it is yours, call it x-{name} and it is never mentioned again."
        yield Finding(entry.source.place_of(key), f"“{name}” is no field of a {entry.type.name}{others}", hint)
