"""The knowledge map as a picture: a card for every topic at the top, with a dot for every entry, in plain shapes.

Nothing here is SVG yet: places, texts and paths, which a template prints. Lengths are pixels of a card.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from cop_kb.model.entry_type import EntryType
from cop_kb.model.words import ENGLISH, Words
from cop_kb.publishing.knowledge_map import HALF, KNOWN, OPEN, STANDINGS, TopicOnMap
from cop_kb.publishing.rows import Data

WIDTH = 340
RADIUS, PITCH = 5.0, 13.0
MOST_DOTS = 24
INDENT, WIDER, NARROWER = 10, 8.3, 7.0
"""How far a narrower topic stands in, and about how wide a letter is in the larger and the smaller labels."""
ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def unit_of(topics: Sequence[TopicOnMap]) -> int:
    """For how many entries a dot stands, so that no cell has more than ``MOST_DOTS``."""
    most = max((sum(cell.values()) for each in topics for cell in each.cells.values()), default=0)
    return next((size for size in ROUND if most <= size * MOST_DOTS), most)


def card(topics: Sequence[TopicOnMap], types: Sequence[EntryType], unit: int, say: Words = ENGLISH) -> Data:
    """A topic and those below it as a card; a dot stands for ``unit`` entries."""
    column = WIDTH / max(len(types), 1)
    heads = [
        {"x": round(column * at, 1), "text": fitted(each.label_plural, column - 4, 5.8)}
        for at, each in enumerate(types)
    ]
    rows, y = [], 0.0
    for each in topics:
        is_top = each is topics[0]
        row, height = _row(each, types, unit, y, column, 36.0 if is_top else 21.0, say)
        rows.append(row)
        y += height
    return {"width": WIDTH, "height": round(y), "heads": heads, "rows": rows}


def _row(
    topic: TopicOnMap, types: Sequence[EntryType], unit: int, y: float, column: float, below: float, say: Words
) -> tuple[Data, float]:
    """A topic, from ``y`` down, its dots ``below`` its label; and its height."""
    indent = INDENT * topic.depth
    who = fitted(who_knows(topic, say), 150, 6.3)
    room = WIDTH - indent - len(who) * 6.3 - 24
    per_line = max(1, int((column - 6) // PITCH))
    cells, lines = [], 1
    for at, entry_type in enumerate(types):
        counts = topic.cells[entry_type.name]
        dots = [(name, -(-counts[name] // unit)) for name in STANDINGS]
        shapes = _dots(dots, column * at, y + below, per_line)
        lines = max(lines, -(-sum(number for _, number in dots) // per_line))
        x, top = round(column * at, 1), round(y + below - 3, 1)
        cells.append(
            {"type": entry_type.name, "counts": counts, "x": x, "y": top, "width": round(column - 2, 1), **shapes}
        )
    height = lines * PITCH
    for cell in cells:
        cell["height"] = round(height + 4, 1)
    shown = {
        "key": topic.key,
        "x": indent,
        "y": round(y + 13, 1),
        "text": fitted(topic.label, room, WIDER if topic.depth == 0 else NARROWER),
        "label": topic.label,
        "who": who,
        "is_alone": topic.knowing == 1,
        "is_top": topic.depth == 0,
        "line": round(y - 5, 1),
        "cells": cells,
    }
    return shown, below + height + 16


def _dots(dots: Sequence[tuple[str, int]], left: float, top: float, per_line: int) -> Data:
    """The paths of a cell's dots: full, half (a ring and a half), rings; a dotted ring where there is nothing."""
    paths: dict[str, list[str]] = {KNOWN: [], HALF: [], OPEN: []}
    place = 0
    for name, number in dots:
        for _ in range(number):
            x, y = left + place % per_line * PITCH, top + place // per_line * PITCH
            paths[name].append(f"M{x:g} {y + RADIUS:g}")
            place += 1
    ring = f"a{RADIUS:g} {RADIUS:g} 0 1 1 {2 * RADIUS:g} 0a{RADIUS:g} {RADIUS:g} 0 1 1 {-2 * RADIUS:g} 0z"
    half = f"a{RADIUS:g} {RADIUS:g} 0 0 0 {2 * RADIUS:g} 0z"
    return {
        "known": "".join(f"{at}{ring}" for at in paths[KNOWN]),
        "half": "".join(f"{at}{ring}" for at in paths[HALF]),
        "half_full": "".join(f"{at}{half}" for at in paths[HALF]),
        "open": "".join(f"{at}{ring}" for at in paths[OPEN]),
        "nothing": "" if place else f"M{left:g} {top + RADIUS:g}{ring}",
    }


def who_knows(topic: TopicOnMap, say: Words) -> str:
    """How many know it; the name where it is one."""
    if topic.knowing == 1:
        return say("only {name}", name=topic.people[0]) if topic.people else say("only one person")
    return say("{n} people", n=topic.knowing) if topic.knowing else ""


def fitted(text: str, room: float, letter: float) -> str:
    """A text cut to a width, by how wide its letters are about.

    >>> fitted("Thermal protection", 80, 8), fitted("Glass", 80, 8), fitted("雨刷抖动", 40, 8)
    ('Thermal p…', 'Glass', '雨刷…')
    """
    wide = [letter * (1.7 if unicodedata.east_asian_width(char) in "WF" else 1) for char in text]
    if sum(wide) <= room:
        return text
    used, kept = letter, 0
    for size in wide:
        if used + size > room:
            break
        used, kept = used + size, kept + 1
    return text[:kept].rstrip() + "…"
