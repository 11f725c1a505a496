"""What a reader may narrow a list by: type, state, maturity, what needs care, topic, where it applies, person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.levels import LEVELS
from cop_kb.publishing.name_places import FILTER, name_in
from cop_kb.reading.persons import id_of_person

TYPE, TOPIC, STATE, MATURITY, PERSON, CARE = "type", "topic", "state", "maturity", "person", "care"
TAKEN = (TYPE, TOPIC, STATE, MATURITY, PERSON, CARE, "text", "sort")
"""Words in the address of a narrowed list that no facet of a community can take."""
DISPUTED, DUE, PAST = "disputed", "due", "past"


@dataclass(slots=True)
class ListFacet:
    """One of them. ``values`` maps each value to its label, in the order in which they are offered."""

    key: str
    label: str
    values: dict[str, str] = field(default_factory=dict)


class Facets:
    """All facets of a knowledge base, and the values of its entries, worked out once for all lists.

    ``topics`` are the keys of all topics, in the order in which they are offered.
    """

    def __init__(self, kb: KnowledgeBase, topics: Iterable[str]) -> None:
        self.kb, say = kb, kb.settings.say
        self.keys = {name: f"x-{name}" if name in TAKEN else name for name in kb.settings.facets}
        every = [
            ListFacet(TYPE, say("Type"), {each.name: each.label_plural for each in kb.types.values()}),
            ListFacet(
                STATE,
                say("State"),
                {state.name: say(state.name) for each in kb.types.values() for state in each.states},
            ),
            ListFacet(MATURITY, say("Maturity"), {level: say(level) for level in LEVELS}),
            ListFacet(
                CARE, say("Needs care"), {DISPUTED: say("disputed"), DUE: say("due"), PAST: say("no longer current")}
            ),
            ListFacet(TOPIC, say("Topic"), {key: kb.topics[key].label for key in topics}),
            *(
                ListFacet(self.keys[name], each.label, {value: value for value in each.values})
                for name, each in kb.settings.facets.items()
            ),
            ListFacet(PERSON, say("Person")),
        ]
        self.all = {each.key: each for each in every}
        self.people: dict[str, str] = {}
        self.of = {slug: self._values(entry) for slug, entry in kb.by_slug.items()}
        by_name = sorted(self.people.items(), key=lambda each: (each[1].casefold(), each[0]))
        self.all[PERSON].values = dict(by_name)
        for key in self.keys.values():
            others = {value for found in self.of.values() for value in found[key]}
            self.all[key].values |= {value: value for value in sorted(others - set(self.all[key].values))}

    def _values(self, entry: Entry) -> dict[str, tuple[str, ...]]:
        """Of each facet the values of an entry; of topics its own, not the wider ones."""
        kb, slug = self.kb, entry.slug
        state, maturity, fresh = kb.states.get(slug), kb.maturities.get(slug), kb.freshness.get(slug)
        is_current = kb.is_current(slug)
        care = {
            DISPUTED: is_current and bool(maturity and maturity.disputes),
            DUE: is_current and bool(fresh and fresh.is_due),
            PAST: not is_current,
        }
        applies = entry.values.get("applies_to", {})
        people = {key: name for key, name in people_of(FILTER, entry, kb).items() if name}
        for who, name in people.items():
            self.people.setdefault(who, name)
        return {
            TYPE: (entry.type.name,),
            STATE: (state.name,) if state and is_current else (),
            MATURITY: (maturity.level,) if maturity and is_current else (),
            CARE: tuple(name for name, holds in care.items() if holds),
            TOPIC: kb.topics_of(entry),
            PERSON: tuple(people),
            **{key: tuple(map(str, applies.get(name, ()))) for name, key in self.keys.items()},
        }

    def occurring(self, entries: Iterable[Entry]) -> list[ListFacet]:
        """Those that say something of one of these entries; the type only where there are several."""
        seen: dict[str, set[str]] = {key: set() for key in self.all}
        for entry in entries:
            for key, values in self.of[entry.slug].items():
                seen[key].update(values)
        return [facet for key, facet in self.all.items() if len(seen[key]) > (key == TYPE)]


def people_of(place: str, entry: Entry, kb: KnowledgeBase) -> dict[str, str]:
    """All persons who wrote an entry, told it or tried it: by id the name that may stand in a place, or ""."""
    tried = (one.who for one in kb.tries.get(entry.slug, ()))
    found: dict[str, str] = {}
    for who in (*entry.authors, *entry.texts("thanks"), *tried):
        if key := id_of_person(kb, who):
            found[key] = found.get(key) or name_in(place, kb, who)
    return found
