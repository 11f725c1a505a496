"""What is known before any entry is read: settings, types, topics and people; and what reads an entry with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from cop_kb.model.entry_type import EntryType, heading_key, singular
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.reading.files import Found, read_source
from cop_kb.reading.items import Item, take
from cop_kb.reading.kept_files import KeptFiles
from cop_kb.reading.kinds import check_kinds
from cop_kb.reading.own_types import types_in
from cop_kb.reading.vocabulary import read_data, read_people, read_topics, topic_words
from cop_kb.reading.words import in_language

TOPICS, PEOPLE, TYPES = "topics.yml", "people.yml", "entry_types"


def given(settings: Settings, today: date) -> KnowledgeBase:
    """The knowledge base without its entries. Raises CopKbError for settings or declarations that cannot be used."""
    types = in_language(types_in((settings.config_folder or settings.root) / TYPES), settings.say)
    check_kinds(types)
    for setting, named in (("clocks", settings.clocks), ("headings", settings.headings)):
        for name in named:
            if name not in types:
                raise _unknown(f"{setting} names “{name}”, which is no entry type.", name, types)
    types = {name: _with_headings(each, settings.headings.get(name, {})) for name, each in types.items()}
    topics_file, people_file = (_data(settings, name) for name in (TOPICS, PEOPLE))
    topics, topic_troubles = read_topics(topics_file)
    people, people_troubles = read_people(people_file)
    return KnowledgeBase(
        settings=settings,
        today=today,
        types=types,
        topics=topics,
        people=people,
        topic_words=topic_words(topics),
        data_files=(
            replace(topics_file, troubles=topics_file.troubles + topic_troubles),
            replace(people_file, troubles=people_file.troubles + people_troubles),
        ),
    )


def _with_headings(entry_type: EntryType, more: Mapping[str, Iterable[str]]) -> EntryType:
    """A type that knows more headings; what they mean is said by a section's name or by a heading of it."""
    headings: dict[str, tuple[str, str]] = {}
    for name, given_headings in more.items():
        meaning = (name, "") if entry_type.section(name) else entry_type.meaning_of(name)
        if not meaning[0]:
            sections = [section.name for section in entry_type.sections]
            raise _unknown(f"headings names “{name}”, which is no section of {entry_type.name}.", name, sections)
        for heading in given_headings:
            headings |= dict.fromkeys((heading_key(heading), singular(heading_key(heading))), meaning)
    return replace(entry_type, headings={**entry_type.headings, **headings}) if headings else entry_type


def _unknown(message: str, name: str, known: Iterable[str]) -> CopKbError:
    return CopKbError(f"mkdocs.yml: {message} {nearest_hint(name, known)}".rstrip())


def reader(kb: KnowledgeBase) -> Callable[[Found], Item]:
    """What makes of a file what its place says it is."""
    by_plural = {entry_type.plural: entry_type for entry_type in kb.types.values()}
    return partial(take, settings=kb.settings, by_plural=by_plural, words=kb.topic_words)


def kept_files(kb: KnowledgeBase, found: Iterable[Found], *, clean: bool = False) -> KeptFiles:
    """What is kept of these files, as ``reader`` would read them."""
    anywhere = replace(kb.settings, root=Path(), config_folder=None, copy_of=None)
    return KeptFiles(kb.settings, kb.types, (anywhere, kb.types, kb.topic_words), found, clean=clean)


def _data(settings: Settings, name: str) -> Source:
    shown = f"{settings.content}/{name}"
    if not os.path.lexists(settings.content_folder / name):
        return Source(shown, name)
    return read_data(read_source(settings.content_folder / name, shown, name, settings.max_entry_bytes))
