"""All entries as lists show, select and order them: what ``kb.json`` has of them, and a few words more."""

from __future__ import annotations

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.data import data
from cop_kb.publishing.rows import Data, happened, hurts
from cop_kb.reading.vocabulary import ancestors
from cop_kb.reading.withholding import is_withheld


def listed_data(kb: KnowledgeBase) -> list[Data]:
    """Plain data of each entry, by the names of ``Listed``'s fields."""
    return [_listed(kb, each) for each in data(kb)["entries"]]


def _listed(kb: KnowledgeBase, shown: Data) -> Data:
    slug = shown["slug"]
    entry, state, fresh = kb.by_slug[slug], kb.states.get(slug), kb.freshness.get(slug)
    own = kb.topics_of(entry)
    who = (*entry.authors, *entry.texts("thanks"), *(one.who for one in kb.tries.get(slug, ()) if one.who))
    return {
        "data": shown,
        "label": entry.type.label,
        "order": entry.type.order,
        "tone": state.tone if state else "",
        "when": happened(entry),
        "hurts": hurts(kb, entry),
        "is_draft": is_withheld(entry.source),
        "is_current": kb.is_current(slug),
        "is_due": bool(fresh and fresh.is_due),
        "topics": frozenset({*own, *(wider for key in own for wider in ancestors(key, kb.topics))}),
        "people": frozenset(kb.person(one).id for one in who),
    }
