"""The knowledge map as CSV, a line for each topic; no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from cop_kb.reports.list_csv import cell

STANDINGS = {"known": "known", "half_known": "half-known", "open": "open"}


def map_csv(data: Mapping[str, Any]) -> str:
    """Topics with the number of entries of each type and standing, and who wrote, told or tried them."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = [each["name"] for each in data["types"]]
    counted = [f"{name} {word}" for name in names for word in STANDINGS.values()]
    writer.writerow(map(cell, ("topic", "key", "parent", *counted, "known_to", "people")))
    for topic in data["topics"]:
        numbers = [topic["entries"][name][standing] for name in names for standing in STANDINGS]
        row = (topic["label"], topic["key"], topic["parent"], *numbers, topic["known_to"], topic["people"])
        writer.writerow(map(cell, row))
    return text.getvalue()
