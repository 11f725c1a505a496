"""What people call an entry at a command line → the entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click

from cop_kb.model.error import CopKbError
from cop_kb.model.nearest import nearest_hint
from cop_kb.model.words import enumerated

if TYPE_CHECKING:
    from cop_kb.model.entry import Entry
    from cop_kb.model.knowledge_base import KnowledgeBase


def find_entry(kb: KnowledgeBase, word: str, *, beginning: bool = False) -> Entry:
    """The entry of a slug, an old address, a code, its file's path, its title or another name.

    Raises click.BadParameter where there is none, or several have the name, CopKbError where it may be among those that
    could not be read.

    With ``beginning``, that of one of these is enough where only one entry has it.
    """
    given = word.strip()
    meant = kb.refer(given)
    if meant.slug and not meant.anchor:
        return kb.by_slug[meant.slug]
    if len(meant.slugs) > 1 and not meant.anchor:
        raise click.BadParameter(
            f"“{given}” may be one of several: {enumerated(list(meant.slugs), 'or')}.", param_hint="SLUG"
        )
    named: dict[str, Entry] = {}
    for entry in kb.by_slug.values():
        for name in _names(entry):
            named.setdefault(name.casefold(), entry)
    if found := named.get(given.strip("/").casefold()):
        return found
    begin = given.casefold().rstrip("….")
    begun = {entry.slug: entry for name, entry in named.items() if beginning and begin and name.startswith(begin)}
    if len(begun) == 1:
        return next(iter(begun.values()))
    if begun:
        raise click.BadParameter(
            f"“{given}” begins {len(begun)} of them: {enumerated(sorted(begun))}.", param_hint="SLUG"
        )
    if unread := [source.path for source in kb.unread if _may_hold(source.path, given)]:
        raise CopKbError(f"“{given}” is no entry that could be read; {unread[0]} could not be read.", exit_code=3)
    hint = nearest_hint(given, [*kb.slugs, *named]) or "“cop-kb list” shows what is here."
    raise click.BadParameter(f"“{given}” is no entry. {hint}", param_hint="SLUG")


def _may_hold(path: str, slug: str) -> bool:
    """Whether the entry of a slug may be in a file of that path, or in a folder."""
    return path.endswith((f"/{slug}.md", f"/{slug}/index.md")) or not PurePosixPath(path).suffix


def _names(entry: Entry) -> Iterator[str]:
    yield entry.slug
    yield entry.title
    yield entry.source.path
    for name, field in entry.type.fields.items():
        if field.kind in ("codes", "paths"):
            yield from (text.strip("/") for text in entry.texts(name))
