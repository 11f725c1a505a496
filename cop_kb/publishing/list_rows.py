"""The rows of lists, worked out once for all lists: on their pages, and as files from which a script narrows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import SiteFile, topic_uri
from cop_kb.publishing.columns import BADGES, TOPICS, Column, columns_of, value
from cop_kb.publishing.facets import PERSON, TOPIC, Facets
from cop_kb.publishing.rows import Data, badges, entry_url, foreign, happened, page_url, topic_data
from cop_kb.reading.excerpts import summary

SLUG = "…"
"""Stands for the slug in the address that all entries of a type share."""


class Rows:
    """The row of every entry, with its cells by column."""

    def __init__(self, kb: KnowledgeBase, facets: Facets) -> None:
        self.kb, self.facets = kb, facets
        self.columns = {each.name: columns_of(each) for each in kb.types.values()}
        self.written = {each.name: written(each, self.columns[each.name]) for each in kb.types.values()}
        self.rows = {slug: self._row(entry) for slug, entry in kb.by_slug.items()}

    def _row(self, entry: Entry) -> Data:
        kb = self.kb
        cells = {each.key: value(entry, each, kb) for each in self.written[entry.type.name]}
        return {
            "title": entry.title,
            "lang": foreign(kb, entry),
            "url": entry_url(kb, entry),
            "type": entry.type.label,
            "icon": entry.type.name,
            "date": happened(entry),
            "badges": badges(kb, entry),
            "topics": [topic_data(kb, key) for key in kb.topics_of(entry)],
            "cells": {"text": summary(entry), "date": happened(entry), **cells},
        }

    def shown(self, entry: Entry, columns: Sequence[Column]) -> Data:
        """The row of an entry in a list with these columns."""
        row = self.rows[entry.slug]
        return {**row, "cells": [row["cells"].get(each.key, "") for each in columns]}

    def has(self, entry: Entry, column: Column) -> bool:
        """Whether something stands in a column of an entry's row."""
        row = self.rows[entry.slug]
        return bool(row["topics"] if column.kind == TOPICS else row["cells"].get(column.key))

    def files(self) -> Iterable[SiteFile]:
        """A file for every type, which a page loads as a script: that works from a disk too."""
        for entry_type in self.kb.types.values():
            text = json.dumps(self._data(entry_type), ensure_ascii=False, separators=(",", ":"))
            name = json.dumps(entry_type.plural)
            script = f"window.kbRows=Object.assign(window.kbRows||{{}},{{{name}:{text}}})\n"
            yield SiteFile(rows_uri(entry_type), script.encode())

    def _data(self, entry_type: EntryType) -> Data:
        """All that lists show of the entries of a type and narrow them by; texts that repeat stand in it once."""
        kb = self.kb
        entries = [entry for entry in kb.by_slug.values() if entry.type.name == entry_type.name]
        columns = self.written[entry_type.name]
        marks: dict[tuple[str, str], int] = {}
        facets = [self._facet_data(key, entries) for key in self.facets.all]
        places = {facet["key"]: {each[0]: at for at, each in enumerate(facet["values"])} for facet in facets}
        rows = []
        for entry in entries:
            row, found = self.rows[entry.slug], self.facets.of[entry.slug]
            shown = [(each["text"], each["tone"]) for each in row["badges"]]
            rows.append(
                [
                    entry.slug,
                    entry.title,
                    row["date"],
                    row["cells"]["text"],
                    " · ".join((*entry.aka, *entry.texts("codes"))),
                    [marks.setdefault(each, len(marks)) for each in shown],
                    [[places[key][each] for each in found[key] if each in places[key]] for key in places],
                    [row["cells"][each.key] for each in columns],
                ]
            )
        return {
            "label": entry_type.label,
            "url": page_url(kb, f"{entry_type.plural}/{SLUG}.md").replace("%E2%80%A6", SLUG),
            "columns": [each.key for each in columns],
            "badges": [list(each) for each in marks],
            "facets": facets,
            "langs": {entry.slug: lang for entry in entries if (lang := foreign(kb, entry))},
            "rows": rows,
        }

    def _facet_data(self, key: str, entries: Iterable[Entry]) -> Data:
        """A facet with its values; people only where they occur. Topics have the place of the wider one, and a link."""
        facet, kb = self.facets.all[key], self.kb
        values: list[list[object]] = [list(each) for each in facet.values.items()]
        if key == PERSON:
            here = {who for entry in entries for who in self.facets.of[entry.slug][PERSON]}
            values = [each for each in values if each[0] in here]
        if key == TOPIC:
            place = {topic: at for at, topic in enumerate(facet.values)}
            values = [
                [topic, label, place.get(kb.topics[topic].parent, -1), page_url(kb, topic_uri(topic))]
                for topic, label in facet.values.items()
            ]
        return {"key": key, "label": facet.label, "values": values}


def written(entry_type: EntryType, columns: Sequence[Column]) -> list[Column]:
    """The columns that hold a text of their own; those of the symptom finder too."""
    own = [each for each in columns if each.kind not in (BADGES, TOPICS)]
    named = {each.key for each in own}
    finder = ("symptom", "answer") if entry_type.roles.has_finder else ()
    return [*own, *(Column(key, "") for key in finder if key not in named)]


def rows_uri(entry_type: EntryType) -> str:
    """The file with the rows of a type."""
    return f"rows/{entry_type.plural}.js"
