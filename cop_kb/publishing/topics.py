"""The tree of topics with all that is written in each; and a page with all of them."""

from __future__ import annotations

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import TOPICS, Page
from cop_kb.publishing.rows import Data, topic_data
from cop_kb.reading.vocabulary import ancestors


class TopicTree:
    """The topics with their narrower ones and their entries, worked out once for all pages."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.children: dict[str, list[str]] = {}
        for topic in kb.topics.values():
            self.children.setdefault(topic.parent, []).append(topic.key)
        self.entries: dict[str, list[Entry]] = {key: [] for key in kb.topics}
        for entry in kb.by_slug.values():
            own = kb.topics_of(entry)
            for key in dict.fromkeys([*own, *(wider for each in own for wider in ancestors(each, kb.topics))]):
                self.entries[key].append(entry)

    def data(self, key: str, depth: int = 0) -> Data:
        """A topic in a list of topics."""
        text = self.kb.topics[key].description
        return topic_data(self.kb, key) | {"text": text, "count": len(self.entries[key]), "depth": depth}

    def walk(self, key: str = "", depth: int = 0) -> list[tuple[str, int]]:
        """All narrower topics of a topic (of none: all) with their depth, each followed by its own."""
        found: list[tuple[str, int]] = []
        for child in sorted(self.children.get(key, ()), key=lambda each: self.kb.topics[each].label.casefold()):
            found += [(child, depth), *self.walk(child, depth + 1)]
        return found

    def below(self, key: str = "") -> list[Data]:
        """The same, as pages show them."""
        return [self.data(child, depth) for child, depth in self.walk(key)]


def topics_page(tree: TopicTree, introduction: str) -> Page:
    """All topics, the narrower below the wider."""
    shown = {"kind": "topics", "text": "", "children": tree.below(), "groups": []}
    return Page(TOPICS, tree.kb.settings.say("Topics"), introduction, "overview.html", {"kb": shown})
