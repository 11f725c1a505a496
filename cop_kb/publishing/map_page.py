"""The page of the knowledge map: what is known, by topic; what only one person knows; what nobody has written."""

from __future__ import annotations

from collections.abc import Sequence

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import MAP, Page, topic_uri
from cop_kb.model.words import Words
from cop_kb.publishing.facets import TYPE
from cop_kb.publishing.knowledge_map import HALF, KNOWN, OPEN, TopicOnMap, knowledge_map
from cop_kb.publishing.map_drawing import card, unit_of, who_knows
from cop_kb.publishing.rows import Data, page_url
from cop_kb.publishing.topics import TopicTree

WORDS = {KNOWN: "{n} known", HALF: "{n} half-known", OPEN: "{n} open"}
TEXT = "What we know, topic by topic, what we only half know, and who to ask."


def map_page(tree: TopicTree, introduction: str) -> Page:
    """The map: a picture, what stands out in it, and the same as a table."""
    kb, say = tree.kb, tree.kb.settings.say
    topics = knowledge_map(tree)
    unit = unit_of(topics)
    cards: list[list[TopicOnMap]] = []
    for each in topics:
        if each.depth == 0 or not cards:
            cards.append([])
        cards[-1].append(each)
    shown = {
        "kind": "map",
        "text": say(TEXT),
        "unit": unit,
        "cards": [_linked(card(each, list(kb.types.values()), unit, say), kb) for each in cards],
        "remarks": _remarks(topics, kb),
        "types": [{"name": each.name, "label": each.label_plural, "icon": each.icon} for each in kb.types.values()],
        "rows": [
            {
                "label": each.label,
                "url": page_url(kb, topic_uri(each.key)),
                "depth": each.depth,
                "cells": [_said(each.cells[name], say) for name in kb.types],
                "people": ", ".join(each.people) or who_knows(each, say),
            }
            for each in topics
        ],
    }
    return Page(MAP, say("Knowledge map"), introduction, "map.html", {"kb": shown, "description": say(TEXT)})


def _linked(drawn: Data, kb: KnowledgeBase) -> Data:
    """A card with links: to each topic, and from each cell to its entries of that type."""
    for row in drawn["rows"]:
        row["url"] = page_url(kb, topic_uri(row["key"]))
        for cell in row["cells"]:
            counts = cell.pop("counts")
            name = cell.pop("type")
            cell["url"] = f"{row['url']}#{TYPE}={name}" if any(counts.values()) else ""
            cell["label"] = f"{row['label']}, {kb.types[name].label_plural}: {_said(counts, kb.settings.say)}"
    return drawn


def _said(counts: dict[str, int], say: Words) -> str:
    """“1 known, 3 open”; “–” for nothing."""
    return ", ".join(say(WORDS[name], n=number) for name, number in counts.items() if number) or "–"


def _remarks(topics: Sequence[TopicOnMap], kb: KnowledgeBase) -> list[Data]:
    """What stands out. A topic is left out where the one above it says the same."""
    by_key = {each.key: each for each in topics}

    def said_above(each: TopicOnMap) -> bool:
        above = by_key.get(each.parent)
        return above is not None and (above.knowing, above.people) == (each.knowing, each.people)

    alone = [each for each in topics if each.knowing == 1 and not said_above(each)]
    empty = [each for each in topics if not each.count and not said_above(each)]
    unsure = {each.key: each for each in topics if each.count and not any(cell[KNOWN] for cell in each.cells.values())}
    told = [each for key, each in unsure.items() if each.parent not in unsure and each not in alone]
    groups = (
        ("Known to one person only", "Ask, and write it down before they move on.", alone, True),
        (
            "Nothing sure yet",
            "Half-known or open: a try would help.",
            told,
            False,
        ),
        ("Nothing written", "Whoever knows it: a sentence is enough.", empty, False),
    )
    return [
        {
            "title": kb.settings.say(title),
            "text": kb.settings.say(text),
            "items": [
                {
                    "label": each.label,
                    "url": page_url(kb, topic_uri(each.key)),
                    "note": (each.people[0] if each.people else "") if with_name else "",
                }
                for each in found
            ],
        }
        for title, text, found, with_name in groups
        if found
    ]
