"""Entries → relations between them, each with its inverse; and the entries that are wanted but not there."""

from __future__ import annotations

from collections.abc import Iterable

from cop_kb.model.entry import Entry, PlainPage
from cop_kb.model.knowledge_base import KnowledgeBase, Relation
from cop_kb.model.place import Place
from cop_kb.model.references import name_key

MENTIONS, SUPERSEDES = "mentions", "supersedes"


def relations(entries: Iterable[Entry], kb: KnowledgeBase) -> tuple[Relation, ...]:
    """All relations, each once, sorted; of ``kb`` are asked the entries that references lead to, and addresses.

    A link in the body to an entry that a field names already is no second relation.
    """
    uris = {f"{entry.type.plural}/{entry.slug}.md": entry.slug for entry in entries}
    found: dict[tuple[str, str, str], Relation] = {}
    for entry in entries:
        named = set()
        for name, target, note in _named(entry):
            slug = kb.slugs.get(target)
            if slug and slug != entry.slug:
                found.setdefault((entry.slug, name, slug), Relation(name, entry.slug, slug, note))
                named.add(slug)
        for link in entry.outline.links:
            if link.kind == "reference":
                continue  # its definition is a link of its own
            if link.kind == "wiki":
                linked = kb.refer(link.target).slug
            else:
                linked = uris.get(kb.addresses.find(link.target, entry.source.uri) or "", "")
            if linked and linked != entry.slug and linked not in named:
                found.setdefault((entry.slug, MENTIONS, linked), Relation(MENTIONS, entry.slug, linked))
    return tuple(found[key] for key in sorted(found))


def _named(entry: Entry) -> Iterable[tuple[str, str, str]]:
    for name, field in entry.type.fields.items():
        if field.kind == "refs":
            for ref in entry.refs(name):
                yield name, ref.slug, ref.why
        elif field.kind == "applied":
            for use in entry.values.get(name, ()):
                yield name, use.entry.slug, use.note or str(use.result)


def why_replaced(kb: KnowledgeBase, old: str, new: str) -> str:
    """Why an entry replaces another, as it says itself; "" where it does not."""
    given = (each for each in kb.relations_from.get(new, ()) if each.field == SUPERSEDES and each.target == old)
    return next((each.note for each in given), "")


def grouped(found: Iterable[Relation], by: str) -> dict[str, tuple[Relation, ...]]:
    """Relations by their ``source`` or ``target``."""
    groups: dict[str, list[Relation]] = {}
    for relation in found:
        groups.setdefault(getattr(relation, by), []).append(relation)
    return {key: tuple(group) for key, group in groups.items()}


def wanted(pages: Iterable[Entry | PlainPage], kb: KnowledgeBase) -> dict[str, tuple[Place, ...]]:
    """The entries that ``[[…]]`` names and nobody has written, as they were named first, with every place."""
    places: dict[str, list[Place]] = {}
    spelled: dict[str, str] = {}
    for page in pages:
        for link in page.outline.links:
            meant = kb.refer(link.target) if link.kind == "wiki" else None
            if meant and not meant.slugs and not kb.is_unpublished(meant.name):
                name = spelled.setdefault(name_key(meant.name) or meant.name, meant.name)
                places.setdefault(name, []).append(page.source.place(link.start, link.end))
    return {name: tuple(places[name]) for name in sorted(places)}
