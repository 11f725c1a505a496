"""Entries as they are kept: each is read when somebody asks for it; those that were edited are as they are now."""

from __future__ import annotations

from collections.abc import Callable, Container, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import replace
from typing import Any, NamedTuple, overload

from cop_kb.model.entry import Credit, Entry
from cop_kb.model.error import CopKbError
from cop_kb.reading.face import face
from cop_kb.reading.kept_files import KeptFiles

FORM = 7
"""Goes up with the form of what is kept."""
MANY, SHARE = 50, 10
"""Who has asked for so many entries, one by one, and for one in so many, is about to ask for all."""
Known = Sequence[tuple[str, str, Credit]]
"""Of each entry its file's uri, its slug, and what Git knows of it."""
Read = Callable[[str], Any]


class Edited(NamedTuple):
    """An entry, and what it was before it was edited."""

    before: Entry
    now: Entry


class KeptEntries(Sequence[Entry]):
    """Entries of which uri, slug and credit are ``known``, in order; each is read once, when somebody asks for it."""

    def __init__(self, files: KeptFiles, key: bytes, known: Known, read: Read, entries: Iterable[Entry] = ()) -> None:
        self.uris = [uri for uri, _, _ in known]
        self.slugs = [slug for _, slug, _ in known]
        self.key = key
        """By which is kept what is made of all entries."""
        self._files, self._known, self._read = files, known, read
        self._entries = dict(enumerate(entries))
        self.edits: tuple[Edited, ...] = ()
        self.come: tuple[Entry, ...] = ()
        """Those of which nothing is known that is made of all entries."""

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
            is_one = len(self._entries) < max(MANY, len(self) // SHARE)
            self._take([number]) if is_one else self.take_all()
        return self._entries[number]

    def __iter__(self) -> Iterator[Entry]:
        self.take_all()
        return (self._entries[number] for number in range(len(self)))

    def find(self, name: str) -> Any:
        """What was kept under a name, None where nothing was."""
        kept = self._files.file(f"{name}-{FORM}.sqlite")
        return kept.find([self.key]).get(self.key) if kept else None

    def keep(self, name: str, made: Any) -> None:
        """Keep something under a name, for as long as the entries are the same."""
        if kept := self._files.file(f"{name}-{FORM}.sqlite"):
            kept.keep({self.key: made}, [])

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

    def at_a_glance(self, there: Container[str], new: Sequence[Entry]) -> KeptEntries:
        """The same with new entries, and without those whose files are there no more."""
        nothing: Credit = (None, None, (), ())
        known = [(each.source.uri, each.slug, nothing) for each in new]
        known += [each for each in self._known if each[0] in there]
        found = KeptEntries(self._files, self.key, known, self._read, new)
        found.come = tuple(new)
        return found

    def take_all(self) -> None:
        """Read all that have not been read."""
        self._take(range(len(self)))

    def _take(self, numbers: Sequence[int]) -> None:
        missing = [number for number in numbers if number not in self._entries]
        found = self._files.find(self._known[number][0] for number in missing)
        for number in missing:
            uri = self._known[number][0]
            entry = found[uri] if uri in found else self._read(uri)
            if not isinstance(entry, Entry):
                raise CopKbError(f"{uri} was changed while it was read. Try again.")
            self._entries[number] = self._credited(entry, number)

    def _credited(self, entry: Entry, number: int) -> Entry:
        _, slug, credit = self._known[number]
        return replace(entry, slug=slug).with_credit(credit)


class BySlug(Mapping[str, Entry]):
    """The entries by their slugs."""

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
