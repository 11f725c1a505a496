"""What an entry hangs together with: each relation with its direction, in words."""

from __future__ import annotations

from dataclasses import dataclass

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase, Relation
from cop_kb.reading.relations import MENTIONS

OUT, IN = "→", "←"


@dataclass(frozen=True, slots=True)
class Related:
    """Relations of one kind. ``arrow`` is ``OUT`` where this entry refers to the others, ``IN`` where they do."""

    arrow: str
    label: str
    items: tuple[tuple[Entry, str], ...]


def related(kb: KnowledgeBase, entry: Entry) -> list[Related]:
    """What the entry refers to, then what refers to it, each other entry with a note; plain mentions come last.

    An entry that a field names is no mere mention.
    """
    groups: dict[tuple[str, str], list[tuple[Entry, str]]] = {}
    mentions: dict[tuple[str, str], list[tuple[Entry, str]]] = {}
    every = [(OUT, each, each.target) for each in kb.relations_from.get(entry.slug, ())]
    every += [(IN, each, each.source) for each in kb.relations_to.get(entry.slug, ())]
    named = {slug for _, relation, slug in every if relation.field != MENTIONS}
    for arrow, relation, slug in every:
        if relation.field != MENTIONS or slug not in named:
            into = mentions if relation.field == MENTIONS else groups
            into.setdefault((arrow, _label(kb, relation, arrow)), []).append((kb.by_slug[slug], relation.note))
    return [Related(arrow, label, tuple(items)) for (arrow, label), items in (*groups.items(), *mentions.items())]


def _label(kb: KnowledgeBase, relation: Relation, arrow: str) -> str:
    if relation.field == MENTIONS:
        return "Mentions" if arrow == OUT else "Mentioned in"
    field = kb.by_slug[relation.source].type.fields[relation.field]
    return field.label if arrow == OUT else field.inverse or field.label
