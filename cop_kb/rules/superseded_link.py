"""A link to an entry that another one has replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cop_kb.model.entry import Entry, Link
from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source
from cop_kb.reading.references import refs_of
from cop_kb.reading.relations import SUPERSEDES
from cop_kb.rules.shared import entries, outlines, yaml_text

SEVERITY = Severity.WARNING


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Not where an entry is out of use itself, and not where the newer one speaks of the older."""
    replaced = {slug: _later(kb, slug) for slug in kb.superseding}
    if replaced:
        by_path = {entry.source.path: entry for entry in entries(kb)}
        for entry in entries(kb):
            yield from _fields(kb, entry, replaced)
        for source, outline in outlines(kb):
            for link in outline.links:
                slug = _target(kb, source, link)
                if slug in replaced and not _excused(kb, by_path.get(source.path), replaced[slug]):
                    yield _finding(kb, source, link, slug, replaced[slug])


def _later(kb: KnowledgeBase, slug: str) -> tuple[str, ...]:
    """All entries that replaced this one, and those that replaced them, the nearest first."""
    found = list(kb.superseded_by(slug))
    for each in found:
        found.extend(newer for newer in kb.superseded_by(each) if newer not in found)
    return tuple(found)


def _excused(kb: KnowledgeBase, entry: Entry | None, later: tuple[str, ...]) -> bool:
    return entry is not None and (entry.slug in later or not kb.is_current(entry.slug))


def _fields(kb: KnowledgeBase, entry: Entry, replaced: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """References; what was used in something that happened was used, whatever replaced it since."""
    refs = [(field, ref) for field, ref in refs_of(entry) if field.kind == "refs" and field.name != SUPERSEDES]
    named = {(field.name, kb.slugs.get(ref.slug)) for field, ref in refs}
    for field, ref in refs:
        slug = kb.slugs.get(ref.slug, "")
        if slug in replaced and not _excused(kb, entry, replaced[slug]):
            newest = _newest(kb, replaced[slug])
            fix = None
            if len(newest) == 1 and (field.name, newest[0]) not in named:
                edit = Edit(entry.source.path, ref.start, ref.end, yaml_text(newest[0]))
                fix = Fix(f"refer to {newest[0]}", (edit,))
            yield Finding(entry.source.place(ref.start, ref.end), _message(ref.slug, newest), _hint(kb, newest), fix)


def _target(kb: KnowledgeBase, source: Source, link: Link) -> str:
    if link.kind == "wiki":
        return kb.slugs.get(link.target.partition("#")[0].strip(), "")
    entry = kb.entry_at(kb.addresses.find(link.target, source.uri) or "")
    return entry.slug if entry else ""


def _finding(kb: KnowledgeBase, source: Source, link: Link, slug: str, later: tuple[str, ...]) -> Finding:
    newest = _newest(kb, later)
    fix = None
    if link.kind == "wiki" and len(newest) == 1 and "#" not in link.target:
        edit = Edit(source.path, link.target_start, link.target_end, newest[0])
        fix = Fix(f"link to {newest[0]}", (edit,))
    return Finding(source.place(link.target_start, link.target_end), _message(slug, newest), _hint(kb, newest), fix)


def _newest(kb: KnowledgeBase, later: tuple[str, ...]) -> tuple[str, ...]:
    """What holds today; where references go round in a circle, all of them."""
    return tuple(slug for slug in later if not kb.superseded_by(slug)) or later


def _message(slug: str, newest: tuple[str, ...]) -> str:
    return f"“{slug}” has been replaced by {', '.join(newest)}"


def _hint(kb: KnowledgeBase, newest: tuple[str, ...]) -> str:
    return f"Does “{kb.by_slug[newest[0]].title}” say what you need? Then name that."
