"""Knowledge base → plan: all pages and files of the site, each once."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from cop_kb.model.entry import PlainPage
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import GUIDE, HOME, SEARCH, TOPICS, WANTED, Page, Plan, SiteFile, topic_uri
from cop_kb.model.settings import MATERIAL
from cop_kb.publishing.data import data_files
from cop_kb.publishing.entry_page import entry_page
from cop_kb.publishing.guide import RuleText, guide_pages
from cop_kb.publishing.home import home_page
from cop_kb.publishing.instant_index import instant_index
from cop_kb.publishing.links import LinkWriter, trimmed, url_of
from cop_kb.publishing.lists import list_page
from cop_kb.publishing.redirects import redirect_files
from cop_kb.publishing.search_page import search_page
from cop_kb.publishing.topics import TopicTree, topic_page, topics_page
from cop_kb.publishing.wanted import wanted_page


def plan(kb: KnowledgeBase, rules: Iterable[RuleText]) -> Plan:
    """The whole site. Same knowledge base, same plan: pages and files are sorted by uri.

    A page of the community's at the address of a generated one becomes that page's introduction.
    """
    written = {kb.uris[page.source.uri]: page for page in kb.pages}
    generated = {page.uri: _introduced(page, written) for page in (*_generated(kb, written), *guide_pages(kb, rules))}
    entries = {entry.uri: entry_page(entry, kb) for entry in kb.by_slug.values()}
    plain = {uri: _plain_page(page, uri, kb) for uri, page in written.items() if uri not in generated}
    pages = {**plain, **generated, **entries}
    files = {each.uri: SiteFile(kb.uris[each.uri], source_path=each.path) for each in kb.attachments}.values()
    taken = {_file(uri, kb) for uri in pages} | {each.uri for each in files}
    extra = data_files(kb)
    if kb.settings.search != MATERIAL:
        extra.append(instant_index(kb, [page for page in pages.values() if _is_found_by_title(page)]))
    extra = [each for each in extra if each.uri not in taken]
    extra += redirect_files(kb, taken | {each.uri for each in extra})
    return Plan(
        pages=tuple(pages[uri] for uri in sorted(pages)),
        files=tuple(sorted((*files, *extra), key=lambda each: each.uri)),
        nav=_nav(kb, plain),
        today=kb.today,
        language=kb.settings.language,
    )


def _generated(kb: KnowledgeBase, written: Mapping[str, PlainPage]) -> Iterable[Page]:
    def introduction(uri: str) -> str:
        page = written.get(uri)
        return _text(page, uri, kb) if page else ""

    home = written.get(HOME)
    tree = TopicTree(kb)
    yield home_page(kb, home.title if home else "", introduction(HOME))
    for each in kb.types.values():
        yield list_page(each, kb, introduction(f"{each.plural}/index.md"))
    for topic in kb.topics.values():
        yield topic_page(topic, tree, introduction(topic_uri(topic.key)))
    if kb.topics:
        yield topics_page(tree, introduction(TOPICS))
    yield wanted_page(kb, introduction(WANTED))
    if kb.settings.search != MATERIAL:
        yield search_page(kb, introduction(SEARCH))


def _introduced(page: Page, written: Mapping[str, PlainPage]) -> Page:
    """A generated page with what its introduction's front matter says to the theme (``hide``, ``description``)."""
    own = written.get(page.uri)
    said = {key: value for key, value in own.meta.items() if key not in ("title", "template", "kb")} if own else {}
    return replace(page, meta={**page.meta, **said})


def _text(page: PlainPage, uri: str, kb: KnowledgeBase) -> str:
    """A page's text with its links resolved and without the heading that is its title: the page shows that itself."""
    writer = LinkWriter(kb, page.source, page.outline, uri)
    h1 = next((heading for heading in page.outline.headings if heading.level == 1), None)
    without = [(h1.start, h1.end)] if h1 else []
    return trimmed(writer.text(page.source.body_start, len(page.source.text), without)) + "\n"


def _is_found_by_title(page: Page) -> bool:
    """The community's own pages; what is generated is in the navigation, and entries are found by more."""
    said = page.meta.get("search")
    is_excluded = isinstance(said, dict) and said.get("exclude") is True  # Material's word, which plain pages keep
    return page.in_nav and not is_excluded


def _plain_page(page: PlainPage, uri: str, kb: KnowledgeBase) -> Page:
    """A page of the community's own: its text and its front matter as they are, its links resolved."""
    text = LinkWriter(kb, page.source, page.outline, uri).text(page.source.body_start, len(page.source.text))
    trusted = any(fnmatchcase(page.source.uri, pattern) for pattern in kb.settings.trusted)
    meta = {key: value for key, value in page.meta.items() if key != "title"}
    return Page(uri, page.title, text, meta=meta, in_nav=True, source_path=page.source.path, trusted=trusted)


def _file(uri: str, kb: KnowledgeBase) -> str:
    url = url_of(uri, directory_urls=kb.settings.directory_urls)
    return posixpath.join(url, "index.html") if url.endswith("/") or not url else url


def _nav(kb: KnowledgeBase, plain: Mapping[str, Page]) -> tuple[tuple[str, Any], ...]:
    """Home, the lists, topics, what is wanted; then the community's own pages, by folder; then the guide."""
    nav: list[tuple[str, Any]] = [("Home", HOME)]
    nav += [(each.label_plural, f"{each.plural}/index.md") for each in kb.types.values()]
    nav += [("Topics", TOPICS)] if kb.topics else []
    nav.append(("Wanted", WANTED))
    folders: dict[str, list[tuple[str, Any]]] = {}
    for uri, page in sorted(plain.items()):
        folder = PurePosixPath(uri).parts[0] if "/" in uri else ""
        if folder not in {each.plural for each in kb.types.values()}:
            folders.setdefault(folder, []).append((page.title, uri))
    nav += folders.pop("", [])
    nav += [(folder.replace("-", " ").capitalize(), tuple(pages)) for folder, pages in sorted(folders.items())]
    nav.append(("How to take part", GUIDE))
    return tuple(nav)
