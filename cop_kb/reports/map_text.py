"""The knowledge map as a person reads it: topics down, types across, how much of each is known, and who knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cop_kb.reports.columns import GAP, fitted, padded, widest
from cop_kb.reports.text import Style, unstyled, visible

MARKS = {"known": "●", "half_known": "◐", "open": "○"}
ROLES = {"known": "settled", "half_known": "partial", "open": "open"}
LEGEND = "● known  ◐ half-known  ○ open, or a hunch  · nothing yet"
NAMED, LEAST = 2, 12


def map_text(data: Mapping[str, Any], style: Style = unstyled, columns: int | None = None) -> str:
    """The map, in so many columns of a terminal; without a number as wide as it needs to be."""
    topics, types = data["topics"], data["types"]
    if not topics:
        return "There are no topics yet: content/topics.yml names them."
    labels = ["  " * each["depth"] + visible(each["label"]) for each in topics]
    cells = [[_cell(each["entries"][one["name"]]) for one in types] for each in topics]
    heads = [visible(one["label"]).upper() for one in types]
    wide = [widest([head, *(row[at] for row in cells)]) for at, head in enumerate(heads)]
    first = widest(["TOPIC", *labels])
    if columns:
        first = max(LEAST, min(first, columns - sum(wide) - len(GAP) * (len(wide) + 1) - LEAST))
    lines = [_line(["TOPIC", *heads, "WHO KNOWS"], [first, *wide], ["head"] * (len(wide) + 2), columns, style)]
    for topic, label, row in zip(topics, labels, cells, strict=True):
        role = "disputed" if topic["known_to"] == 1 else "quiet"
        roles = ["title" if topic["depth"] == 0 else "", *(_role(topic["entries"][one["name"]]) for one in types), role]
        lines.append(_line([label, *row, _who(topic)], [first, *wide], roles, columns, style))
    return "\n".join((*lines, "", LEGEND))


def _line(texts: list[str], wide: list[int], roles: list[str], columns: int | None, style: Style) -> str:
    """Cells of these widths; the last one takes what is left."""
    left = max(LEAST, columns - sum(wide) - len(GAP) * len(wide)) if columns else None
    parts = [
        style(padded(fitted(text, size), size), role) for text, size, role in zip(texts, wide, roles, strict=False)
    ]
    last = fitted(texts[-1], left) if left else texts[-1]
    return GAP.join((*parts, style(last, roles[-1]))).rstrip()


def _cell(counts: Mapping[str, int]) -> str:
    return " ".join(f"{MARKS[name]}{number}" for name, number in counts.items() if number) or "·"


def _role(counts: Mapping[str, int]) -> str:
    return next((ROLES[name] for name, number in counts.items() if number), "quiet")


def _who(topic: Mapping[str, Any]) -> str:
    """The name where it is one person; some, and how many more there are."""
    names, count = [visible(name) for name in topic["people"]], topic["known_to"]
    if count <= 1:
        return f"only {names[0] if names else 'one person'}" if count else "nobody yet"
    more = f" and {count - NAMED} more" if names[NAMED:] else ""
    return f"{', '.join(names[:NAMED])}{more}" if names else f"{count} people"
