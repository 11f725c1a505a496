"""A knowledge base as it was: what follows from all entries is there, an entry is read when asked for.

So a command that is about one entry takes as long for thousands as for a few. It is so where nothing has changed, and
where entries were edited so that others see the same of them (``reading.face``).
"""

from __future__ import annotations

from collections.abc import Callable, Container, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import fields, replace
from datetime import date
from typing import Any, NamedTuple, overload

from cop_kb.model.entry import Entry
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.face import face
from cop_kb.reading.kept import fingerprint
from cop_kb.reading.kept_files import KeptFiles

FORM = 2
"""Goes up with the form of what is kept."""
NAME = f"opened-{FORM}.sqlite"
GIVEN = frozenset({"settings", "today", "types", "topics", "people", "data_files", "entries", "by_slug", "scope"})
FOLLOWS = tuple(each.name for each in fields(KnowledgeBase) if each.name not in GIVEN)
"""What follows from all files together."""
MANY = 50
"""Who has asked for so many entries, one by one, is about to ask for all."""
EDITED = 20
"""So many edited entries, at most, are looked at one by one."""
Credit = tuple[date | None, date | None, tuple[str, ...]]
Known = Sequence[tuple[str, str, Credit]]
"""Of each entry its file's uri, its slug, and what Git knows of it."""
Read = Callable[[str], Any]
Again = Callable[[KnowledgeBase, Any], Any]


class Edited(NamedTuple):
    """An entry, and what it was before it was edited."""

    before: Entry
    now: Entry


def remembered(
    kb: KnowledgeBase,
    name: str,
    make: Callable[[KnowledgeBase], Any],
    again: Again | None = None,
) -> Any:
    """What ``make`` makes of a knowledge base, plain data: the same as before where nothing has changed.

    Without ``again`` it follows from no more of the entries than others see of them. Else that makes it of what was
    made before some entries were edited; None where that does not do.
    """
    found = recalled(kb, name, again)
    if found is None:
        found = make(kb)
        if isinstance(kb.entries, KeptEntries) and not (again and kb.entries.edits):
            kb.entries.keep(name, found)
    return found


def recalled(kb: KnowledgeBase, name: str, again: Again | None = None) -> Any:
    """What is remembered under a name, as ``remembered`` has it; None where nothing is."""
    found = kb.entries.find(name) if isinstance(kb.entries, KeptEntries) else None
    return again(kb, found) if again and found is not None and edits(kb) else found


def edits(kb: KnowledgeBase) -> tuple[Edited, ...]:
    """The entries that were edited since what is remembered was made, so that others see nothing new."""
    return kb.entries.edits if isinstance(kb.entries, KeptEntries) else ()


def files_of(kb: KnowledgeBase) -> list[str]:
    """The uris of the files of all entries, also of those whose slug another had first."""
    known = kb.entries.uris if isinstance(kb.entries, KeptEntries) else [each.source.uri for each in kb.entries]
    return list(known)


