"""A link inside the knowledge base that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.addresses import split_anchor
from cop_kb.model.entry import Entry, Link, PlainPage
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.nearest import nearest
from cop_kb.model.place import Place
from cop_kb.model.source import Source
from cop_kb.rules.anchors import anchors, is_anchor_somewhere
from cop_kb.rules.shared import outlines
from cop_kb.rules.targets import Targets, is_inside

SEVERITY = Severity.WARNING
KINDS = ("link", "html-link", "definition")


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    targets = Targets(kb)
    pages: dict[str, Entry | PlainPage] = {kb.uris[page.source.uri]: page for page in kb.pages}
    pages.update((entry.uri, entry) for entry in kb.by_slug.values())
    known: dict[str, frozenset[str]] = {}
    for source, outline in outlines(kb):
        for link in outline.links:
            if link.kind == "wiki":
                slug = kb.slugs.get(split_anchor(link.target)[0].strip())
                uri = kb.by_slug[slug].uri if slug else None
            elif link.kind not in KINDS or not is_inside(link.target):
                continue
            elif not link.target.strip():
                message = f"the link “{link.text}” has no address"
                yield Finding(
                    _place(source, link), message, "Where should it lead? Without an address it is only text."
                )
                continue
            elif targets.leads_nowhere(link.target, source.uri):
                yield Finding(
                    _place(source, link), f"“{link.target}” leads nowhere", targets.hint(link.target, source.uri)
                )
                continue
            else:
                uri = kb.addresses.find(link.target, source.uri)
            if uri and "#" in link.target:
                page = pages.get(kb.uris.get(uri, uri))
                yield from _check_anchor(source, link, page, known)


def _check_anchor(
    source: Source, link: Link, page: Entry | PlainPage | None, known: dict[str, frozenset[str]]
) -> Iterator[Finding]:
    """The part from # on, where the page is one whose headings are all known: not a list that is made."""
    if page is None or (isinstance(page, PlainPage) and page.introduces):
        return
    anchor = split_anchor(link.target)[1]
    path = page.source.path
    if path not in known:
        sections = page.type.sections if isinstance(page, Entry) else ()
        known[path] = anchors(page.outline, (section.title for section in sections))
    if anchor not in known[path] and not is_anchor_somewhere(anchor, page.source):
        near = nearest(anchor, sorted(known[path]))
        hint = (
            f"Did you mean #{near}?" if near else "Take the name of one of its headings, or leave the part from # away."
        )
        yield Finding(_place(source, link), f"“#{anchor}” is no heading of {path}", hint)


def _place(source: Source, link: Link) -> Place:
    start, end = (link.target_start, link.target_end) if link.target.strip() else (link.start, link.end)
    return source.place(start, end)
