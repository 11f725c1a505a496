"""The knowledge base as it is published: without what its authors withhold, as if nobody had written that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from cop_kb.model.entry import Attachment, Entry, PlainPage, Try
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.collecting import collect, names_of
from cop_kb.reading.excerpts import file_names


def without_withheld(kb: KnowledgeBase) -> KnowledgeBase:
    """What is published: as if nobody had written what is withheld, but that others may name it.

    Without it go the tries of it, the files beside it, and those that it alone links to.
    """
    if not kb.withheld:
        return kb
    entries = tuple(each for each in kb.entries if each.source.uri not in kb.withheld)
    pages = tuple(each for each in kb.pages if each.source.uri not in kb.withheld)
    names = {name for each in kb.entries if each.source.uri in kb.withheld for name in names_of(each)}
    there = {name for each in entries for name in names_of(each)}
    public = replace(
        kb,
        entries=entries,
        pages=pages,
        attachments=tuple(_attachments(kb)),
        withheld=frozenset(),
        unpublished=frozenset(names - there),
    )
    return collect(public, (one for one in _written_tries(kb) if one.slug in there))


def _attachments(kb: KnowledgeBase) -> Iterator[Attachment]:
    """Those that are not beside what is withheld, nor linked to by that and named nowhere else."""
    folders = {entry.folder: entry.source.uri in kb.withheld for entry in kb.entries if entry.folder}
    linked, named = set(), set(map(posixpath.basename, kb.settings.assets))
    texts: list[Entry | PlainPage] = [*kb.entries, *kb.pages]
    for each in texts:
        if each.source.uri in kb.withheld:
            linked |= {kb.addresses.find(link.target, each.source.uri) for link in each.outline.links}
        else:
            named |= file_names(unquote(each.source.text))
    return (
        each
        for each in kb.attachments
        if not _is_beside(each, folders)
        and (kb.uris[each.uri] not in linked or posixpath.basename(each.uri).rpartition(" ")[2] in named)
    )


def _is_beside(attachment: Attachment, folders: Mapping[str, bool]) -> bool:
    """Whether the nearest entry in whose folder a file lies is withheld."""
    folder = posixpath.dirname(attachment.uri)
    while folder and folder not in folders:
        folder = posixpath.dirname(folder)
    return folders.get(folder, False)


def _written_tries(kb: KnowledgeBase) -> Iterator[Try]:
    """Those that have a file of their own."""
    yield from (one for group in kb.tries.values() for one in group if not one.from_entry)
    yield from kb.stray_tries
