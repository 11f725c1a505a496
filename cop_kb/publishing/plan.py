"""Knowledge base → plan: all pages and files of the site, each once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from cop_kb.model.entry import Heading, PlainPage
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import (
    ALL,
    GUIDE,
    HOME,
    MAP,
    PEOPLE,
    SEARCH,
    SYMPTOMS,
    TOPICS,
    WANTED,
    Page,
    Plan,
    SiteFile,
    site_file,
)
from cop_kb.model.references import name_key
from cop_kb.publishing.data import data_files
from cop_kb.publishing.entry_page import around
from cop_kb.publishing.entry_pages import EntryPages, page_jobs
from cop_kb.publishing.facets import Facets
from cop_kb.publishing.feeds import feed_data, feed_files
from cop_kb.publishing.guide import RuleText, guide_pages
from cop_kb.publishing.home import home_page
from cop_kb.publishing.instant_index import index_parts, instant_index
from cop_kb.publishing.links import LinkWriter, escape_markdown, trimmed
from cop_kb.publishing.list_rows import Rows
from cop_kb.publishing.lists import EntryList, all_list, list_pages, topic_list, type_list
from cop_kb.publishing.map_page import map_page
from cop_kb.publishing.people import People, people_pages
from cop_kb.publishing.plan_again import remember_outline
from cop_kb.publishing.records import search_parts
from cop_kb.publishing.redirects import redirect_files
from cop_kb.publishing.rows import NOT_PUBLISHED
from cop_kb.publishing.search_page import search_page
from cop_kb.publishing.symptoms import symptom_pages
from cop_kb.publishing.topics import TopicTree, topics_page
from cop_kb.publishing.wanted import wanted_page
from cop_kb.reading.withholding import is_withheld


def plan(kb: KnowledgeBase, rules: Iterable[RuleText], known: EntryPages | None = None) -> Plan:
    """The whole site. Same knowledge base, same plan: pages and files are sorted by uri.

    A page of the community's at the address of a generated one becomes that page's introduction. The pages of entries
    may be ``known`` already.
    """
    with _nothing_to_collect():
        return whole_plan(kb, (job() for job in plan_jobs(kb, rules, known)))


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Plain data has no cycles: looking for some over and over took nearly half the time of a big plan."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def plan_jobs(kb: KnowledgeBase, rules: Iterable[RuleText], known: EntryPages | None = None) -> list[Callable[[], Any]]:
    """What makes the parts of a plan: each by itself, so that other processes may do so."""
    near = known.around if known else around(kb)
    pages = [lambda: list(known.pages.values())] if known else page_jobs(kb, near)
    index = partial(index_parts, kb) if kb.settings.has_own_search else dict
    return [partial(_generated, kb, rules, near.people), index, *pages]


def whole_plan(kb: KnowledgeBase, parts: Iterable[Any]) -> Plan:
    """The plan of which the parts are made, in the order of ``plan_jobs``."""
    (generated, extra), index, *made = parts
    entries = {page.uri: page for pages in made for page in pages}
    plain = {uri: _plain_page(page, uri, kb) for uri, page in _written(kb).items() if uri not in generated}
    pages = {**plain, **generated, **entries}
    files = {each.uri: SiteFile(kb.uris[each.uri], source_path=each.path) for each in kb.attachments}.values()
    urls = kb.settings.directory_urls
    taken = {site_file(uri, directory_urls=urls) for uri in pages} | {each.uri for each in files}
    if kb.settings.has_own_search:
        extra = [*extra, instant_index(kb, index, [page for page in pages.values() if _is_found_by_title(page)])]
    extra = [each for each in extra if each.uri not in taken]
    extra += redirect_files(kb, taken | {each.uri for each in extra})
    whole = Plan(
        pages=tuple(pages[uri] for uri in sorted(pages)),
        files=tuple(sorted((*files, *extra), key=lambda each: each.uri)),
        nav=_nav(kb, plain, has_people=PEOPLE in generated),
        today=kb.today,
        language=kb.settings.language,
        search_parts=search_parts(kb),
    )
    remember_outline(kb, whole)
    return whole


def _written(kb: KnowledgeBase) -> dict[str, PlainPage]:
    """The community's own pages, by the uri of their place on the site."""
    return {kb.uris[page.source.uri]: page for page in kb.pages if page.source.uri not in kb.left_out}


def _generated(kb: KnowledgeBase, rules: Iterable[RuleText], people: People) -> tuple[dict[str, Page], list[SiteFile]]:
    """The pages that nobody wrote, by uri, and the files of data.

    What they are made from is big, and let go of; so is each page, once it is folded.
    """
    written, tree = _written(kb), TopicTree(kb)
    rows = Rows(kb, Facets(kb, [key for key, _ in tree.walk()]))
    lists = _lists(rows, tree, people)
    made = chain(
        _overviews(kb, written, tree, lists[0]),
        _listed(lists, rows, written),
        people_pages(people, _introduction(PEOPLE, written, kb)),
        guide_pages(kb, rules),
    )
    pages = {page.uri: _introduced(page, written, kb).folded for page in made}
    feeds = (file for each in lists for file in feed_files(each, kb))
    return pages, [*data_files(kb), *rows.files(), *feeds]


