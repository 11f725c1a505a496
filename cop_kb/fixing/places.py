"""Where an entry may go: what somebody writes as its new place, and what is in the way there."""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase

FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an entry goes: its type, its slug, and the folder in the type's ("" for none)."""

    type: EntryType
    slug: str
    folder: str = ""

    @property
    def address(self) -> str:
        """The entry's address on the site, without the last slash."""
        return f"{self.type.plural}/{self.slug}"

    def path(self, *, is_folder: bool) -> str:
        """The entry's file in the content folder, or its folder."""
        name = self.slug if is_folder else f"{self.slug}.md"
        return posixpath.join(self.type.plural, self.folder, name)


def folder_of(entry: Entry) -> str:
    """The folder in its type's in which an entry lies; "" for none."""
    return posixpath.dirname(entry.folder or entry.source.uri).partition("/")[2]


def target_from(kb: KnowledgeBase, entry: Entry, written: str) -> Target:
    """The place meant by a slug, a slug in a folder (``chatter/blade``), or the path of a file that is not there yet.

    A slug alone stays in the entry's folder, a folder alone (``chatter/``) keeps the slug. Raises CopKbError for a
    place in another type's folder, or in none.
    """
    path = written.strip().replace(os.sep, "/")
    path = posixpath.normpath(path + (entry.slug if path.endswith("/") else "")).lstrip("/")
    path = path.removeprefix(f"{kb.settings.content}/").removesuffix("/index.md").removesuffix(".md")
    first, _, rest = path.partition("/")
    if first == entry.type.plural and rest:
        folder, slug = posixpath.split(rest)
        return Target(entry.type, slug, _checked(kb, entry, folder))
    other = next((each for each in kb.types.values() if rest and first == each.plural), None)
    if other:
        raise CopKbError(f"That is the place of a {other.name}: first “cop-kb retype {entry.slug} {other.name}”.")
    folder, slug = posixpath.split(path)
    return Target(entry.type, slug, _checked(kb, entry, folder) if folder else folder_of(entry))


def _checked(kb: KnowledgeBase, entry: Entry, folder: str) -> str:
    """A folder that is there, or may be made."""
    is_there = (kb.settings.content_folder / entry.type.plural / folder).is_dir()
    for part in filter(None, folder.split("/")):
        if part.startswith(".") or not (is_there or FOLDER.fullmatch(part)):
            raise CopKbError(f"“{part}” is no folder here: a new one has lower-case letters, digits and hyphens.")
    return folder


def check_place(kb: KnowledgeBase, entry: Entry, target: Target, there: str) -> None:
    """Raise CopKbError where another file, entry or address is in the way."""
    path = kb.settings.content_folder / there
    if os.path.lexists(path) and not path.samefile(kb.settings.content_folder / (entry.folder or entry.source.uri)):
        raise CopKbError(f"{kb.settings.content}/{there} is there already.")
    here = entry.source.uri
    folders = (f"{each.folder}/" for each in kb.entries if each.folder and each is not entry)
    if owner := next((each for each in folders if there.startswith(each) and not here.startswith(each)), None):
        raise CopKbError(f"{kb.settings.content}/{owner} is the folder of an entry: take another.")
    inside = next((each for each in kb.entries if entry.folder and each.source.uri.startswith(f"{entry.folder}/")
                   and each is not entry), None)  # fmt: skip
    if inside and target.type is not entry.type:
        raise CopKbError(f"{inside.source.path} lies in its folder, and would become a {target.type.name} too.")
    if entry.folder and there.startswith(f"{entry.folder}/"):
        raise CopKbError(f"{kb.settings.content}/{there} lies in the entry's own folder: take another.")
    if entry.folder and target.slug.casefold() in kb.topic_words:
        raise CopKbError(f"“{target.slug}” is a topic: the index.md in a folder of that name introduces the topic.")
    other = kb.addresses.find(f"/{target.address}", "")
    if other not in (None, entry.uri):
        raise CopKbError(f"The address {target.address} is taken: it leads to {other}.")
