"""The folder of a ``mkdocs.yml`` → the knowledge base: every file is read once, as what its place says it is."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path

from cop_kb.entry_types import load_types
from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError
from cop_kb.model.history import History
from cop_kb.model.knowledge_base import KnowledgeBase, Person
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.reading.collecting import collect
from cop_kb.reading.files import Found, content_files, read_source
from cop_kb.reading.history import Log, find_log
from cop_kb.reading.items import Item, Items, take
from cop_kb.reading.kept_files import FEW, KeptFiles
from cop_kb.reading.kinds import check_kinds
from cop_kb.reading.opened import Opened, entry_in
from cop_kb.reading.vocabulary import read_data, read_people, read_topics, topic_words
from cop_kb.reading.words import in_language

TOPICS, PEOPLE, TYPES = "topics.yml", "people.yml", "entry_types"
Progress = Callable[[int, int], None]


class Git(StrEnum):
    """Whether credit is taken from Git: *needed* stops in a shallow clone, where it would be wrong."""

    NEEDED = "needed"
    IF_WHOLE = "if whole"
    NOT = "not"


def load(
    settings: Settings,
    today: date,
    progress: Progress | None = None,
    git: Git = Git.IF_WHOLE,
    *,
    clean: bool = False,
    opening: bool = False,
    as_edited: bool = True,
    processes: int | None = None,
) -> KnowledgeBase:
    """Read everything below the content folder. ``progress`` is told how many files of how many are read.

    It is read by so many ``processes``, at most; None: as many as there are processors.
    Where it is to be ``clean``, files are read that have not changed since they were read before, too. With
    ``opening``, a knowledge base in which nothing has changed reads an entry only once it is asked for; so does one of
    which entries were edited and others see nothing of that, if it may be given ``as_edited``.

    Raises CopKbError for settings or declarations that cannot be used and where ``git`` is needed and shallow, never
    for content.
    """
    begun = _begin(settings, today, git, clean=clean)
    given, kept, log = begun.given, begun.kept, begun.log
    opened = begun.opened if opening else None
    if opened and (kb := opened.find(given, as_edited=as_edited)):
        return kb
    items = _read(begun.found, begun.read, kept, progress, processes)
    is_kept = kept.keep() if kept else False
    histories = log.read() if log else {}
    entries = tuple(_credited(each, histories.get(each.source.path), given.people) for each in items.entries)
    unread, pages, attachments = tuple(items.unread), tuple(items.pages), tuple(items.attachments)
    kb = replace(given, entries=entries, pages=pages, attachments=attachments, unread=unread)
    kb = collect(kb, items.tries)
    return opened.keep(kb) if opened and is_kept else kb


def reopen(settings: Settings, today: date, git: Git = Git.IF_WHOLE) -> KnowledgeBase | None:
    """The knowledge base as it was kept, with the entries that were edited; None where others may see what is new.

    Raises as ``load`` does.
    """
    begun = _begin(settings, today, git)
    return begun.opened.find(begun.given) if begun.opened else None


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is known before a text is read: what reads it, the files, and what is kept of them."""

    given: KnowledgeBase
    log: Log | None
    found: list[Found]
    read: Callable[[Found], Item]
    kept: KeptFiles | None
    opened: Opened | None


def _begin(settings: Settings, today: date, git: Git, *, clean: bool = False) -> _Begun:
    log = None if git is Git.NOT or not settings.git else find_log(settings.root, may_be_absent=git is Git.IF_WHOLE)
    types = in_language(load_types(settings.root / TYPES), settings.say)
    check_kinds(types)
    for name in settings.clocks:
        if name not in types:
            raise CopKbError(
                f"mkdocs.yml: clocks names “{name}”, which is no entry type. {nearest_hint(name, types)}".rstrip()
            )
    given = _given(settings, today, types)
    by_plural = {entry_type.plural: entry_type for entry_type in types.values()}
    words = topic_words(given.topics)
    read = partial(take, settings=settings, by_plural=by_plural, words=words)
    found = [each for each in content_files(settings.content_folder) if each.uri not in (TOPICS, PEOPLE)]
    anywhere = replace(settings, root=Path())
    kept = KeptFiles(settings, types, (anywhere, types, words), found, clean=clean) if len(found) > FEW else None
    depends = (today, [(each.text, each.troubles) for each in given.data_files], log.key if log else "")
    opened = Opened(kept, depends, lambda uri: read(Found(uri))) if kept else None
    return _Begun(given, log, found, read, kept, opened)


def _given(settings: Settings, today: date, types: Mapping[str, EntryType]) -> KnowledgeBase:
    """What is known before any entry is: types, topics, people."""
    topics_file, people_file = (_data(settings, name) for name in (TOPICS, PEOPLE))
    topics, topic_troubles = read_topics(topics_file)
    people, people_troubles = read_people(people_file)
    return KnowledgeBase(
        settings=settings,
        today=today,
        types=types,
        topics=topics,
        people=people,
        data_files=(
            replace(topics_file, troubles=topics_file.troubles + topic_troubles),
            replace(people_file, troubles=people_file.troubles + people_troubles),
        ),
    )


def with_entry_again(kb: KnowledgeBase, path: Path) -> tuple[KnowledgeBase, Entry | None]:
    """A knowledge base for the page of one entry, which is read anew from its file; None where it is no sound one.

    What follows from all entries together, as relations and states, is as it was: only ``load`` works that out.
    """
    old = entry_in(kb, os.path.relpath(path, kb.settings.content_folder).replace(os.sep, "/"))
    if old is None or kb.by_slug[old.slug] is not old or not path.is_file():
        return kb, None
    by_plural = {entry_type.plural: entry_type for entry_type in kb.types.values()}
    found = Found(old.source.uri, path.stat().st_size)
    new = take(found, kb.settings, by_plural, kb.topic_words)
    if not isinstance(new, Entry) or new.slug != old.slug or new.troubles or new.source.troubles:
        return kb, None
    new = replace(new, created=old.created, changed=old.changed, writers=old.writers)
    return replace(kb, by_slug=ChainMap({new.slug: new}, kb.by_slug)), new  # type: ignore[arg-type]  # only read


def _read(
    found: Collection[Found],
    read: Callable[[Found], Item],
    kept: KeptFiles | None,
    progress: Progress | None,
    processes: int | None,
) -> Items:
    """Every file; what says the same as before, from what was kept."""
    known = kept.find() if kept else {}
    missing = [each for each in found if each.uri not in known]
    new = kept.read(missing, read, processes) if kept else map(read, missing)
    items = Items()
    for number, each in enumerate(found, 1):
        items.put(known[each.uri] if each.uri in known else next(new))
        if progress:
            progress(number, len(found))
    return items


def _credited(entry: Entry, history: History | None, people: Mapping[str, Person]) -> Entry:
    """The entry with what Git knows of it; its writers as the ids of people who are known, else by name."""
    if history is None:
        return entry
    known = (people.get(each.email.casefold()) or people.get(each.name.casefold()) for each in history.writers)
    who = (person.id if person else each.name for person, each in zip(known, history.writers, strict=True))
    writers = tuple(dict.fromkeys(name.partition("@")[0] for name in who))  # no e-mail address, even as a name
    return replace(entry, created=history.created, changed=history.changed, writers=writers)


def _data(settings: Settings, name: str) -> Source:
    shown = f"{settings.content}/{name}"
    if not os.path.lexists(settings.content_folder / name):
        return Source(shown, name)
    return read_data(read_source(settings.content_folder / name, shown, name, settings.max_entry_bytes))
