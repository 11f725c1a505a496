"""Entries → relations between them, each with its inverse; and the entries that are wanted but not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from cop_kb.model.addresses import Addresses
from cop_kb.model.entry import Entry, PlainPage
from cop_kb.model.knowledge_base import KnowledgeBase, Relation
from cop_kb.model.place import Place

MENTIONS, SUPERSEDES = "mentions", "supersedes"


def relations(entries: Iterable[Entry], slugs: Mapping[str, str], addresses: Addresses) -> tuple[Relation, ...]:
    """All relations, each once, sorted. ``slugs`` maps a slug or an alias to the slug of an entry that is there.

    A link in the body to an entry that a field names already is no second relation.
    """
    uris = {f"{entry.type.plural}/{entry.slug}.md": entry.slug for entry in entries}
    found: dict[tuple[str, str, str], Relation] = {}
    for entry in entries:
        named = set()
        for name, target, note in _named(entry):
            slug = slugs.get(target)
            if slug and slug != entry.slug:
                found.setdefault((entry.slug, name, slug), Relation(name, entry.slug, slug, note))
                named.add(slug)
        for link in entry.outline.links:
            if link.kind == "reference":
                continue  # its definition is a link of its own
            if link.kind == "wiki":
                linked = slugs.get(link.target.partition("#")[0])
            else:
                linked = uris.get(addresses.find(link.target, entry.source.uri) or "")
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


def wanted(pages: Iterable[Entry | PlainPage], slugs: Collection[str]) -> dict[str, tuple[Place, ...]]:
    """The slugs that ``[[…]]`` names and nobody has written, with every place that names them."""
    places: dict[str, list[Place]] = {}
    for page in pages:
        for link in page.outline.links:
            slug = link.target.partition("#")[0].strip()
            if link.kind == "wiki" and slug not in slugs:
                places.setdefault(slug, []).append(page.source.place(link.start, link.end))
    return {slug: tuple(places[slug]) for slug in sorted(places)}
