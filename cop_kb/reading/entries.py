"""A source and its type → an entry: title, values, sections, links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from cop_kb.markdown.document import Document, read_document
from cop_kb.model.entry import Entry, Heading, Section
from cop_kb.model.entry_type import EntryType, Field, SectionType, heading_key
from cop_kb.model.node import Mapping as MappingNode
from cop_kb.model.node import Node, Sequence
from cop_kb.model.settings import Facet
from cop_kb.model.source import Source, Trouble
from cop_kb.model.values import When
from cop_kb.reading.kinds import KINDS, Reading
from cop_kb.reading.other_words import CHANGED, SUMMARY, WRITTEN, read_other_words


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
    first_h1 = next((heading for heading in parts.headings if heading.level == 1 and heading.text), None)
    title, start, end, origin = _title(source, values, first_h1, slug)
    differs = first_h1 is not None and origin == "front matter" and _folded(first_h1.text) != _folded(title)
    return Entry(
        type=entry_type,
        slug=slug,
        source=source,
        title=title,
        title_start=start,
        title_end=end,
        title_from=origin,
        values=_together(values, said.values, entry_type.fields),
        sections=tuple(_sections(document, entry_type, first_h1)),
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
    return slug.replace("-", " ").replace("_", " ").strip() or slug, 0, 0, "file name"


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _sections(document: Document, entry_type: EntryType, h1: Heading | None) -> Iterator[Section]:
    """The body cut at its topmost headings. What stands above the first belongs to the type's first section."""
    below = [heading for heading in document.headings if heading is not h1]
    top = max(2, min((heading.level for heading in below), default=2))
    cuts = [heading for heading in below if heading.level <= top]
    bounds = [*(heading.start for heading in cuts), len(document.text)]
    first = entry_type.sections[0] if entry_type.sections else None
    start, end = document.start, bounds[0]
    above = ((start, h1.start), (h1.end, end)) if h1 and h1.end <= end else ((start, end),)
    sections = [_section(document, above, first, first.name if first else "", "", None, start, end)]
    for heading, end in zip(cuts, bounds[1:], strict=True):
        name, variant = entry_type.headings.get(heading_key(heading.text), ("", ""))
        declared, below_it = entry_type.section(name), ((heading.end, end),)
        sections.append(_section(document, below_it, declared, name, variant, heading, heading.start, end))
    if first and any(section.name == first.name and section.text for section in sections[1:]):
        sections[0] = replace(sections[0], name="")
    yield from sections


def _section(
    document: Document,
    stretches: Iterable[tuple[int, int]],
    declared: SectionType | None,
    name: str,
    variant: str,
    heading: Heading | None,
    start: int,
    end: int,
) -> Section:
    """A section from its text without the heading: a prompt that was left alone is no text."""
    raw = "".join(document.text[first:last] for first, last in stretches)
    text = "".join(document.without_comments(first, last) for first, last in stretches).strip()
    prompt = declared.prompt if declared else ""
    if prompt and text == prompt:
        text = ""
    return Section(name, variant, heading, start, end, text, bool(prompt) and prompt in raw)
