"""What is known, half-known and open in every topic, by type, and who knows it: as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.facets import people_of
from cop_kb.publishing.name_places import MAP
from cop_kb.publishing.rows import Data
from cop_kb.publishing.topics import TopicTree
from cop_kb.reading.excerpts import answer_of

VERSION = 1
KNOWN, HALF, OPEN = "known", "half_known", "open"
STANDINGS = (KNOWN, HALF, OPEN)


@dataclass(frozen=True, slots=True)
class TopicOnMap:
    """A topic with its narrower ones: by type how many entries are of each standing, and who wrote, told or tried.

    ``people`` are the names of those who may be named, ``knowing`` is how many there are.
    """

    key: str
    label: str
    depth: int
    parent: str
    cells: dict[str, dict[str, int]]
    people: tuple[str, ...]
    knowing: int

    @property
    def count(self) -> int:
        """All its entries that are current."""
        return sum(sum(cell.values()) for cell in self.cells.values())


def knowledge_map(tree: TopicTree) -> list[TopicOnMap]:
    """All topics, each followed by its narrower ones."""
    kb = tree.kb
    standing = {slug: standing_of(entry, kb) for slug, entry in kb.by_slug.items() if kb.is_current(slug)}
    people = {slug: people_of(MAP, kb.by_slug[slug], kb) for slug in standing}
    found = []
    for key, depth in tree.walk():
        entries = [entry for entry in tree.entries[key] if entry.slug in standing]
        cells = {name: dict.fromkeys(STANDINGS, 0) for name in kb.types}
        for entry in entries:
            cells[entry.type.name][standing[entry.slug]] += 1
        knowing = {who: name for entry in entries for who, name in people[entry.slug].items()}
        names = tuple(sorted({name for name in knowing.values() if name}, key=str.casefold))
        topic = kb.topics[key]
        found.append(TopicOnMap(key, topic.label, depth, topic.parent, cells, names, len(knowing)))
    return found


def standing_of(entry: Entry, kb: KnowledgeBase) -> str:
    """Known is what is settled and, where it is tried, proven and not disputed; open is a question and a mere hunch."""
    state, maturity = kb.states.get(entry.slug), kb.maturities.get(entry.slug)
    if state and state.tone == "open":
        return OPEN
    if maturity and maturity.level == "hunch" and (not state or answer_of(entry) is None):
        return OPEN
    is_settled = not state or state.tone == "settled"
    is_proven = not maturity or (maturity.level in ("proven", "adopted") and not maturity.disputes)
    return KNOWN if is_settled and is_proven else HALF


def map_data(kb: KnowledgeBase, topics: Iterable[TopicOnMap]) -> Data:
    """The map for other programs."""
    return {
        "version": VERSION,
        "today": kb.today.isoformat(),
        "types": [{"name": each.name, "label": each.label} for each in kb.types.values()],
        "topics": [
            {
                "key": each.key,
                "label": each.label,
                "parent": each.parent,
                "depth": each.depth,
                "entries": each.cells,
                "people": list(each.people),
                "known_to": each.knowing,
            }
            for each in topics
        ],
    }
