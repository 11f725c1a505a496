"""A link inside the knowledge base that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.addresses import split_anchor
from cop_kb.model.entry import Entry, Link, PlainPage
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.source import Source
from cop_kb.reading.headings import heading_meant, part_meant
from cop_kb.rules.anchors import anchors, anchors_inside, is_generated, ways_to_make
from cop_kb.rules.shared import Nearest, entries, outlines, shortened
from cop_kb.rules.targets import Targets, is_inside

SEVERITY = Severity.WARNING
KINDS = ("link", "html-link", "definition")


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    targets, headings = Targets(kb), _Headings(kb)
    for source, outline in outlines(kb):
        for link in outline.links:
            place = (link.target_start, link.target_end) if link.target.strip() else (link.start, link.end)
            if link.kind == "wiki":
                meant = kb.refer(link.target)
                entry = kb.by_slug.get(meant.slug)
                wrong = headings.check(heading_meant(meant.anchor, entry.outline), entry.uri) if entry else None
            elif link.kind in KINDS and is_inside(link.target):
                wrong = _check_target(targets, source, link) or headings.check(
                    split_anchor(link.target)[1], kb.addresses.find(link.target, source.uri) or ""
                )
            else:
                continue
            if wrong:
                yield Finding(source.place(*place), *wrong)
    for entry in entries(kb):
        for old in entry.old_addresses:
            if old.to and (wrong := headings.check(heading_meant(old.to, entry.outline), entry.uri)):
                yield Finding(entry.source.place(old.start, old.end), *wrong)


def _check_target(targets: Targets, source: Source, link: Link) -> tuple[str, str] | None:
    """What is wrong with where a link leads, and what to do; None where it leads somewhere."""
    if not link.target.strip():
        if link.kind == "definition":
            return None  # [//]: <> (a comment)
        return (
            f"the link “{shortened(link.text)}” has no address",
            "Where should it lead? Without an address it is only text.",
        )
    if targets.leads_nowhere(link.target, source.uri):
        return f"“{shortened(link.target)}” leads nowhere", targets.hint(link.target, source.uri)
    return None


class _Headings:
    """The anchors of all pages whose headings are known, each worked out when a link first asks."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        shown = [page for page in kb.pages if page.source.uri not in kb.left_out]
        self._pages = {kb.uris[page.source.uri]: page for page in shown}
        self._known: dict[str, frozenset[str]] = {}
        self._inside: dict[str, frozenset[str]] = {}
        self._near: dict[str, Nearest] = {}

    def check(self, anchor: str, uri: str) -> tuple[str, str] | None:
        """What is wrong with the part from # on, and what to do. A list that is made may have any anchor."""
        uri = self._kb.uris.get(uri, uri)
        if entry := self._kb.entry_at(uri):
            anchor = part_meant(anchor, entry)
        page = None if is_generated(anchor) else self._kb.entry_at(uri) or self._pages.get(uri)
        if page is None or (isinstance(page, PlainPage) and page.introduces) or self._has(page, anchor):
            return None
        path = page.source.path
        if path not in self._near:
            self._near[path] = Nearest(sorted(self._known[path]))
        near = self._near[path].of(anchor)
        hint = f"Did you mean #{near}?" if near else "Take the name of a heading, or leave the part from # away."
        return f"“#{shortened(anchor)}” is no heading of {path}", hint

    def _has(self, page: Entry | PlainPage, anchor: str) -> bool:
        path, ways = page.source.path, ways_to_make(self._kb.settings)
        if path not in self._known:
            sections = page.type.sections if isinstance(page, Entry) else ()
            self._known[path] = anchors(page.outline, ways, (section.title for section in sections))
        if anchor in self._known[path]:
            return True
        if path not in self._inside:
            self._inside[path] = anchors_inside(page.source, ways)
        return anchor in self._inside[path]
