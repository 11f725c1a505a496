"""The knowledge base as it is published: without what its authors withhold, as if nobody had written that."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import unquote

from cop_kb.model.entry import Attachment, Entry, PlainPage, Try
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.collecting import called, collect, names_of
from cop_kb.reading.excerpts import file_names
from cop_kb.reading.items import take_text

SHOWN = re.compile(r"\\?\|.*", re.DOTALL)
"""From the bar on, what a ``[[…|…]]`` shows."""


def without_withheld(kb: KnowledgeBase) -> KnowledgeBase:
    """What is published: as if nobody had written what is withheld, but that others may name it.

    Without it go the tries of it, the files beside it, and those that it alone links to.
    """
    if not kb.withheld:
        return kb
    entries = tuple(_without_titles(each, kb) for each in kb.entries if each.source.uri not in kb.withheld)
    pages = tuple(_without_titles(each, kb) for each in kb.pages if each.source.uri not in kb.withheld)
    hidden = [each for each in kb.entries if each.source.uri in kb.withheld]
    names = {name for each in hidden for name in names_of(each)}
    there = {name for each in entries for name in names_of(each)}
    public = replace(
        kb,
        entries=entries,
        pages=pages,
        attachments=tuple(_attachments(kb)),
        withheld=frozenset(),
        unpublished=frozenset((names | called(hidden).keys()) - there - called(entries).keys()),
    )
    return collect(public, (one for one in _written_tries(kb) if one.slug in there))


Text = TypeVar("Text", Entry, PlainPage)


def _without_titles(text: Text, kb: KnowledgeBase) -> Text:
    """A text whose ``[[…]]`` name what is withheld by its slug: its title may stand in no output."""
    source, links = text.source, text.outline.links
    found = [(link, slug) for link in links if link.kind == "wiki" and (slug := _withheld_by_title(link.target, kb))]
    if not found:
        return text
    parts: list[str] = []
    at = 0
    for link, slug in sorted(found, key=lambda each: each[0].start):
        words = SHOWN.search(source.text, link.start, link.end)
        parts += [source.text[at : link.start], f"[[{slug}{words[0] if words else ']]'}"]
        at = link.end
    said = replace(source, text="".join((*parts, source.text[at:])))
    by_plural = {each.plural: each for each in kb.types.values()}
    again = take_text(said, kb.settings, by_plural, kb.topic_words)
    if isinstance(text, Entry) and isinstance(again, Entry):
        return replace(again, slug=text.slug).with_credit(text.credit)
    return again if isinstance(again, type(text)) else text


def _withheld_by_title(target: str, kb: KnowledgeBase) -> str:
    """The slug of what is withheld where a reference has another name of it; else ""."""
    meant = kb.refer(target)
    if meant.name in kb.slugs or not all(kb.by_slug[slug].source.uri in kb.withheld for slug in meant.slugs):
        return ""
    return next(iter(meant.slugs), "")


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
