"""What people call an entry when they refer to it: its slug, its title, another name of it, an old address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cop_kb.model.addresses import composed
from cop_kb.model.entry import Entry

BETWEEN = re.compile(r"[\s_-]+")
Names = dict[str, tuple[str, ...]]
LONGEST = 400
"""Characters of a name by which somebody refers to an entry: nobody types more, and a link takes no more."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as it was written: the ``name`` of an entry and the ``anchor`` behind ``#``, "" for none.

    ``slugs`` are those of the entries that may be meant: none, the one, or several of the same name.
    """

    name: str
    anchor: str
    slugs: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The slug of the one entry that is meant; "" where there is none, or where it may be one of several."""
        return self.slugs[0] if len(self.slugs) == 1 else ""


def name_key(name: str) -> str:
    """A name as it is compared: without case, and with one blank for whatever parts words.

    >>> name_key("Soften  the edge_first"), name_key("Soft-Edge"), name_key("C++")
    ('soften the edge first', 'soft edge', 'c++')
    """
    return BETWEEN.sub(" ", composed(name).casefold()).strip()


def title_of(name: str) -> str:
    """The title of an entry that is only named: its words as they are, those of a slug as a sentence begins.

    >>> title_of("soften-the-edge"), title_of("How ABS sees it")
    ('Soften the edge', 'How ABS sees it')
    """
    words = name if " " in name else name.replace("-", " ")
    return words[:1].upper() + words[1:]


def names_table(entries: Iterable[Entry], old: Mapping[str, Iterable[str]], files: Mapping[str, str]) -> Names:
    """The key of every name → the slugs of the entries that are called so.

    What comes first wins: slugs before old ones, these before titles, and titles before other names. ``old`` has the
    old slugs and addresses of each entry, by slug, and ``files`` the names of their files, which several may share.
    """
    every = list(entries)
    ranks = (
        ((name, entry.slug) for entry in every for name in (entry.slug, files.get(entry.slug, entry.slug))),
        ((name, entry.slug) for entry in every for name in old.get(entry.slug, ())),
        ((entry.title, entry.slug) for entry in every),
        ((name, entry.slug) for entry in every for name in entry.aka),
    )
    table: Names = {}
    for names in ranks:
        found: dict[str, set[str]] = {}
        for name, slug in names:
            if len(name) <= LONGEST and (key := name_key(name)):
                found.setdefault(key, set()).add(slug)
        for key, slugs in found.items():
            table.setdefault(key, tuple(sorted(slugs)))
    return table
