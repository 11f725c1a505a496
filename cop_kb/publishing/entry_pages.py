"""The pages of all entries; after an edit only those are made anew that show something of what has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page
from cop_kb.publishing.entry_page import Around, around, entry_page
from cop_kb.publishing.noted import Look, Notes, changes
from cop_kb.publishing.people import People
from cop_kb.publishing.similar import Similar

LOOKED_UP = (
    *("by_slug", "slugs", "tries", "relations_from", "relations_to"),
    *("superseding", "states", "maturities", "freshness", "persons"),
)
"""Where the page of an entry finds what it shows of others, and of its own standing."""
GIVEN = ("settings", "today", "types", "topics", "people", "topic_words")
"""What may show on any page."""
SOME = 50


@dataclass(frozen=True, slots=True)
class EntryPages:
    """The pages of the entries of a knowledge base, by slug, and what each was looked up from where that was noted."""

    kb: KnowledgeBase
    around: Around
    pages: Mapping[str, Page]
    looks: Mapping[str, frozenset[Look]]


def page_jobs(kb: KnowledgeBase, known: Around) -> list[Callable[[], list[Page]]]:
    """What makes all of them, some at a time."""
    slugs = list(kb.by_slug)
    return [partial(_pages, slugs[at : at + SOME], kb, known) for at in range(0, len(slugs), SOME)]


def _pages(slugs: Sequence[str], kb: KnowledgeBase, known: Around) -> list[Page]:
    return [entry_page(kb.by_slug[slug], kb, known).folded for slug in slugs]


def entry_pages_again(kb: KnowledgeBase, before: EntryPages | None = None) -> EntryPages:
    """All of them, and what they depend on; of those before, each of which nothing has changed."""
    known = around(kb)
    notes = Notes()
    noted, noted_around = _noted(kb, known, notes)
    holds = _still_hold(before, kb, known) if before else {}
    pages: dict[str, Page] = {}
    looks: dict[str, frozenset[Look]] = {}
    for slug, entry in kb.by_slug.items():
        if before and slug in holds:
            pages[slug], looks[slug] = before.pages[slug], holds[slug]
        else:
            pages[slug] = entry_page(entry, noted, noted_around).folded
            looks[slug] = notes.take() | {("by_slug", slug)}
    return EntryPages(kb, known, pages, looks)


def _still_hold(before: EntryPages, kb: KnowledgeBase, known: Around) -> Mapping[str, frozenset[Look]]:
    """What was looked up for the pages that are as they were, by slug."""
    if _given(before.kb) != _given(kb):
        return {}
    changed = changes(_mappings(before.kb, before.around), _mappings(kb, known))
    return {slug: looks for slug, looks in before.looks.items() if changed.isdisjoint(looks)}


def _given(kb: KnowledgeBase) -> str:
    """The same where all that may show on any page is the same, in the same order."""
    return repr([getattr(kb, name) for name in GIVEN])


def _mappings(kb: KnowledgeBase, known: Around) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {name: getattr(kb, name) for name in LOOKED_UP}
    return found | {"addresses": kb.addresses.by_path, "names": known.people.names, "places": known.similar.places}


def _noted(kb: KnowledgeBase, known: Around, notes: Notes) -> tuple[KnowledgeBase, Around]:
    """What a page is made from, so that it is noted; without what it may not look at, which has no names."""
    mappings: dict[str, Any] = {name: notes.on(name, mapping) for name, mapping in _mappings(kb, known).items()}
    addresses, names, places = (mappings.pop(name) for name in ("addresses", "names", "places"))
    nothing: dict[str, Any] = dict.fromkeys(
        ("entries", "pages", "attachments", "unread", "data_files", "stray_tries"), ()
    )
    unseen: dict[str, Any] = dict.fromkeys(("withheld", "unpublished", "git_authors"), frozenset())
    noted = replace(
        kb, **mappings, **nothing, addresses=replace(kb.addresses, by_path=addresses), uris={}, wanted={}, **unseen
    )
    return noted, replace(known, people=People(noted, names), similar=Similar(noted, places))
