"""A page for every topic, with all that is known in it and in its narrower topics; and a page with all topics."""

from __future__ import annotations

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase, Topic
from cop_kb.model.page import TOPICS, Page, topic_uri
from cop_kb.publishing.people import People
from cop_kb.publishing.rows import Data, group_data, newest_first, row, topic_data
from cop_kb.reading.vocabulary import ancestors


class TopicTree:
    """The topics with their narrower ones and their entries, worked out once for all pages."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._rows: dict[str, Data] = {}
        self.children: dict[str, list[str]] = {}
        for topic in kb.topics.values():
            self.children.setdefault(topic.parent, []).append(topic.key)
        self.entries: dict[str, list[Entry]] = {key: [] for key in kb.topics}
        for entry in kb.by_slug.values():
            own = kb.topics_of(entry)
            for key in dict.fromkeys([*own, *(wider for each in own for wider in ancestors(each, kb.topics))]):
                self.entries[key].append(entry)

    def row(self, entry: Entry) -> Data:
        """An entry in the list of a topic; many stand in several."""
        if entry.slug not in self._rows:
            self._rows[entry.slug] = row(self.kb, entry)
        return self._rows[entry.slug]

    def data(self, key: str, depth: int = 0) -> Data:
        """A topic in a list of topics."""
        text = self.kb.topics[key].description
        return topic_data(self.kb, key) | {"text": text, "count": len(self.entries[key]), "depth": depth}

    def below(self, key: str = "", depth: int = 0) -> list[Data]:
        """All narrower topics of a topic (of none: all), each followed by its own."""
        found: list[Data] = []
        for child in sorted(self.children.get(key, ()), key=lambda each: self.kb.topics[each].label.casefold()):
            found += [self.data(child, depth), *self.below(child, depth + 1)]
        return found


def topic_page(topic: Topic, tree: TopicTree, people: People, introduction: str) -> Page:
    """The page of a topic: its entries by type, those of narrower topics with them."""
    kb = tree.kb
    entries = newest_first([entry for entry in tree.entries[topic.key] if kb.is_current(entry.slug)])
    groups = []
    for entry_type in kb.types.values():
        rows = [tree.row(entry) for entry in entries if entry.type.name == entry_type.name]
        if rows:
            groups.append(group_data(entry_type.label_plural, "", rows, icon=entry_type.icon))
    shown = {
        "kind": "topic",
        "text": topic.description,
        "synonyms": list(topic.synonyms),
        "parents": [topic_data(kb, key) for key in reversed(ancestors(topic.key, kb.topics))],
        "children": [each for each in tree.below(topic.key) if each["depth"] == 0],
        "to_ask": people.to_ask(entries),
        "groups": groups or [group_data("", "", [], empty="Nobody has written anything here yet.")],
    }
    meta: Data = {"kb": shown, "tags": list(topic.synonyms)}
    if topic.description:
        meta["description"] = topic.description
    return Page(topic_uri(topic.key), topic.label, introduction, "overview.html", meta)


def topics_page(tree: TopicTree, introduction: str) -> Page:
    """All topics, the narrower below the wider."""
    shown = {"kind": "topics", "text": "", "synonyms": [], "parents": [], "children": tree.below(), "groups": []}
    return Page(TOPICS, "Topics", introduction, "overview.html", {"kb": shown})
