"""Two files of one name: both are published, the later one under the name of its folder and its own."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from cop_kb.model.entry import Entry
from cop_kb.reading.entries import slug_of


def with_own_slugs(entries: Iterable[Entry], withheld: Collection[str]) -> tuple[Entry, ...]:
    """The entries in the same order, each with a slug that no other has; ``withheld`` are the files of some, by uri.

    Where files share a name, the entry that came first (Git's first date, then its path) keeps it, of those that are
    published if there is one. Another is called as its folder and its file, ``ice-blade`` for
    ``problems/ice/blade.md``, with a number where that is taken.
    """
    entries = tuple(entries)
    groups = _by_name(entries)
    if len(groups) == len(entries):
        return entries
    taken, own = set(groups), {}
    for name, group in sorted(groups.items()):
        for entry in sorted(group, key=lambda each: (each.source.uri in withheld, *_came(each)))[1:]:
            own[entry.source.uri] = _free(f"{_folder(entry)}-{name}", taken)
            taken.add(own[entry.source.uri])
    return tuple(replace(each, slug=own.get(each.source.uri, each.slug)) for each in entries)


def shared_slugs(entries: Iterable[Entry]) -> Mapping[str, tuple[str, ...]]:
    """The slugs of the entries whose files share a name, by that name; the one that keeps it stands first."""
    return {
        name: tuple(sorted((each.slug for each in group), key=lambda slug: (slug != name, slug)))
        for name, group in sorted(_by_name(entries).items())
        if len(group) > 1
    }


def _by_name(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(slug_of(entry.source.uri), []).append(entry)
    return groups


def _came(entry: Entry) -> tuple[date, str]:
    return entry.created or date.max, entry.source.uri


def _folder(entry: Entry) -> str:
    return posixpath.basename(posixpath.dirname(entry.folder or entry.source.uri))


def _free(slug: str, taken: Collection[str]) -> str:
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
