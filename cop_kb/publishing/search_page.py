"""The page of the full-text search. Without words, and without JavaScript, it offers the lists."""

from __future__ import annotations

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import SEARCH, TOPICS, WANTED, Page
from cop_kb.publishing.records import FACET, search_parts
from cop_kb.publishing.rows import Data, page_url, type_data
from cop_kb.publishing.topics import TopicTree


def search_page(kb: KnowledgeBase, introduction: str) -> Page:
    """The page; what it narrows by is declared here, what it finds is the browser's doing."""
    count = {name: sum(entry.type.name == name for entry in kb.by_slug.values()) for name in kb.types}
    facets: list[Data] = [{"key": f"{FACET}{each.name}", "label": each.label} for each in kb.settings.facets.values()]
    shown = {
        "kind": "search",
        "facets": facets,
        "parts": search_parts(kb),
        "types": [type_data(kb, each) | {"count": count[each.name]} for each in kb.types.values()],
        "children": [each for each in TopicTree(kb).below() if each["depth"] == 0],
        "topics_url": page_url(kb, TOPICS) if kb.topics else "",
        "wanted_url": page_url(kb, WANTED),
    }
    return Page(SEARCH, kb.settings.say("Search"), introduction, "search.html", {"kb": shown})
