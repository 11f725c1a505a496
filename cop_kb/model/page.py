"""A page of the site as a value: all that cop-kb knows about it, before any engine sees it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cop_kb.model.addresses import is_markdown
from cop_kb.model.file_names import bounded
from cop_kb.model.folded import Folded
from cop_kb.model.settings import GITHUB

NOT_IN_A_CODE = re.compile(r"[^\w.+-]+")
HOME, TOPICS, WANTED, GUIDE, PEOPLE = "index.md", "topics/index.md", "wanted.md", "guide/index.md", "people/index.md"
"""The pages that every knowledge base has."""
ALL, MAP, SYMPTOMS = "all/index.md", "map/index.md", "symptoms/index.md"
"""More of them; the last two only where there are topics, and symptoms."""
SEARCH = "search.md"
"""The page of the full-text search, where cop-kb's own search is on."""


def topic_uri(key: str) -> str:
    """The page of a topic."""
    return f"topics/{key}.md"


def person_uri(name: str) -> str:
    """The page of a person, by their id."""
    return f"people/{bounded(name)}.md"


def guide_uri(type_name: str) -> str:
    """The page that says how to write an entry of a type."""
    return f"guide/{type_name}.md"


def site_file(uri: str, *, directory_urls: bool) -> str:
    """The file that a page or file becomes on the site, as MkDocs makes it.

    >>> site_file("problems/chatter.md", directory_urls=True), site_file("a/README.md", directory_urls=True)
    ('problems/chatter/index.html', 'a/index.html')
    """
    if not is_markdown(uri):
        return uri
    folder, name = posixpath.split(posixpath.splitext(uri)[0])
    if name in ("index", "README"):
        return posixpath.join(folder, "index.html")
    return posixpath.join(folder, name, "index.html") if directory_urls else posixpath.join(folder, f"{name}.html")


def code_address(code: str) -> str:
    """The stable address of a code, relative to the site's root.

    >>> code_address("WIP 041/B")
    'go/WIP-041-B/'
    """
    return f"go/{bounded(NOT_IN_A_CODE.sub('-', code).strip('-.') or 'code')}/"


@dataclass(frozen=True, slots=True)
class Record:
    """How the full-text search files a page.

    ``url`` is its address, relative to the site's root, ``names`` what else it is called. ``facets`` are what results
    can be narrowed by, ``sorts`` numbers they can be ordered by, ``shown`` plain data that stands with a result.
    """

    url: str
    names: tuple[str, ...]
    facets: Mapping[str, Sequence[str]]
    sorts: Mapping[str, int]
    shown: Mapping[str, Any]

    @property
    def folded(self) -> Record:
        """The same record, in less memory."""
        facets, sorts, shown = (Folded.of(each) for each in (self.facets, self.sorts, self.shown))
        return replace(self, facets=facets, sorts=sorts, shown=shown)


@dataclass(frozen=True, slots=True)
class Page:
    """``uri`` is the file it would be in a folder of Markdown (``problems/chatter.md``).

    ``meta`` is plain data for the theme's ``template``: texts, numbers, lists and mappings, nothing a template
    would have to work out. Addresses in it are relative to the site's root. ``source_path`` is the author's file,
    relative to the folder of ``mkdocs.yml``, where there is one. ``trusted`` pages are not sanitised.
    ``record`` is None for what the full-text search leaves out. ``read_as`` says who reads ``markdown``.
    """

    uri: str
    title: str
    markdown: str
    template: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    in_nav: bool = False
    source_path: str = ""
    trusted: bool = False
    record: Record | None = None
    read_as: str = GITHUB

    @property
    def folded(self) -> Page:
        """The same page, in less memory."""
        return replace(self, meta=Folded.of(self.meta), record=self.record.folded if self.record else None)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """Any other file of the site: its bytes, or where to copy them from (relative to the folder of ``mkdocs.yml``)."""

    uri: str
    content: bytes | None = None
    source_path: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole site. ``nav`` is for communities that declare none: titles with a page's uri or a nav below them.

    ``today`` is the day for which it was made, ``language`` that of its frame. In so many ``search_parts`` the full
    text is indexed. ``others`` are pages and files that are there already, without what they say. ``withheld`` are the
    files of the content folder that are no part of it (by uri, there and on the site), so that nothing else shows them.
    """

    pages: tuple[Page, ...]
    files: tuple[SiteFile, ...]
    nav: tuple[tuple[str, Any], ...]
    today: date = date.min
    language: str = "en"
    search_parts: int = 1
    others: tuple[Page, ...] = ()
    withheld: frozenset[str] = frozenset()
