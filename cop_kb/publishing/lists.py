"""A page for every entry type: all its entries in a table, with the columns that its declaration names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.knowledge_base import LEVELS, KnowledgeBase
from cop_kb.model.page import Page
from cop_kb.publishing.body import answer_of, paragraph, shortened, summary, symptom_of
from cop_kb.publishing.rows import (
    MEANS,
    Data,
    badges,
    entry_url,
    happened,
    newest_first,
    occurrences,
    topic_data,
    type_data,
)

MATURITY = "maturity"


def list_page(entry_type: EntryType, kb: KnowledgeBase, introduction: str) -> Page:
    """The list of a type; what is superseded or retired stands at the end. ``introduction`` is Markdown."""
    entries = newest_first([entry for entry in kb.by_slug.values() if entry.type.name == entry_type.name])
    entries.sort(key=lambda entry: not kb.is_current(entry.slug))
    columns = [name for name in entry_type.roles.columns if name not in ("state", MATURITY)]  # shown as badges
    shown = {
        "kind": "list",
        "type": type_data(kb, entry_type),
        "columns": [{"key": name, "label": _label(entry_type, name)} for name in columns],
        "legend": _legend(entry_type),
        "rows": [_row(entry, columns, kb) for entry in entries],
    }
    meta = {"kb": shown, "description": entry_type.purpose}
    return Page(f"{entry_type.plural}/index.md", entry_type.label_plural, introduction, "list.html", meta)


def _legend(entry_type: EntryType) -> list[Data]:
    """What the marks mean: the type's states, maturity where it is tried, and what any entry may be."""
    found = [{"name": state.name, "means": state.means, "tone": state.tone} for state in entry_type.states]
    if entry_type.roles.tried:
        levels = LEVELS[1:] if entry_type.states else LEVELS
        found += [{"name": level, "means": MEANS[level], "tone": level} for level in levels]
        means = "Somewhere the newest try says that it didn't work."
        found.append({"name": "disputed", "means": means, "tone": "disputed"})
    if entry_type.clock_months:
        found.append({"name": "due", "means": "Nobody has confirmed it for a long time.", "tone": "due"})
    return found


def _label(entry_type: EntryType, name: str) -> str:
    if name in entry_type.fields:
        return entry_type.fields[name].label
    section = {"answer": entry_type.roles.answer[:1], "symptom": (entry_type.roles.symptom,)}.get(name, ())
    declared = entry_type.section(section[0]) if section else None
    return declared.title if declared else name.capitalize()


def _row(entry: Entry, columns: list[str], kb: KnowledgeBase) -> Data:
    return {
        "title": entry.title,
        "url": entry_url(kb, entry),
        "is_current": kb.is_current(entry.slug),
        "date": happened(entry),
        "badges": badges(kb, entry),
        "cells": [_cell(entry, name, kb) for name in columns],
    }


def _cell(entry: Entry, name: str, kb: KnowledgeBase) -> Data:
    if name in CELLS:
        return CELLS[name](entry, kb)
    value = entry.values.get(name)
    return {"text": ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or ""), "items": []}


def _topics(entry: Entry, kb: KnowledgeBase) -> Data:
    return {"text": "", "items": [topic_data(kb, key) | {"text": kb.topics[key].label} for key in kb.topics_of(entry)]}


def _occurrences(entry: Entry, kb: KnowledgeBase) -> Data:
    found = [kb.by_slug[slug] for slug in occurrences(kb, entry)]
    last = max(map(happened, found), default="")
    times = f"{len(found)} ×" if found else ""
    return {"text": f"{times}, last {last}" if last else times, "items": []}


def _answer(entry: Entry, kb: KnowledgeBase) -> Data:
    answer = answer_of(entry)
    return {"text": shortened(paragraph(answer.text)) if answer else "", "items": []}


def _symptom(entry: Entry, kb: KnowledgeBase) -> Data:
    symptom = symptom_of(entry)
    return {"text": shortened(paragraph(symptom.text)) if symptom else summary(entry), "items": []}


CELLS: Mapping[str, Callable[[Entry, KnowledgeBase], Data]] = {
    "topics": _topics,
    "occurrences": _occurrences,
    "answer": _answer,
    "symptom": _symptom,
    "date": lambda entry, kb: {"text": happened(entry), "items": []},
}
