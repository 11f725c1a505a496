"""What entries are called: enough for who only has to name one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.reading.opened import come, recalled, remembered

NAME = "names"
"""Under which they are remembered."""


class Names(NamedTuple):
    """An entry's slug, title and codes."""

    slug: str
    title: str
    codes: tuple[str, ...]


def names(kb: KnowledgeBase) -> list[Names]:
    """Those of all entries."""
    return [Names(*each) for each in remembered(kb, NAME, lambda kb: [tuple(_names_of(each)) for each in kb.entries])]


def recall_names(kb: KnowledgeBase) -> list[Names] | None:
    """Those of all entries, if they are remembered; with those that came since, and without those that are gone."""
    known: Iterable[Any] | None = recalled(kb, NAME)
    if known is None:
        return None
    new = {each.slug: _names_of(each) for each in come(kb)}
    there = (Names(*each) for each in known)
    return [*(each for each in there if each.slug in kb.by_slug and each.slug not in new), *new.values()]


def _names_of(entry: Entry) -> Names:
    return Names(entry.slug, entry.title, entry.texts("codes"))
