"""The knowledge base at a glance: as it was when it was read last, for who begins an entry and waits for it.

Only the names of files are looked at, and only the texts of new ones: what an entry says is read once somebody asks
for it, but words that were changed in it do not find it, and what follows from all entries together is as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cop_kb.model.addresses import is_markdown
from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.reading.files import Found
from cop_kb.reading.given import given, kept_files, reader
from cop_kb.reading.kept_entries import BySlug, KeptEntries
from cop_kb.reading.opened import Opened

MANY = 200
"""With so many new entries, all is better read."""


def glance(settings: Settings, today: date) -> KnowledgeBase | None:
    """The entries that are there; None where nothing is known of most of them.

    Raises CopKbError for settings or declarations that cannot be used.
    """
    base = given(settings, today)
    read = reader(base)
    kept = Opened(kept_files(base, ()), (), lambda uri: read(Found(uri))).find_last(base)
    if kept is None or not isinstance(kept.entries, KeptEntries):
        return None
    there = frozenset(uri for each in base.types.values() for uri in _texts(settings, each.plural))
    known = {*kept.entries.uris, *(each.source.uri for each in kept.pages), *(each.uri for each in kept.unread)}
    new = sorted(there - known)
    if len(new) > MANY:
        return None
    items = [read(Found(uri)) for uri in new]
    entries = kept.entries.at_a_glance(there, [each for each in items if isinstance(each, Entry)])
    unread = (*kept.unread, *(each for each in items if isinstance(each, Source)))
    by_slug = BySlug(entries)
    slugs = {slug: now for slug, now in kept.slugs.items() if now in by_slug}
    slugs |= {each.slug: each.slug for each in entries.come}
    return replace(kept, entries=entries, by_slug=by_slug, unread=unread, slugs=slugs)


def _texts(settings: Settings, plural: str) -> Iterator[str]:
    """The uris of all Markdown below the folder of a type."""
    content = os.fspath(settings.content_folder)
    for folder, _, names in os.walk(os.path.join(content, plural)):  # noqa: PTH118 - it has to be quick
        prefix = folder[len(content) + 1 :].replace(os.sep, "/")
        yield from (f"{prefix}/{name}" for name in names if is_markdown(name))
