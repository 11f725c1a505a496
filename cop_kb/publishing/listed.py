"""All entries as lists show, select and order them: what ``kb.json`` has of them, and a few words more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cop_kb.model.entry import Entry, Try
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.words import ENGLISH
from cop_kb.publishing.data import data
from cop_kb.publishing.facets import people_of
from cop_kb.publishing.name_places import FILTER
from cop_kb.publishing.rows import Data, happened, hurts, level_word
from cop_kb.publishing.story import RESULTS
from cop_kb.publishing.wanted import is_untried
from cop_kb.reading.persons import still_trying
from cop_kb.reading.vocabulary import ancestors
from cop_kb.reading.withholding import is_withheld


def listed_data(kb: KnowledgeBase) -> list[Data]:
    """Plain data of each entry, by the names of ``Listed``'s fields."""
    return [_listed(kb, each) for each in data(kb)["entries"]]


def _listed(kb: KnowledgeBase, shown: Data) -> Data:
    slug = shown["slug"]
    entry, state, fresh = kb.by_slug[slug], kb.states.get(slug), kb.freshness.get(slug)
    own = kb.topics_of(entry)
    maturity, tries = kb.maturities.get(slug), kb.tries.get(slug, ())
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
        "level": level_word(maturity, ENGLISH) if maturity else "",
        "people": frozenset(people_of(FILTER, entry, kb)),
        "happened": tuple(_happened(entry, tries)),
        "is_trying": still_trying(tries, kb.people),
        "is_untried": is_untried(entry, kb),
    }


def _happened(entry: Entry, tries: Iterable[Try]) -> Iterator[tuple[str, str]]:
    """The days on which it was written, changed and tried, with what that was, the newest first."""
    days = [(entry.date.last, "written")] if entry.date else []
    days += [(entry.changed, "words changed")] if entry.changed and entry.changed != entry.created else []
    days += [(one.date, RESULTS[one.result]) for one in tries if one.date and one.result]
    for day, what in sorted(days, reverse=True):
        yield day.isoformat(), what
