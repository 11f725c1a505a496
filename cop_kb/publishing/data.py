"""``kb.json``: the knowledge base for other programs. Its form, ``kb.schema.json`` beside this file, has versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import SiteFile
from cop_kb.publishing.name_places import PROGRAMS, names_in
from cop_kb.publishing.rows import entry_url, page_url
from cop_kb.reading.excerpts import summary
from cop_kb.reading.relations import why_replaced

VERSION = 1
SCHEMA = Path(__file__).with_name("kb.schema.json")


def data_files(kb: KnowledgeBase) -> list[SiteFile]:
    """``kb.json`` and the schema that describes it."""
    written = BytesIO()
    written.writelines(line.encode() for line in json_lines(data(kb)))
    return [SiteFile("kb.json", written.getvalue()), SiteFile("kb.schema.json", SCHEMA.read_bytes())]


def json_lines(found: dict[str, Any]) -> Iterator[str]:
    """Plain data as JSON with a line for every key and for every item of a list: quick to write, and to compare."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for number, (key, value) in enumerate(found.items()):
        yield f"{',' if number else '{'}\n{encode(key)}: "
        if isinstance(value, (list, Iterator)):
            yield "[\n"
            for place, each in enumerate(value):
                yield (",\n" if place else "") + encode(each)
            yield "\n]"
        else:
            yield encode(value)
    yield "\n}\n"


def data(kb: KnowledgeBase) -> dict[str, Any]:
    """The knowledge base as plain data: types, topics, entries (one at a time) with state, maturity and relations."""
    return {
        "$schema": "kb.schema.json",
        "version": VERSION,
        "name": kb.settings.site_name,
        "today": kb.today.isoformat(),
        "types": [
            {
                "name": each.name,
                "label": each.label,
                "purpose": each.purpose,
                "url": page_url(kb, f"{each.plural}/index.md"),
            }
            for each in kb.types.values()
        ],
        "topics": [
            {"key": each.key, "label": each.label, "parent": each.parent, "synonyms": list(each.synonyms)}
            for each in kb.topics.values()
        ],
        "entries": (_entry(kb.by_slug[slug], kb) for slug in sorted(kb.by_slug)),  # all at once would be much
        "wanted": [{"slug": slug, "times": len(places)} for slug, places in kb.wanted.items()],
    }


def _entry(entry: Entry, kb: KnowledgeBase) -> dict[str, Any]:
    slug = entry.slug
    state, maturity, fresh = kb.states.get(slug), kb.maturities.get(slug), kb.freshness.get(slug)
    return {
        "slug": slug,
        "type": entry.type.name,
        "title": entry.title,
        "url": entry_url(kb, entry),
        "path": entry.source.path,
        "summary": summary(entry),
        "topics": list(kb.topics_of(entry)),
        "aka": list(entry.aka),
        "codes": list(entry.texts("codes")),
        "applies_to": {name: list(values) for name, values in entry.values.get("applies_to", {}).items()},
        "date": str(entry.date) if entry.date else None,
        "changed": str(entry.changed) if entry.changed else None,
        "authors": names_in(PROGRAMS, kb, entry.authors),
        "thanks": names_in(PROGRAMS, kb, entry.texts("thanks")),
        "state": state.name if state else None,
        "maturity": maturity.level if maturity else None,
        "worked": maturity.worked if maturity else 0,
        "partly": maturity.partly if maturity else 0,
        "didnt": maturity.didnt if maturity else 0,
        "disputed": bool(maturity and maturity.disputes),
        "due": str(fresh.due) if fresh and fresh.due else None,
        "superseded_by": list(kb.superseded_by(slug)),
        "superseded_why": {by: why for by in kb.superseded_by(slug) if (why := why_replaced(kb, slug, by))},
        "retired": entry.values.get("retired"),
        "relations": [{"field": each.field, "entry": each.target} for each in kb.relations_from.get(slug, ())],
    }
