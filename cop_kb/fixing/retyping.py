"""An entry and another type → what it keeps, what that type does not know, and what would no longer fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType, Field
from cop_kb.model.finding import Edit
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.node import Scalar
from cop_kb.reading.entries import read_entry
from cop_kb.reading.references import refs_of

OWN = "x-"
"""How keys begin that nobody mentions: they are their author's own."""


@dataclass(frozen=True, slots=True)
class Retyping:
    """What is in the entry, seen by the other type, for people to read.

    ``known`` and ``unknown`` are headings, ``fields`` the keys of fields that the type lacks, ``values`` what it cannot
    take, ``misfits`` the references that would lead to a type they may not lead to.
    """

    known: tuple[str, ...]
    unknown: tuple[str, ...]
    fields: tuple[str, ...]
    values: tuple[str, ...]
    misfits: tuple[str, ...]


def look_ahead(kb: KnowledgeBase, entry: Entry, entry_type: EntryType) -> Retyping:
    """What the entry would be as one of this type."""
    after = read_entry(entry.source, entry_type, kb.settings.facets, entry.folder_topic)
    headed = [section for section in after.sections if section.heading]
    troubles = (trouble for trouble in after.troubles if trouble not in entry.troubles)
    return Retyping(
        known=tuple(section.heading.text for section in headed if section.heading and section.name),
        unknown=tuple(section.heading.text for section in headed if section.heading and not section.name),
        fields=tuple(key.text for key in _lost_keys(entry, entry_type)),
        values=tuple(f"{entry.source.place(each.start)} {each.detail}" for each in troubles),
        misfits=tuple(_misfits(kb, entry, after)),
    )


def _lost_keys(entry: Entry, entry_type: EntryType) -> Iterator[Scalar]:
    for key, _ in entry.source.front_matter or ():
        if key.text in entry.type.fields and key.text not in entry_type.fields:
            yield key


def _misfits(kb: KnowledgeBase, entry: Entry, after: Entry) -> Iterator[str]:
    """The references, to it and its own, that fit now and would not then."""
    for other in kb.entries:
        refs = [pair for pair in refs_of(other) if other is not entry and kb.slugs.get(pair[1].slug) == entry.slug]
        for field, ref in refs:
            if _fits(field, other.type, entry.type) and not _fits(field, other.type, after.type):
                yield f"{other.source.place(ref.start)} {field.name} leads to: {_wanted(field, other.type)}"
    for field, ref in refs_of(after):
        target, before = kb.by_slug.get(kb.slugs.get(ref.slug, ""), entry), entry.type.fields.get(field.name)
        fitted = target is not entry and before is not None and _fits(before, entry.type, target.type)
        if fitted and not _fits(field, after.type, target.type):
            yield f"{entry.source.place(ref.start)} {field.name} leads to: {_wanted(field, after.type)}"


def _fits(field: Field, owner: EntryType, target: EntryType) -> bool:
    return not field.to or target.name in _names(field, owner)


def _names(field: Field, owner: EntryType) -> tuple[str, ...]:
    return tuple(owner.name if name == "self" else name for name in field.to)


def _wanted(field: Field, owner: EntryType) -> str:
    return ", ".join(_names(field, owner))


def key_edits(entry: Entry, entry_type: EntryType, *, mark: bool) -> Iterator[Edit]:
    """The edits of its own keys: a ``type`` that named the old one; with ``mark``, fields the type lacks become own."""
    path, text = entry.source.path, entry.source.text
    named = entry.source.value("type")
    if isinstance(named, Scalar) and named.text.strip().casefold() == entry.type.name.casefold():
        start = text.index(named.text.strip(), named.start)
        yield Edit(path, start, start + len(named.text.strip()), entry_type.name)
    taken = {key.text for key, _ in entry.source.front_matter or ()}
    for key in _lost_keys(entry, entry_type) if mark else ():
        if OWN + key.text not in taken:
            start = key.start + text[key.start : key.end].index(key.text)
            yield Edit(path, start, start, OWN)