def _overviews(
    kb: KnowledgeBase, written: Mapping[str, PlainPage], tree: TopicTree, everything: EntryList
) -> Iterable[Page]:
    home = written.get(HOME)
    yield home_page(kb, home.title if home else "", _introduction(HOME, written, kb), feed_data(everything, kb))
    if kb.topics:
        yield topics_page(tree, _introduction(TOPICS, written, kb))
        yield map_page(tree, _introduction(MAP, written, kb))
    yield wanted_page(kb, _introduction(WANTED, written, kb))
    if kb.settings.has_own_search:
        yield search_page(kb, _introduction(SEARCH, written, kb))


def _lists(rows: Rows, tree: TopicTree, people: People) -> list[EntryList]:
    """The lists of all entries, of each type and of each topic."""
    types = (type_list(each, rows) for each in rows.kb.types.values())
    topics = (topic_list(each, tree, people, rows) for each in rows.kb.topics.values())
    return [all_list(rows), *types, *topics]


def _listed(lists: Iterable[EntryList], rows: Rows, written: Mapping[str, PlainPage]) -> Iterable[Page]:
    """The pages of the lists, and of the symptoms."""
    kb = rows.kb
    for each in lists:
        yield from list_pages(each, rows, _introduction(each.uri, written, kb), feed_data(each, kb))
    yield from symptom_pages(rows, _introduction(SYMPTOMS, written, kb))


def _introduction(uri: str, written: Mapping[str, PlainPage], kb: KnowledgeBase) -> str:
    """The community's own text for a generated page, "" where there is none."""
    page = written.get(uri)
    return _text(page, uri, kb) if page else ""


def _introduced(page: Page, written: Mapping[str, PlainPage], kb: KnowledgeBase) -> Page:
    """A generated page with what its introduction's front matter says to the theme (``hide``, ``description``).

    The page shows a title of its own: a heading of the introduction that says something else stands below it.
    """
    own = written.get(page.uri)
    if own is None:
        return page
    said = {key: value for key, value in own.meta.items() if key not in ("title", "template", "kb")}
    h1 = _h1(own)
    other = h1.text if h1 and page.uri != HOME and name_key(h1.text) != name_key(page.title) else ""
    above = f"## {escape_markdown(other)}\n\n" if other else ""
    read_as = kb.settings.read_as(own.meta.get("markdown"))
    return replace(page, meta={**page.meta, **said}, markdown=above + page.markdown, read_as=read_as)


def _h1(page: PlainPage) -> Heading | None:
    """The heading that is the title of a page."""
    return next((heading for heading in page.outline.headings if heading.level == 1), None)


def _text(page: PlainPage, uri: str, kb: KnowledgeBase) -> str:
    """A page's text with its links resolved and without the heading that is its title: the page shows that itself."""
    writer = LinkWriter(kb, page.source, page.outline, uri)
    h1 = _h1(page)
    without = [(h1.start, h1.end)] if h1 else []
    return _mark(page, kb) + trimmed(writer.text(page.source.body_start, len(page.source.text), without)) + "\n"


def _mark(page: PlainPage, kb: KnowledgeBase) -> str:
    """What stands above a text that only its authors see."""
    return f"> **{escape_markdown(kb.settings.say(NOT_PUBLISHED))}**\n\n" if is_withheld(page.source) else ""


def _is_found_by_title(page: Page) -> bool:
    """The community's own pages; what is generated is in the navigation, and entries are found by more."""
    if not page.in_nav:
        return False
    said = page.meta.get("search")
    return not (isinstance(said, dict) and said.get("exclude") is True)  # Material's word, which plain pages keep


def _plain_page(page: PlainPage, uri: str, kb: KnowledgeBase) -> Page:
    """A page of the community's own: its text and its front matter as they are, its links resolved."""
    written = LinkWriter(kb, page.source, page.outline, uri).text(page.source.body_start, len(page.source.text))
    text = _mark(page, kb) + written
    trusted = any(fnmatchcase(page.source.uri, pattern) for pattern in kb.settings.trusted)
    meta = {key: value for key, value in page.meta.items() if key != "title"}
    return Page(
        uri,
        page.title,
        text,
        meta=meta,
        in_nav=True,
        source_path=page.source.path,
        trusted=trusted,
        read_as=kb.settings.read_as(page.meta.get("markdown")),
    )


def _nav(kb: KnowledgeBase, plain: Mapping[str, Page], *, has_people: bool) -> tuple[tuple[str, Any], ...]:
    """Home, the lists, topics, what is wanted, people; then the community's own pages, by folder; then the guide."""
    say = kb.settings.say
    nav: list[tuple[str, Any]] = [(say("Home"), HOME)]
    nav += [(say("Symptoms"), SYMPTOMS)] if any(each.roles.has_finder for each in kb.types.values()) else []
    nav += [(each.label_plural, f"{each.plural}/index.md") for each in kb.types.values()]
    nav.append((say("All entries"), ALL))
    nav += [(say("Topics"), TOPICS), (say("Map"), MAP)] if kb.topics else []
    nav.append((say("Wanted"), WANTED))
    nav += [(say("People"), PEOPLE)] if has_people else []
    folders: dict[str, list[tuple[str, Any]]] = {}
    for uri, page in sorted(plain.items()):
        folder = PurePosixPath(uri).parts[0] if "/" in uri else ""
        if folder not in {each.plural for each in kb.types.values()}:
            folders.setdefault(folder, []).append((page.title, uri))
    nav += folders.pop("", [])
    nav += [(folder.replace("-", " ").capitalize(), tuple(pages)) for folder, pages in sorted(folders.items())]
    nav.append((say("How to take part"), GUIDE))
    return tuple(nav)
