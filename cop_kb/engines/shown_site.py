"""The site that the preview shows, and how it becomes that of another plan: page by page, in its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cop_kb.engines.build import Built
from cop_kb.model.page import Page, Plan

MANY = 300
"""So many pages, at most, are written one after the other; more of them are sooner rendered by all processors."""


class ShownSite:
    """A site that was built from a plan; what is written into it since is part of its ``plan``."""

    def __init__(self, plan: Plan, built: Built) -> None:
        self.folder, self.watched = built.site, built.watched
        self._plan, self._built = plan, built
        self._pages = {page.uri: page for page in plan.pages}
        self._written: set[str] = set()

    @property
    def plan(self) -> Plan:
        """What is there."""
        return replace(self._plan, pages=tuple(self._pages.values()))

    @property
    def texts(self) -> Mapping[str, str]:
        """The digests of the texts to be searched, by uri, as far as they are known."""
        return {uri: digest for uri, digest in self._built.texts.items() if uri not in self._written}

    def show(self, page: Page) -> bool:
        """Write a page anew, and say whether that can be."""
        if not self._built.again(page):
            return False
        self._pages[page.uri] = page
        self._written.add(page.uri)
        return True

    def become(self, plan: Plan, go_on: Callable[[], None]) -> int | None:
        """Write the pages and files that are others in a plan, and give the number of pages.

        None where that does not do: where navigation may be another, or anything else that is on all pages. Raises what
        ``go_on`` raises, which is called before every page.
        """
        if not self._built.may_be_renewed or _common(plan) != _common(self._plan):
            return None
        pages = [page for page in plan.pages if page != self._pages[page.uri]]
        if len(pages) > MANY:
            return None
        for page in pages:
            go_on()
            if not self.show(page):
                return None
        before = {file.uri: file for file in self._plan.files}
        for file in plan.files:
            if file != before[file.uri]:
                (self.folder / file.uri).write_bytes(file.content or b"")
        self._plan = plan
        return len(pages)


def _common(plan: Plan) -> tuple[object, ...]:
    """What all pages depend on: which pages and files there are, and where the navigation leads."""
    pages = [(page.uri, page.in_nav, page.trusted, page.source_path) for page in plan.pages]
    files = [(file.uri, file.source_path) for file in plan.files]
    return pages, files, plan.nav, plan.today, plan.language, plan.search_parts
