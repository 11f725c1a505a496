"""The folder of a ``mkdocs.yml`` → the knowledge base: every file is read once, as what its place says it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath

from cop_kb.entry_types import load_types
from cop_kb.model.addresses import composed, is_markdown
from cop_kb.model.entry import Attachment, Entry, PlainPage, Try
from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError
from cop_kb.model.history import History
from cop_kb.model.knowledge_base import KnowledgeBase, Person
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.node import Scalar
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.model.yaml_text import plain
from cop_kb.reading.collecting import collect
from cop_kb.reading.entries import read_entry, slug_of
from cop_kb.reading.file_kinds import is_named, refusal
from cop_kb.reading.files import Found, content_files, misnamed, read_source
from cop_kb.reading.history import read_history
from cop_kb.reading.kept_files import FEW, KeptFiles
from cop_kb.reading.kinds import check_kinds
from cop_kb.reading.markdown import outline
from cop_kb.reading.svg import svg_trouble
from cop_kb.reading.tries import FOLDER, read_try
from cop_kb.reading.vocabulary import read_data, read_people, read_topics, topic_words
from cop_kb.reading.words import in_language

TOPICS, PEOPLE, TYPES = "topics.yml", "people.yml", "entry_types"
INTRODUCTIONS = frozenset({"index.md", "_index.md", "readme.md"})
NOT_READ = frozenset({"unreadable-file", "heavy-markdown"})
Progress = Callable[[int, int], None]
Item = Entry | PlainPage | Attachment | Try | Source | None
"""What a file is: a source is one that could not be read, None one that says nothing."""


@dataclass(slots=True)
class _Files:
    """What was read so far, by what it is."""

    entries: list[Entry] = field(default_factory=list)
    pages: list[PlainPage] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    unread: list[Source] = field(default_factory=list)

    def put(self, item: Item) -> None:
        """Put one where it belongs."""
        if isinstance(item, Entry):
            self.entries.append(item)
        elif isinstance(item, Try):
            self.tries.append(item)
        elif isinstance(item, PlainPage):
            self.pages.append(item)
        elif isinstance(item, Attachment):
            self.attachments.append(item)
        elif item is not None:
            self.unread.append(item)


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
) -> KnowledgeBase:
    """Read everything below the content folder. ``progress`` is told how many files of how many are read.

    Where it is to be ``clean``, files are read that have not changed since they were read before, too.

    Raises CopKbError for settings or declarations that cannot be used and where ``git`` is needed and shallow, never
    for content.
    """
    histories = {} if git is Git.NOT or not settings.git else _histories(settings, git)
    types = in_language(load_types(settings.root / TYPES), settings.say)
    check_kinds(types)
    for name in settings.clocks:
        if name not in types:
            raise CopKbError(
                f"mkdocs.yml: clocks names “{name}”, which is no entry type. {nearest_hint(name, types)}".rstrip()
            )
    topics_file, people_file = (_data(settings, name) for name in (TOPICS, PEOPLE))
    topics, topic_troubles = read_topics(topics_file)
    people, people_troubles = read_people(people_file)
    words = topic_words(topics)
    files = _read(settings, types, words, progress, clean=clean)
    return collect(
        KnowledgeBase(
            settings=settings,
            today=today,
            types=types,
            entries=tuple(_credited(entry, histories.get(entry.source.path), people) for entry in files.entries),
            pages=tuple(files.pages),
            attachments=tuple(files.attachments),
            unread=tuple(files.unread),
            topics=topics,
            people=people,
            data_files=(
                replace(topics_file, troubles=topics_file.troubles + topic_troubles),
                replace(people_file, troubles=people_file.troubles + people_troubles),
            ),
        ),
        files.tries,
    )


def with_entry_again(kb: KnowledgeBase, path: Path) -> tuple[KnowledgeBase, Entry | None]:
    """The knowledge base with one entry read anew from its file, and that entry; None where it is no sound one.

    What follows from all entries together, as relations and states, is as it was: only ``load`` works that out.
    """
    name = os.path.relpath(path, kb.settings.root).replace(os.sep, "/")
    old = next((each for each in kb.by_slug.values() if each.source.path == name), None)
    if old is None or not path.is_file():
        return kb, None
    by_plural = {entry_type.plural: entry_type for entry_type in kb.types.values()}
    found = Found(old.source.uri, path.stat().st_size)
    new = _take(found, kb.settings, by_plural, kb.topic_words)
    if not isinstance(new, Entry) or new.slug != old.slug or new.troubles or new.source.troubles:
        return kb, None
    new = replace(new, created=old.created, changed=old.changed, writers=old.writers)
    entries = tuple(new if each is old else each for each in kb.entries)
    return replace(kb, entries=entries, by_slug={**kb.by_slug, new.slug: new}), new


def _read(
    settings: Settings,
    types: Mapping[str, EntryType],
    words: Mapping[str, str],
    progress: Progress | None,
    *,
    clean: bool,
) -> _Files:
    """Every file of the content folder; what is as it was, from what was kept."""
    by_plural = {entry_type.plural: entry_type for entry_type in types.values()}
    found = [each for each in content_files(settings.content_folder) if each.uri not in (TOPICS, PEOPLE)]
    kept = KeptFiles(settings, types, (settings, types, words), clean=clean) if len(found) > FEW else None
    known = kept.find(found) if kept else {}
    new: dict[Found, Item] = {}
    files = _Files()
    for number, each in enumerate(found, 1):
        if each.uri not in known:
            known[each.uri] = new[each] = _take(each, settings, by_plural, words)
        files.put(known[each.uri])
        if progress:
            progress(number, len(found))
    if kept:
        kept.keep(new, found)
    return files


def _histories(settings: Settings, git: Git) -> Mapping[str, History]:
    return read_history(settings.root, may_be_absent=git is Git.IF_WHOLE)


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


def _take(found: Found, settings: Settings, by_plural: Mapping[str, EntryType], words: Mapping[str, str]) -> Item:
    """Read one file as what its place and name say it is."""
    uri = found.uri
    path = settings.content_folder / uri
    shown = f"{settings.content}/{uri}"
    if source := misnamed(shown, uri):
        return source
    trouble = found.trouble
    if trouble is None and (path.name.startswith(".") or not is_markdown(uri)) and not is_named(uri, settings):
        trouble = refusal(uri) or (svg_trouble(path, settings) if uri.lower().endswith(".svg") else None)
    if trouble:
        return Source(shown, uri, troubles=(trouble,))
    if not is_markdown(uri):
        return None if uri.startswith(FOLDER) else Attachment(uri, shown, found.size)
    if uri.startswith(FOLDER) and path.name.lower() in INTRODUCTIONS:
        return None  # a word about the tries for whoever opens the folder
    source = read_source(path, shown, uri, settings.max_entry_bytes)
    if any(trouble.rule in NOT_READ for trouble in source.troubles):
        return source
    if uri.startswith(FOLDER):
        return read_try(source, settings.facets)
    entry_type = by_plural.get(uri.partition("/")[0])
    folders = PurePosixPath(composed(uri)).parts[1:-1]
    topic = next((words[part.casefold()] for part in reversed(folders) if part.casefold() in words), "")
    if entry_type is None or "/" not in uri or _introduces(uri, folders, words):
        return _plain_page(source, entry_type, folders, words)
    return read_entry(source, entry_type, settings.facets, topic)


def _introduces(uri: str, folders: tuple[str, ...], words: Mapping[str, str]) -> bool:
    """Whether a file below a type's folder introduces a list: an index of it or of a topic's folder in it.

    ``index.md`` in any other folder is an entry with files beside it; ``_index.md`` and ``README.md`` never are.
    """
    name = PurePosixPath(uri).name.lower()
    if name not in INTRODUCTIONS:
        return False
    return name != "index.md" or not folders or folders[-1].casefold() in words


def _plain_page(
    source: Source, entry_type: EntryType | None, folders: tuple[str, ...], words: Mapping[str, str]
) -> PlainPage:
    parts = outline(source.text, source.body_start)
    meta = plain(source.front_matter) or {}
    heading = next((heading.text for heading in parts.headings if heading.level == 1), "")
    said = source.value("title")
    written = " ".join(said.text.split()) if isinstance(said, Scalar) and not said.is_empty else ""
    title = written or heading or slug_of(source.uri).replace("-", " ").capitalize()
    introduces = ""
    if entry_type is not None:
        introduces = words.get(folders[-1].casefold(), "") if folders else entry_type.plural
    return PlainPage(source, title, parts, meta, introduces)
