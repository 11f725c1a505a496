"""What of a site has to be planned anew after entries were edited: their pages, where others see the same of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan
from cop_kb.publishing.entry_page import around_again, entry_page
from cop_kb.publishing.instant_index import instant_index_again
from cop_kb.reading.opened import edits, entry_in, recalled, remember

OUTLINE = "outline"
"""Under which is remembered which pages and files there are."""


def plan_again(kb: KnowledgeBase, before: Iterable[str] = ()) -> Plan | None:
    """What of the site is another after some entries were edited; None where all of it has to be planned.

    ``before`` are the files of those that were edited when it was built, and may be by now as they were before that.
    It has the entries' pages and the search box' index; ``others`` are the pages and files that navigation may show or
    that the pages lead to, without what they say.
    """
    known, index = around_again(kb), instant_index_again(kb)
    outline: tuple[Plan, list[str]] | None = recalled(kb, OUTLINE)
    if known is None or index is None or outline is None:
        return None
    whole, uris = outline
    entries = {each.now.source.uri: each.now for each in edits(kb)}
    entries |= {uri: entry for uri in before if (entry := entry_in(kb, uri))}
    pages = {entry.uri: entry_page(entry, kb, known).folded for entry in entries.values()}
    texts = "\n".join(page.markdown for page in pages.values())
    named = (Page(uri, "", "") for uri in uris if uri not in pages and quote(posixpath.basename(uri)) in texts)
    return replace(whole, pages=tuple(pages.values()), files=(index,), others=(*whole.others, *named))


def remember_outline(kb: KnowledgeBase, plan: Plan) -> None:
    """Remember which pages and files a plan has, and what navigation shows of them."""
    entries = {entry.uri for entry in kb.by_slug.values()}
    lists = (
        replace(page, markdown="", template="", record=None, meta=dict(page.meta.items()) | {"kb": None})
        for page in plan.pages
        if page.uri not in entries
    )
    uris = [*sorted(entries), *(each.uri for each in plan.files)]
    remember(kb, OUTLINE, (replace(plan, pages=(), files=(), others=tuple(lists)), uris))
