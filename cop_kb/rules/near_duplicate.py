"""Two entries of a type that look very much alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.excerpts import symptom_words
from cop_kb.reading.likeness import NEAR_DUPLICATE, Alike, Index, build_index
from cop_kb.rules.shared import folded

SEVERITY = Severity.HINT
READS_BODIES = False
MOST = 8
FEWEST = 2  # words: one alone says too little
LEAST = 2 * NEAR_DUPLICATE - 1  # from here on the symptoms can make up for the names


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    index = build_index(kb)
    current = {slug: entry for slug, entry in kb.by_slug.items() if kb.is_current(slug)}
    names = {slug: (one.title, *one.aka) for slug, one in current.items()}
    found = {(slug, each.slug): each for slug in current for each in index.alike(names[slug], MOST, LEAST)}
    related = {frozenset((each.source, each.target)) for each in kb.relations}
    for (slug, other), there in found.items():
        back = found.get((other, slug))
        if back is None or slug == other or frozenset((slug, other)) in related:
            continue
        one, two = current[slug], current[other]
        if one.type is two.type and _age(one) > _age(two) and _is_near(index, one, two, there, back):
            message = f"“{one.title}” looks much like “{two.title}” ({two.source.path}): {', '.join(there.words)}"
            hint = "Is it the same? Then make one entry of them. If they only touch each other, link them."
            yield Finding(one.title_place, message, hint)


def _is_near(index: Index, one: Entry, two: Entry, there: Alike, back: Alike) -> bool:
    """One is called like the other, at most with more words; or names and symptoms together are as alike as that."""
    called = min(there.score, back.score)
    if len(there.words) < FEWEST or folded(one.title) == folded(two.title):
        return False
    if called >= NEAR_DUPLICATE and (there.is_all or back.is_all):
        return True
    seen = min(_seen(index, one, two), _seen(index, two, one))
    return (called + seen) / 2 >= NEAR_DUPLICATE


def _seen(index: Index, one: Entry, two: Entry) -> float:
    alike = index.alike((symptom_words(one),), MOST, LEAST)
    return next((each.score for each in alike if each.slug == two.slug), 0.0)


def _age(entry: Entry) -> tuple[date, str]:
    """What makes an entry the later one: its date, as far as it says one, then its path."""
    return (entry.date.first if entry.date else date.min, entry.source.path)
