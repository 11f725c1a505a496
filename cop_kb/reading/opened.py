"""A knowledge base as it was: what follows from all entries is there, an entry is read when asked for.

So a command that is about one entry takes as long for thousands as for a few. It is so where nothing has changed, and
where entries were edited so that others see the same of them (``reading.face``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

from cop_kb.model.entry import Entry
from cop_kb.model.error import CopKbError
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.kept import fingerprint
from cop_kb.reading.kept_entries import FORM, BySlug, Edited, KeptEntries, Known, Read
from cop_kb.reading.kept_files import KeptFiles
from cop_kb.reading.kept_values import Lazily, dumped_each

NAME = f"opened-{FORM}.sqlite"
GIVEN = frozenset(
    {"settings", "today", "types", "topics", "people", "topic_words", "data_files", "entries", "by_slug", "scope"}
)
FOLLOWS = tuple(each.name for each in fields(KnowledgeBase) if each.name not in GIVEN)
"""What follows from all files together."""
OF_EACH = ("tries", "relations_from", "relations_to", "maturities", "freshness")
"""What of it is about one entry, by its slug: read when somebody asks for it."""
EDITED = 20
"""So many edited entries, at most, are looked at one by one."""
Again = Callable[[KnowledgeBase, Any], Any]


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
        if not (again and edits(kb)):
            remember(kb, name, found)
    return found


def remember(kb: KnowledgeBase, name: str, made: Any) -> None:
    """Remember what was made of a knowledge base, for as long as others see the same of its entries."""
    if isinstance(kb.entries, KeptEntries):
        kb.entries.keep(_named(kb, name), made)


def recalled(kb: KnowledgeBase, name: str, again: Again | None = None) -> Any:
    """What is remembered under a name, as ``remembered`` has it; None where nothing is."""
    found = kb.entries.find(_named(kb, name)) if isinstance(kb.entries, KeptEntries) else None
    return again(kb, found) if again and found is not None and edits(kb) else found


def _named(kb: KnowledgeBase, name: str) -> str:
    """Addresses are others in a site that is read from its folder."""
    return name if kb.settings.directory_urls else f"flat_{name}"


def come(kb: KnowledgeBase) -> tuple[Entry, ...]:
    """The entries that came since what is remembered was made."""
    return kb.entries.come if isinstance(kb.entries, KeptEntries) else ()


def edits(kb: KnowledgeBase) -> tuple[Edited, ...]:
    """The entries that were edited since what is remembered was made, so that others see nothing new."""
    return kb.entries.edits if isinstance(kb.entries, KeptEntries) else ()


def with_all_entries(kb: KnowledgeBase) -> KnowledgeBase:
    """The same with every entry read: who looks at all of them, again and again, is quicker with a plain mapping."""
    known: dict[str, Any] = {name: dict(getattr(kb, name)) for name in OF_EACH}
    return replace(kb, by_slug=dict(kb.by_slug.items()), **known)


def base_of(kb: KnowledgeBase) -> str:
    """The same as long as what is remembered holds; "" where nothing is."""
    return kb.entries.key.hex() if isinstance(kb.entries, KeptEntries) else ""


def files_of(kb: KnowledgeBase) -> list[str]:
    """The uris of the files of all entries, also of those whose slug another had first."""
    known = kb.entries.uris if isinstance(kb.entries, KeptEntries) else [each.source.uri for each in kb.entries]
    return list(known)


def entry_in(kb: KnowledgeBase, uri: str) -> Entry | None:
    """The entry in a file."""
    files = files_of(kb)
    return kb.entries[files.index(uri)] if uri in files else None


def entry_of(kb: KnowledgeBase, slug: str) -> Entry | None:
    """The entry of a slug; None where it is gone by now, or cannot be read any more."""
    with suppress(KeyError, CopKbError):
        return kb.by_slug[slug]
    return None


class Opened:
    """What is kept of the knowledge base of some files; ``depends`` is what else it follows from.

    ``read`` reads an entry that is not kept, by uri.
    """

    def __init__(self, files: KeptFiles, depends: Any, read: Read) -> None:
        self._files, self._kept, self._read = files, files.file(NAME), read
        self._key, self._last = fingerprint(files.state, depends), fingerprint(files.others, depends)
        self._any = {has_credit: fingerprint(files.base, has_credit) for has_credit in (True, False)}

    def find(self, base: KnowledgeBase, *, as_edited: bool = True) -> KnowledgeBase | None:
        """The knowledge base on top of what was given, ``base``; None where others may see what has changed.

        Where something may only have changed that others do not see, it is given ``as_edited`` or not at all.
        """
        if self._kept is None:
            return None
        kept = self._kept.find([self._key, self._last])
        if self._key in kept:
            return self._as_it_was(base, self._key, kept[self._key])
        return self._as_edited(base, *kept[self._last]) if as_edited and self._last in kept else None

    def find_last(self, base: KnowledgeBase, *, has_credit: bool | None = None) -> KnowledgeBase | None:
        """The one that was kept last, whatever the files say by now: an entry is read as it is.

        It has Git's credit or has none; None: with it, if there is such a one.
        """
        if self._kept is None:
            return None
        keys = [self._any[each] for each in (True, False) if has_credit in (each, None)]
        found = self._kept.find(keys)
        last = next((found[key] for key in keys if key in found), b"")
        kept = self._kept.find([last])
        return self._as_it_was(base, last, kept[last]) if last in kept else None

    def _as_edited(self, base: KnowledgeBase, before: bytes, digests: Mapping[str, str]) -> KnowledgeBase | None:
        """The one that was kept last, under the key ``before`` and when the files said other things."""
        now = self._files.digests
        other = [uri for uri, digest in now.items() if digests.get(uri) != digest]
        if digests.keys() != now.keys() or len(other) > EDITED:
            return None
        kept = self._kept.find([before]) if self._kept else {}
        kb = self._as_it_was(base, before, kept[before]) if before in kept else None
        return kb if kb and self._edit(kb, {uri: digests[uri] for uri in other}) else None

    def _as_it_was(self, base: KnowledgeBase, key: bytes, kept: tuple[list[Any], Known]) -> KnowledgeBase:
        values, known = kept
        entries = KeptEntries(self._files, key, known, self._read)
        follows = dict(zip(FOLLOWS, values, strict=True))
        follows |= {name: Lazily(follows[name], self._files.load) for name in OF_EACH}
        return replace(base, **follows, entries=entries, by_slug=BySlug(entries))

    def _edit(self, kb: KnowledgeBase, digests: Mapping[str, str]) -> bool:
        """Read some files anew that said something else when these digests were taken; whether that does."""
        before = self._files.find_as(digests)
        naming = {place.path for places in kb.wanted.values() for place in places}
        return all(
            uri in before and isinstance(kb.entries, KeptEntries) and kb.entries.edit(uri, before[uri], naming)
            for uri in digests
        )

    def keep(self, kb: KnowledgeBase, *, has_credit: bool) -> KnowledgeBase:
        """Keep one that was read, for as long as nothing changes; what is made of that can be remembered, too."""
        if self._kept is None:
            return kb
        known = [(each.source.uri, each.slug, each.credit) for each in kb.entries]
        follows = {name: getattr(kb, name) for name in FOLLOWS}
        follows |= {name: dumped_each(follows[name]) for name in OF_EACH}
        last = {self._last: (self._key, self._files.digests), self._any[has_credit]: self._key}
        self._kept.keep({self._key: (list(follows.values()), known), **last}, [])
        return replace(kb, entries=KeptEntries(self._files, self._key, known, self._read, kb.entries))
