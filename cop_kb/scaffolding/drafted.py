"""A knowledge base as it will be once a draft is written."""

from __future__ import annotations

from dataclasses import replace

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.collecting import collect
from cop_kb.reading.entries import read_entry
from cop_kb.reading.files import source_from
from cop_kb.scaffolding.entry import Draft


def with_draft(kb: KnowledgeBase, drafted: Draft) -> KnowledgeBase:
    """The knowledge base with the entry of the draft, and what follows from it."""
    path = f"{kb.settings.content}/{drafted.uri}"
    source = source_from(drafted.text.encode(), path, drafted.uri)
    entry = read_entry(source, drafted.type, kb.settings.facets)
    entries = sorted((*kb.entries, entry), key=lambda each: each.source.uri)
    tries = [one for group in kb.tries.values() for one in group if not one.from_entry]
    return collect(replace(kb, entries=tuple(entries)), [*tries, *kb.stray_tries])
