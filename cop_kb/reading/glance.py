"""The knowledge base at a glance: as it was when it was read last, for who writes something and waits for it.

Only the names of the entries' files are looked at, and only the texts of new ones. What an entry says is read once
somebody asks for it; but words that were changed in it do not find it, and what follows from others is as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from cop_kb.model.addresses import composed, is_markdown
from cop_kb.model.entry import Entry, Try
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.reading.collecting import old_slug, with_tries_of
from cop_kb.reading.credited import completed, is_silent
from cop_kb.reading.file_kinds import HARMLESS
from cop_kb.reading.files import Found
from cop_kb.reading.git import Answer, is_tracked
from cop_kb.reading.given import given, kept_files, reader
from cop_kb.reading.history import Log, find_log
from cop_kb.reading.kept_entries import BySlug, KeptEntries
from cop_kb.reading.opened import Opened, come, entry_of
from cop_kb.reading.persons import joined_by
from cop_kb.reading.project import link_on_the_way
from cop_kb.reading.tries import FOLDER

MANY = 200
"""With so many new entries, all is better read."""


def glance(settings: Settings, today: date, *, has_credit: bool | None = None) -> KnowledgeBase | None:
    """The entries that are there; None where nothing is known of most of them.

    They have Git's credit or have none; None: whichever is known. Raises CopKbError for settings or declarations that
    cannot be used.
    """
    base = given(settings, today)
    read = reader(base)
    kept = Opened(kept_files(base, ()), (), lambda uri: read(Found(uri))).find_last(base, has_credit=has_credit)
    if kept is None or not isinstance(kept.entries, KeptEntries):
        return None
    there = frozenset(uri for each in base.types.values() for uri in _texts(settings, each.plural))
    known = {*kept.entries.uris, *(each.source.uri for each in kept.pages), *(each.uri for each in kept.unread)}
    new = sorted(there - known)
    if len(new) > MANY:
        return None
    items = [read(Found(uri)) for uri in new]
    entries = kept.entries.at_a_glance(there, [each for each in items if isinstance(each, Entry)])
    by_slug = BySlug(entries)
    new_slugs = {each.slug: each.slug for each in entries.come}
    slugs = {old_slug(alias): each.slug for each in entries.come for alias in each.texts("aliases")}
    slugs |= {slug: now for slug, now in kept.slugs.items() if now in by_slug and now not in new_slugs} | new_slugs
    unread = (*kept.unread, *(each for each in items if isinstance(each, Source)))
    return replace(kept, entries=entries, by_slug=by_slug, slugs=slugs, unread=unread)


def glance_at(slug: str, settings: Settings, today: date) -> KnowledgeBase | None:
    """The knowledge base at a glance, but for the tries and the standing of one entry, which are as they are now.

    None for an entry that came since, too: its first author is not known; and where a try came since of which only the
    whole log tells who it is by. Raises as ``glance`` does.
    """
    log = find_log(settings.root, may_be_absent=True) if settings.git else None
    kb = glance(settings, today, has_credit=log is not None)
    now = kb.slugs.get(slug) if kb else None
    if kb is None or now is None or now in {each.slug for each in come(kb)} or entry_of(kb, now) is None:
        return None
    kb = replace(kb, people=joined_by(kb.people, log.mailmap)) if log else kb
    read, names = reader(kb), {each for each, meant in kb.slugs.items() if meant == now}
    folders = (each for each in _folders(settings, FOLDER) if composed(each) in names)
    items = [read(Found(uri)) for folder in folders for uri in _texts(settings, f"{FOLDER}{folder}")]
    before = kb.tries.get(now, ())
    tries = [_completed(replace(each, slug=now), kb, before, log) for each in items if isinstance(each, Try)]
    known = [each for each in tries if each]
    return with_tries_of(kb, now, [*known, *(each for each in before if each.from_entry)]) if known == tries else None


def _completed(one: Try, kb: KnowledgeBase, before: Iterable[Try], log: Log | None) -> Try | None:
    """The try with who and when; None where only the whole log tells them."""
    if one.source is None or not is_silent(one) or not kb.settings.git:
        return one
    was = next((each for each in before if each.source and each.source.uri == one.source.uri), None)
    if was:
        return replace(one, who=one.who or was.who, date=one.date or was.date)
    if log is None or is_tracked(kb.settings.root, Path(one.source.path)) is not Answer.NO:
        return None
    return completed(one, kb, {}, log.user)


def _folders(settings: Settings, below: str) -> list[str]:
    """The names of the folders in one of the content."""
    folder = settings.content_folder / below
    _, folders, _ = next(os.walk(folder), ("", [], []))
    return [] if link_on_the_way(settings.content_folder, folder) else folders


def _texts(settings: Settings, below: str) -> Iterator[str]:
    """The uris of all Markdown below a folder of the content."""
    content = os.fspath(settings.content_folder)
    if link_on_the_way(settings.content_folder, settings.content_folder / below):
        return
    for folder, folders, names in os.walk(os.path.join(content, below)):  # noqa: PTH118 - it has to be quick
        folders[:] = [name for name in folders if not _is_left_out(name)]
        prefix = folder[len(content) + 1 :].replace(os.sep, "/")
        yield from (f"{prefix}/{name}" for name in names if is_markdown(name) and not _is_left_out(name))


def _is_left_out(name: str) -> bool:
    """Whether nothing of this name is an entry: a dot file, or what tools leave there."""
    return name.startswith(".") or name.lower() in HARMLESS
