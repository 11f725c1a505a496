"""A link or a reference by an old address of an entry."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import quote

from cop_kb.model.addresses import folders_from, is_external, is_markdown, split_anchor
from cop_kb.model.entry import Entry, Link
from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source
from cop_kb.reading.link_paths import path_span, written
from cop_kb.reading.references import ref_edit, refs_of
from cop_kb.rules.shared import entries, outlines, shortened

SEVERITY = Severity.HINT


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in entries(kb):
        for _, ref in refs_of(entry):
            if now := _now(kb, ref.slug):
                edit = ref_edit(entry, ref, now.slug)
                yield _finding(entry.source, (ref.start, ref.end), ref.slug, now, edit)
    for source, outline in outlines(kb):
        for link in outline.links:
            yield from _wiki(kb, source, link) if link.kind == "wiki" else _path(kb, source, link)


def _now(kb: KnowledgeBase, slug: str) -> Entry | None:
    """The entry that had this slug; None where it is one's own still, or nobody's."""
    return None if slug in kb.by_slug else kb.by_slug.get(kb.slugs.get(slug, ""))


def _wiki(kb: KnowledgeBase, source: Source, link: Link) -> Iterator[Finding]:
    slug = link.target.partition("#")[0].strip()
    if now := _now(kb, slug):
        start = link.target_start + source.text[link.target_start : link.target_end].find(slug)
        yield _finding(
            source, (start, start + len(slug)), slug, now, Edit(source.path, start, start + len(slug), now.slug)
        )


def _path(kb: KnowledgeBase, source: Source, link: Link) -> Iterator[Finding]:
    if link.kind == "reference" or is_external(link.target) or not kb.addresses.is_old(link.target, source.uri):
        return
    entry = kb.entry_at(kb.addresses.find(link.target, source.uri) or "")
    new = _as_it_is_now(kb, source, link, entry) if entry else ""
    if entry and new:
        edit = Edit(source.path, *path_span(source.text, link), new)
        yield _finding(source, (link.target_start, link.target_end), shortened(link.target), entry, edit)


def _as_it_is_now(kb: KnowledgeBase, source: Source, link: Link, entry: Entry) -> str:
    """The path in the style of the link: that of the file, or the address on the site; "" where neither leads there."""
    path, address = split_anchor(link.target)[0], posixpath.splitext(entry.uri)[0]
    name = entry.source.uri if is_markdown(path) else f"{address}.html" if path.endswith(".html") else address
    for folder in folders_from(path, source.uri):
        meant = posixpath.normpath(posixpath.join(folder, path))
        if path.startswith("/") or kb.addresses.find(f"/{quote(meant)}", "") == entry.uri:
            new = written(name, folder, like=path)
            return "" if kb.addresses.is_old(new, source.uri) else new
    return ""


def _finding(source: Source, place: tuple[int, int], old: str, now: Entry, edit: Edit) -> Finding:
    message = f"“{old}” is an old address of {now.source.path}"
    hint = "It leads there still. Write what the entry is called now, for those who read the files."
    return Finding(source.place(*place), message, hint, Fix(f"write “{edit.text}”", (edit,)))
