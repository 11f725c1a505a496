"""Entries as CSV (https://www.rfc-editor.org/rfc/rfc4180), for spreadsheets: no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from cop_kb.reports.text import visible

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula: https://owasp.org/www-community/attacks/CSV_Injection"""


def list_csv(rows: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> str:
    """One line for each row under a line with the keys; lists are joined with a semicolon."""
    keys = tuple(keys)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(keys)
    for row in rows:
        related = [f"{each['field']}: {each['entry']}" for each in row.get("relations", ())]
        writer.writerow([cell(related if key == "relations" else row[key]) for key in keys])
    return text.getvalue()


def cell(value: Any) -> str:
    """A value as the text of a cell.

    >>> cell(["a", "b"]), cell({"glass": ["plain"]}), cell(True), cell(None), cell("=1+1")
    ('a; b', 'glass: plain', 'true', '', "'=1+1")
    """
    text = _text(value)
    return visible(f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {each if isinstance(each, str) else ', '.join(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
