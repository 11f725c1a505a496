"""An entry for other programs: what ``kb.json`` has of it, and what its page says beyond that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cop_kb.model.entry import Entry
from cop_kb.model.page import Page
from cop_kb.reports.related import OUT, Related

VERSION = 1
AS_ON_PAGE = ("lead", "freshness", "banner", "tries", "credit", "dates", "gaps")


def entry_data(entry: Entry, data: Mapping[str, Any], page: Page, related: Sequence[Related]) -> dict[str, Any]:
    """The entry as plain data; ``data`` are its keys in ``kb.json``, the texts of sections are as written."""
    shown: Mapping[str, Any] = page.meta["kb"]
    maturity = shown["maturity"] or {}
    return {
        "version": VERSION,
        **data,
        "type_label": entry.type.label,
        "state_means": shown["state"]["means"] if shown["state"] else None,
        "maturity_reason": maturity.get("reason"),
        "maturity_of": maturity.get("of") or None,
        "circumstances": maturity.get("circumstances", []),
        "disputes": maturity.get("disputes", []),
        **{key: shown[key] for key in AS_ON_PAGE},
        "sections": [
            {"name": each.name, "title": each.heading.text if each.heading else "", "text": each.text}
            for each in entry.sections
            if each.text
        ],
        "related": [
            {
                "label": group.label,
                "from_here": group.arrow == OUT,
                "entries": [{"slug": each.slug, "title": each.title, "note": note} for each, note in group.items],
            }
            for group in related
        ],
    }
