"""A knowledge base in which nothing has changed: what follows from all is there, an entry is read when asked for.

So a command that is about one entry takes as long for thousands as for a few.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import fields, replace
from datetime import date
from typing import Any, overload

from cop_kb.model.entry import Entry
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.kept import fingerprint
from cop_kb.reading.kept_files import KeptFiles

FORM = 1
"""Goes up with the form of what is kept."""
NAME = f"opened-{FORM}.sqlite"
GIVEN = frozenset({"settings", "today", "types", "topics", "people", "data_files", "entries", "by_slug"})
FOLLOWS = tuple(each.name for each in fields(KnowledgeBase) if each.name not in GIVEN)
"""What follows from all files together."""
MANY = 50
"""Who has asked for so many entries, one by one, is about to ask for all."""
Credit = tuple[date | None, date | None, tuple[str, ...]]
Known = Sequence[tuple[str, str, Credit]]
"""Of each entry its file's uri, its slug, and what Git knows of it."""
Read = Callable[[str], Any]


def remembered(kb: KnowledgeBase, name: str, make: Callable[[KnowledgeBase], Any]) -> Any:
    """What ``make`` makes of a knowledge base, plain data: the same as before where nothing has changed."""
    return kb.entries.remembered(name, lambda: make(kb)) if isinstance(kb.entries, KeptEntries) else make(kb)


class Opened:
    """What is kept of the knowledge base of some files; ``depends`` is what else it follows from.

    ``read`` reads an entry that is not kept, by uri.
    """

    def __init__(self, files: KeptFiles, depends: Any, read: Read) -> None:
        self._files, self._kept, self._read = files, files.file(NAME), read
        self._key = fingerprint(files.state, depends)

    def find(self, base: KnowledgeBase) -> KnowledgeBase | None:
        """The knowledge base on top of what was given, ``base``; None where something has changed."""
        found = self._kept.find([self._key]) if self._kept else {}
        if self._key not in found:
            return None
        follows, known = found[self._key]
        entries = KeptEntries(self._files, self._key, known, self._read)
        return replace(base, **dict(zip(FOLLOWS, follows, strict=True)), entries=entries, by_slug=BySlug(entries))

    def keep(self, kb: KnowledgeBase) -> KnowledgeBase:
        """Keep one that was read, for as long as nothing changes; what is made of that can be remembered, too."""
        if self._kept is None:
            return kb
        known = [(each.source.uri, each.slug, (each.created, each.changed, each.writers)) for each in kb.entries]
        self._kept.keep({self._key: ([getattr(kb, name) for name in FOLLOWS], known)}, [])
        return replace(kb, entries=KeptEntries(self._files, self._key, known, self._read, kb.entries))


class KeptEntries(Sequence[Entry]):
    """Entries of which uri, slug and credit are ``known``, in order; each is read once, when somebody asks for it."""

    def __init__(self, files: KeptFiles, key: bytes, known: Known, read: Read, entries: Iterable[Entry] = ()) -> None:
        self.slugs = [slug for _, slug, _ in known]
        self._files, self._key, self._known, self._read = files, key, known, read
        self._entries = dict(enumerate(entries))

    def __len__(self) -> int:
        return len(self._known)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        if isinstance(at, slice):
            return list(self)[at]
        number = range(len(self))[at]
        if number not in self._entries:
            self._take([number]) if len(self._entries) < MANY else self.take_all()
        return self._entries[number]

    def __iter__(self) -> Iterator[Entry]:
        self.take_all()
        return (self._entries[number] for number in range(len(self)))

    def remembered(self, name: str, make: Callable[[], Any]) -> Any:
        """What was kept under a name for the same entries, or else what is made now."""
        kept = self._files.file(f"{name}-{FORM}.sqlite")
        found = kept.find([self._key]) if kept else {}
        if self._key in found:
            return found[self._key]
        made = make()
        if kept:
            kept.keep({self._key: made}, [])
        return made

    def take_all(self) -> None:
        """Read all that have not been read."""
        self._take(range(len(self)))

    def _take(self, numbers: Sequence[int]) -> None:
        missing = [number for number in numbers if number not in self._entries]
        found = self._files.find(self._known[number][0] for number in missing)
        for number in missing:
            uri, slug, (created, changed, writers) = self._known[number]
            entry = found[uri] if uri in found else self._read(uri)
            if not isinstance(entry, Entry) or entry.slug != slug:
                raise CopKbError(f"{uri} was changed while it was read. Try again.")
            self._entries[number] = replace(entry, created=created, changed=changed, writers=writers)


class BySlug(Mapping[str, Entry]):
    """The first entry of each slug."""

    def __init__(self, entries: KeptEntries) -> None:
        self._entries = entries
        self._numbers: dict[str, int] = {}
        for number, slug in enumerate(entries.slugs):
            self._numbers.setdefault(slug, number)

    def __getitem__(self, slug: str) -> Entry:
        return self._entries[self._numbers[slug]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def items(self) -> ItemsView[str, Entry]:
        """Who goes through all of them reads all at once."""
        self._entries.take_all()
        return super().items()

    def values(self) -> ValuesView[Entry]:
        """As ``items``."""
        self._entries.take_all()
        return super().values()

    def __contains__(self, slug: object) -> bool:
        return slug in self._numbers
