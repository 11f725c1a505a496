"""Two entries of a type that look very much alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.likeness import NEAR_DUPLICATE, Alike, build_index, names, symptom
from cop_kb.rules.shared import folded

SEVERITY = Severity.HINT
MOST = 8
FEWEST = 2  # words: one alone says too little
Likeness = Mapping[tuple[str, str], Alike]
NOT_ALIKE = Alike("", 0.0, ())


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    index = build_index(kb)
    current = {slug: entry for slug, entry in kb.by_slug.items() if kb.is_current(slug)}
    by_name = {(slug, each.slug): each for slug, one in current.items() for each in index.alike(names(one), MOST)}
    by_symptom = {
        (slug, each.slug): each for slug, one in current.items() for each in index.alike((symptom(one),), MOST)
    }
    related = {frozenset((each.source, each.target)) for each in kb.relations}
    for (slug, other), alike in by_name.items():
        one, two = current[slug], current.get(other)
        if two is None or one.type is not two.type or _age(one) <= _age(two) or {slug, other} in related:
            continue
        if _is_near(slug, other, by_name, by_symptom) and folded(one.title) != folded(two.title):
            message = f"“{one.title}” looks much like “{two.title}” ({two.source.path}): {', '.join(alike.words)}"
            hint = "Is it the same? Then make one entry of them. If they only touch each other, link them."
            yield Finding(one.title_place, message, hint)


def _is_near(slug: str, other: str, by_name: Likeness, by_symptom: Likeness) -> bool:
    """Seen from both: one is called like the other and at most a word more; or names and symptoms are alike."""
    there, back = by_name[slug, other], by_name.get((other, slug), NOT_ALIKE)
    called = min(there.score, back.score)
    seen = min(by_symptom.get(pair, NOT_ALIKE).score for pair in ((slug, other), (other, slug)))
    says_no_more = (there.is_all or back.is_all) and called >= NEAR_DUPLICATE
    return len(there.words) >= FEWEST and (says_no_more or (called + seen) / 2 >= NEAR_DUPLICATE)


def _age(entry: Entry) -> tuple[date, str]:
    """What makes an entry the later one: its date, as far as it says one, then its path."""
    return (entry.date.first if entry.date else date.min, entry.source.path)