class Opened:
    """What is kept of the knowledge base of some files; ``depends`` is what else it follows from.

    ``read`` reads an entry that is not kept, by uri.
    """

    def __init__(self, files: KeptFiles, depends: Any, read: Read) -> None:
        self._files, self._kept, self._read = files, files.file(NAME), read
        self._key, self._last = fingerprint(files.state, depends), fingerprint(files.others, depends)

    def find(self, base: KnowledgeBase) -> KnowledgeBase | None:
        """The knowledge base on top of what was given, ``base``; None where others may see what has changed."""
        if self._kept is None:
            return None
        kept = self._kept.find([self._key, self._last])
        if self._key in kept:
            return self._as_it_was(base, self._key, kept[self._key])
        before, digests = kept.get(self._last, (b"", {}))
        other = [uri for uri, digest in self._files.digests.items() if digests.get(uri) != digest]
        if digests.keys() != self._files.digests.keys() or len(other) > EDITED:
            return None
        kept = self._kept.find([before])
        kb = self._as_it_was(base, before, kept[before]) if before in kept else None
        return kb if kb and self._edit(kb, {uri: digests[uri] for uri in other}) else None

    def _as_it_was(self, base: KnowledgeBase, key: bytes, kept: tuple[list[Any], Known]) -> KnowledgeBase:
        follows, known = kept
        entries = KeptEntries(self._files, key, known, self._read)
        return replace(base, **dict(zip(FOLLOWS, follows, strict=True)), entries=entries, by_slug=BySlug(entries))

    def _edit(self, kb: KnowledgeBase, digests: Mapping[str, str]) -> bool:
        """Read some files anew that said something else when these digests were taken; whether that does."""
        before = self._files.find_as(digests)
        naming = {place.path for places in kb.wanted.values() for place in places}
        return all(
            uri in before and isinstance(kb.entries, KeptEntries) and kb.entries.edit(uri, before[uri], naming)
            for uri in digests
        )

    def keep(self, kb: KnowledgeBase) -> KnowledgeBase:
        """Keep one that was read, for as long as nothing changes; what is made of that can be remembered, too."""
        if self._kept is None:
            return kb
        known = [(each.source.uri, each.slug, (each.created, each.changed, each.writers)) for each in kb.entries]
        follows = [getattr(kb, name) for name in FOLLOWS]
        self._kept.keep({self._key: (follows, known), self._last: (self._key, self._files.digests)}, [])
        return replace(kb, entries=KeptEntries(self._files, self._key, known, self._read, kb.entries))


class KeptEntries(Sequence[Entry]):
    """Entries of which uri, slug and credit are ``known``, in order; each is read once, when somebody asks for it."""

    def __init__(self, files: KeptFiles, key: bytes, known: Known, read: Read, entries: Iterable[Entry] = ()) -> None:
        self.uris = [uri for uri, _, _ in known]
        self.slugs = [slug for _, slug, _ in known]
        self._files, self._key, self._known, self._read = files, key, known, read
        self._entries = dict(enumerate(entries))
        self.edits: tuple[Edited, ...] = ()

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

    def find(self, name: str) -> Any:
        """What was kept under a name, None where nothing was."""
        kept = self._files.file(f"{name}-{FORM}.sqlite")
        return kept.find([self._key]).get(self._key) if kept else None

    def keep(self, name: str, made: Any) -> None:
        """Keep something under a name, for as long as the entries are the same."""
        if kept := self._files.file(f"{name}-{FORM}.sqlite"):
            kept.keep({self._key: made}, [])

    def edit(self, uri: str, before: Any, naming: Container[str]) -> bool:
        """Read an entry anew that was another ``before``, unless others may see that.

        They may where its file is among those ``naming`` what nobody has written: the places are known.
        """
        number = self.uris.index(uri) if uri in self.uris else -1
        now = self._read(uri)
        if number < 0 or not isinstance(now, Entry) or not isinstance(before, Entry) or now.source.path in naming:
            return False
        if face(now) != face(before):
            return False
        self._entries[number] = self._credited(now, number)
        self.edits += (Edited(before, self._entries[number]),)
        return True

    def take_all(self) -> None:
        """Read all that have not been read."""
        self._take(range(len(self)))

    def _take(self, numbers: Sequence[int]) -> None:
        missing = [number for number in numbers if number not in self._entries]
        found = self._files.find(self._known[number][0] for number in missing)
        for number in missing:
            uri, slug, _ = self._known[number]
            entry = found[uri] if uri in found else self._read(uri)
            if not isinstance(entry, Entry) or entry.slug != slug:
                raise CopKbError(f"{uri} was changed while it was read. Try again.")
            self._entries[number] = self._credited(entry, number)

    def _credited(self, entry: Entry, number: int) -> Entry:
        created, changed, writers = self._known[number][2]
        return replace(entry, created=created, changed=changed, writers=writers)


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
