"""An entry as the full-text search files it: what results are narrowed by, ordered by, and shown with."""

from __future__ import annotations

import math

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Record
from cop_kb.publishing.instant_index import trust
from cop_kb.publishing.name_places import SEARCH, names_in
from cop_kb.publishing.rows import badges, entry_url, foreign, happened

FACET = "facet-"
"""Before the name of a community's facet, which may be called like one of ours."""
REPLACED = "replaced"
"""What is not current; the others have no such word, for it would be most of what a search fetches."""
PART, BIG = 600, 2_500
"""So many entries, at least and at most, are a part of the full text's index: Pagefind needs 0.13 MB for each."""
ROOM, OF_ENTRY, OF_PART = 490_000, 26, 48_000
"""So many bytes may a first search for two words fetch, besides the program; so many are what it is told of each entry
at once, to narrow and to count; and so many the pieces with these words that it gets of each part (bench/README.md)."""


def search_parts(kb: KnowledgeBase) -> int:
    """In how many parts the full text is indexed: after an edit only one of them has to be indexed anew."""
    count = len(kb.by_slug)
    return max(1, min(count // PART, (ROOM - OF_ENTRY * count) // OF_PART), math.ceil(count / BIG))


def record(entry: Entry, kb: KnowledgeBase) -> Record:
    """How the full-text search files an entry."""
    slug, say = entry.slug, kb.settings.say
    state, maturity = kb.states.get(slug), kb.maturities.get(slug)
    tried = [one.who for one in kb.tries.get(slug, ()) if one.who]
    people = names_in(SEARCH, kb, (*entry.authors, *entry.texts("thanks"), *tried))
    facets = {
        "type": (entry.type.label_plural,),
        "topic": tuple(kb.topics[key].label for key in kb.topics_of(entry)),
        "state": (say(state.name),) if state else (),
        "maturity": (say(maturity.level),) if maturity else (),
        "person": tuple(sorted(people)),
        "is": () if kb.is_current(slug) else (REPLACED,),
    }
    applies = {f"{FACET}{name}": tuple(values) for name, values in entry.values.get("applies_to", {}).items()}
    day = happened(entry).replace("-", "").ljust(len("20260131"), "0")
    return Record(
        url=entry_url(kb, entry),
        names=(*entry.aka, *entry.texts("codes")),
        facets={name: values for name, values in {**facets, **applies}.items() if values},
        sorts={"date": int(day) if day.isdigit() else 0, "trust": trust(kb, entry)},
        shown={
            "type": entry.type.label,
            "marks": [[each["text"], each["tone"]] for each in badges(kb, entry)],
            "date": happened(entry),
            **({"lang": lang} if (lang := foreign(kb, entry)) else {}),
        },
    )
