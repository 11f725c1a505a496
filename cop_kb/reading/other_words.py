"""What other tools call the fields of an entry: ``tags`` for topics, ``permalink`` for an old address, and so on.

Whoever brings a collection has written it all down once. Where it is plain what a key means it is read as the field of
ours, and checked like it. A field of ours that says something wins; old addresses add up. This is the one list of such
keys: reading, the rules, the guide and the JSON Schema ask it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from cop_kb.model.entry_type import EntryType, Field
from cop_kb.model.node import Node, Scalar, Sequence
from cop_kb.model.settings import Facet
from cop_kb.model.source import Source, Trouble
from cop_kb.model.values import OldAddress
from cop_kb.reading.kinds import KINDS, Reading, read_paths

SUMMARY = Field("summary", "text", "Summary")
WRITTEN = Field("written", "date", "Written")
CHANGED = Field("changed", "date", "Changed")
NOT_FIELDS: Mapping[str, Field] = MappingProxyType({each.name: each for each in (SUMMARY, WRITTEN, CHANGED)})
"""What of an entry is no field of ours: it follows from the text, or Git knows it."""
OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("tags", "tag", "categories", "category", "keywords"), "topics"),
        "author": "authors",
        **dict.fromkeys(("permalink", "redirect_from", "slug"), "aliases"),
        **dict.fromkeys(("description", "summary"), SUMMARY.name),
        "created": WRITTEN.name,
        **dict.fromkeys(("last_modified_at", "lastmod", "updated"), CHANGED.name),
    }
)
"""The key → the field that it is read as. Jekyll, Hugo, Docusaurus, Material and Obsidian have one or the other."""
MAIL = re.compile(r"\s*<[^<>]*@[^<>]*>\s*\Z")
COMMA = re.compile(r"\s*,\s*")
PATTERN = re.compile(r"(?:^|/):\w|[{}]|^(?:date|pretty|ordinal|weekdate|none)$")
"""How Jekyll makes addresses of a whole site (https://jekyllrb.com/docs/permalinks/#built-in-formats): it is none."""


@dataclass(frozen=True, slots=True)
class OtherWord:
    """A key of another tool in a front matter, with its value, and the ``field`` that it is read as."""

    key: Scalar
    value: Node
    field: Field


@dataclass(frozen=True, slots=True)
class Said:
    """What the other words of a front matter say, by field name, and what of that could not be taken."""

    values: Mapping[str, Any]
    troubles: tuple[Trouble, ...] = ()


def meaning(name: str, fields: Mapping[str, Field]) -> Field | None:
    """The field that a key of another tool is read as, in an entry with these fields; None for any other key."""
    meant = OTHER_WORDS.get(name.strip().casefold(), "") if name not in fields else ""
    return fields.get(meant) or NOT_FIELDS.get(meant)


def words_for(name: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The words that other tools have for a field."""
    return tuple(word for word in OTHER_WORDS if (field := meaning(word, fields)) and field.name == name)


def other_words(source: Source, fields: Mapping[str, Field]) -> Iterator[OtherWord]:
    """Those of a front matter that say something."""
    for key, value in source.front_matter or ():
        if (field := meaning(key.text, fields)) and not value.is_empty:
            yield OtherWord(key, value, field)


def read_other_words(
    source: Source, entry_type: EntryType, facets: Mapping[str, Facet], topics: Mapping[str, str], slug: str
) -> Said:
    """What the words of other tools say in an entry. ``topics`` leads every word for a topic to its key."""
    values: dict[str, Any] = {}
    troubles: list[Trouble] = []
    for word in other_words(source, entry_type.fields):
        if is_outdone(word, source):
            continue
        reading = Reading(replace(word.field, name=word.key.text), facets, troubles)
        taken: Any
        if word.field.kind == "topics":
            taken = tuple(key for each in _texts(word.value) if (key := topic_of(each, topics)))
        elif word.field.kind == "paths":
            taken = _addresses(word, reading, f"{entry_type.plural}/", slug)
        else:
            taken = KINDS[word.field.kind](word.value, reading)
            taken = _without_mail(taken) if word.field.kind == "people" else taken
        if isinstance(taken, tuple):
            values[word.field.name] = tuple(dict.fromkeys((*values.get(word.field.name, ()), *taken)))
        elif taken:
            values.setdefault(word.field.name, taken)
    return Said(values, tuple(troubles))


def _without_mail(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as other tools write them, ``Ines Prado <ines@example.org>``, without the address."""
    return tuple(MAIL.sub("", name) or name for name in names)


def is_outdone(word: OtherWord, source: Source) -> bool:
    """Whether a field of ours says it already; old addresses add up."""
    own = source.value(word.field.name) if word.field.name not in NOT_FIELDS else None
    return own is not None and not own.is_empty and word.field.kind != "paths"


def topic_of(word: str, topics: Mapping[str, str]) -> str:
    """The key of the topic that another tool's word means; "" for none. ``road-salt`` may mean *Road salt*."""
    said = word.strip().lstrip("#").casefold()
    ways = (said, re.sub(r"[-_]", " ", said), re.sub(r"[\s_]", "-", said))
    return next((topics[way] for way in ways if way in topics), "")


def no_topics(word: OtherWord, topics: Mapping[str, str]) -> tuple[str, ...]:
    """The words under ``tags`` or the like that are no topic."""
    return tuple(each for each in _texts(word.value) if not topic_of(each, topics))


def _texts(value: Node) -> tuple[str, ...]:
    """The texts of a list; a text with commas is a list, too."""
    if isinstance(value, Scalar):
        return tuple(filter(None, COMMA.split(value.text.strip())))
    items: Collection[Node] = value.items if isinstance(value, Sequence) else ()
    return tuple(text for each in items if isinstance(each, Scalar) and (text := each.text.strip()))


def _addresses(word: OtherWord, reading: Reading, folder: str, slug: str) -> tuple[OldAddress, ...]:
    """Old addresses: a word alone is that of a page beside this one. Its address of today is none."""
    nodes = []
    for each in reading.scalars(word.value):
        text = each.text.strip()
        if PATTERN.search(text):
            reading.refuse(each, f"“{text}” is a pattern, no address", "Write the address that the page had.")
        elif path := text.strip("/"):
            nodes.append(replace(each, text=text if "/" in text else f"{folder}{path}"))
    value = Sequence(word.value.start, word.value.end, tuple(nodes))
    today = f"{folder}{slug}"
    taken = read_paths(value, reading)
    return tuple(each for each in taken if re.sub(r"(?:/index)?\.(?:md|html?)$", "", each.path.strip("/")) != today)
