"""A file of the content folder → what its place and its name say it is: an entry, a page, a try, an attachment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from cop_kb.markdown.document import read_document
from cop_kb.model.addresses import composed, is_markdown
from cop_kb.model.entry import Attachment, Entry, PlainPage, Try
from cop_kb.model.entry_type import EntryType
from cop_kb.model.node import Scalar
from cop_kb.model.settings import Settings
from cop_kb.model.source import Source
from cop_kb.model.yaml_text import plain
from cop_kb.reading.entries import read_entry, slug_of, title_of_name
from cop_kb.reading.file_kinds import is_named, refusal
from cop_kb.reading.files import Found, misnamed, read_source
from cop_kb.reading.svg import svg_trouble
from cop_kb.reading.tries import FOLDER, read_try

INTRODUCTIONS = frozenset({"index.md", "_index.md", "readme.md"})
NOT_READ = frozenset({"unreadable-file", "heavy-markdown"})
Item = Entry | PlainPage | Attachment | Try | Source | None
"""What a file is: a source is one that could not be read, None one that says nothing."""


@dataclass(slots=True)
class Items:
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


def take(found: Found, settings: Settings, by_plural: Mapping[str, EntryType], words: Mapping[str, str]) -> Item:
    """Read one file. ``by_plural`` are the types by the name of their folder, ``words`` leads a topic's to its key."""
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
    return take_text(source, settings, by_plural, words)


def take_text(
    source: Source, settings: Settings, by_plural: Mapping[str, EntryType], words: Mapping[str, str]
) -> Entry | PlainPage:
    """The entry or the page that a text is, by its place."""
    uri = source.uri
    entry_type = by_plural.get(uri.partition("/")[0])
    folders = PurePosixPath(composed(uri)).parts[1:-1]
    topic = next((words[part.casefold()] for part in reversed(folders) if part.casefold() in words), "")
    if entry_type is None or "/" not in uri or _introduces(uri, folders, words):
        return _plain_page(source, entry_type, folders, words)
    return read_entry(source, entry_type, settings.facets, topic, words)


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
    parts = read_document(source.text, source.body_start).outline
    meta = plain(source.front_matter) or {}
    heading = next((heading.text for heading in parts.headings if heading.level == 1), "")
    said = source.value("title")
    written = " ".join(said.text.split()) if isinstance(said, Scalar) and not said.is_empty else ""
    title = written or heading or title_of_name(slug_of(source.uri))
    introduces = ""
    if entry_type is not None:
        introduces = words.get(folders[-1].casefold(), "") if folders else entry_type.plural
    return PlainPage(source, title, parts, meta, introduces)
