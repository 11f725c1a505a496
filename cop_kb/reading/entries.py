"""A source and its type → an entry: title, values, sections, links."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from cop_kb.markdown.document import read_document
from cop_kb.model.entry import Entry, Heading
from cop_kb.model.entry_type import EntryType, Field, folded
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Sequence
from cop_kb.model.settings import Facet
from cop_kb.model.source import Source, Trouble
from cop_kb.model.values import When
from cop_kb.reading.kinds import KINDS, Reading
from cop_kb.reading.other_words import CHANGED, SUMMARY, WRITTEN, read_other_words
from cop_kb.reading.sections import h1_of, sections_of


def slug_of(uri: str) -> str:
    """The id of the entry in a file: its name without extension, or its folder's for ``index.md``."""
    path = PurePosixPath(uri)
    name = path.parent.name if path.name == "index.md" else path.stem
    return unicodedata.normalize("NFC", name)


def read_entry(
    source: Source,
    entry_type: EntryType,
    facets: Mapping[str, Facet],
    folder_topic: str = "",
    topics: Mapping[str, str] = MappingProxyType({}),
) -> Entry:
    """The entry that a source holds. Never raises: what cannot be taken is noted as trouble.

    ``topics`` leads every word for a topic to its key.
    """
    slug = slug_of(source.uri)
    document = read_document(source.text, source.body_start)
    parts = document.outline
    values, troubles = read_values(source.front_matter, entry_type.fields, facets)
    said = read_other_words(source, entry_type, facets, topics, slug)
    first_h1 = h1_of(parts.headings, entry_type, has_title="title" in values)
    title, start, end, origin = _title(source, values, first_h1, slug)
    differs = first_h1 is not None and origin == "front matter" and folded(first_h1.text) != folded(title)
    return Entry(
        type=entry_type,
        slug=slug,
        source=source,
        title=title,
        title_start=start,
        title_end=end,
        title_from=origin,
        values=_together(values, said.values, entry_type.fields),
        sections=tuple(sections_of(document, entry_type, first_h1)),
        outline=parts,
        h1=first_h1,
        folder_topic=folder_topic,
        created=_day(said.values.get(WRITTEN.name)),
        changed=_day(said.values.get(CHANGED.name)),
        summary=said.values.get(SUMMARY.name, ""),
        other_title=first_h1.text if differs and first_h1 else "",
        troubles=source.troubles + troubles + said.troubles,
    )


def _together(own: dict[str, Any], others: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """What our fields say, and what the words of other tools do: lists of both are one."""
    added = {name: value for name, value in others.items() if name in fields and value}
    return own | {name: tuple(dict.fromkeys((*own.get(name, ()), *value))) for name, value in added.items()}


def _day(when: When | None) -> date | None:
    return when.first if when else None


def read_values(
    node: MappingNode | None, fields: Mapping[str, Field], facets: Mapping[str, Facet]
) -> tuple[dict[str, Any], tuple[Trouble, ...]]:
    """What the declared fields make of a front matter, by field name, and what they could not take."""
    values: dict[str, Any] = {}
    troubles = list(duplicate_keys(node)) if node else []
    for key, value in node or ():
        field = fields.get(key.text)
        if field is None or value.is_empty or key.text in values:
            continue
        reading = Reading(field, facets, troubles)
        taken = KINDS[field.kind](value, reading)
        if taken or taken == 0:
            values[key.text] = taken
    return values, tuple(troubles)


def duplicate_keys(node: Node) -> Iterator[Trouble]:
    """A trouble for every key that stands twice in the same mapping, at any depth."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from duplicate_keys(item)
    if isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node:
            if key.text in seen:
                yield Trouble("duplicate-key", key.start, key.end, key.text)
            seen.add(key.text)
            yield from duplicate_keys(value)


def _title(source: Source, values: Mapping[str, Any], h1: Heading | None, slug: str) -> tuple[str, int, int, str]:
    node = source.value("title")
    if (title := values.get("title")) and node:
        return " ".join(title.split()), node.start, node.end, "front matter"
    if h1:
        return h1.text, h1.start, h1.end, "heading"
    return title_of_name(slug), 0, 0, "file name"


def title_of_name(name: str) -> str:
    """The title of a page that has none, from its file's name, as MkDocs makes it.

    https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/structure/pages.py#L257

    >>> title_of_name("blade-chatter"), title_of_name("How_Can_I_View_Images")
    ('Blade chatter', 'How Can I View Images')
    """
    title = name.replace("-", " ").replace("_", " ").strip() or name
    return title.capitalize() if title == title.lower() else title
