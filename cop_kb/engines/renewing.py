"""A page of a site that was just built is rendered anew, in its place, where no other page becomes another by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage

from cop_kb.engines.listening import listening
from cop_kb.engines.mkdocs_plugin import BLOCK, CopKbPlugin
from cop_kb.engines.page_maker import PageMaker
from cop_kb.engines.quick_code import quick_code
from cop_kb.engines.quick_page import QuickPage
from cop_kb.engines.site import build_page_again
from cop_kb.model.page import Page

SHOWN = ("icon", "status", "subtitle")
"""What Material's navigation shows of a page's front matter (``partials/nav-item.html``)."""


def in_navigation(page: Page) -> tuple[Any, ...]:
    """All that navigation may show of a page, on any other."""
    return page.title, *(page.meta.get(name) for name in SHOWN)


class Renewing:
    """Renders pages of a build anew, with what it has left: ``maker`` makes those that are ``apart``."""

    def __init__(self, plugin: CopKbPlugin, maker: PageMaker, apart: Callable[[MkDocsPage], bool]) -> None:
        self._plugin, self._maker, self._is_apart = plugin, maker, apart

    def may(self, page: Page) -> bool:
        """Whether a page can say this from now on, and no other page has to be another for that."""
        file, before = self._file(page), self._plugin.pages.get(page.uri)
        if not (file and file.page and before):
            return False
        return self._is_apart(file.page) or in_navigation(page) == in_navigation(before)

    def render(self, page: Page) -> None:
        """Render a page that may say this. Raises CopKbError where MkDocs cannot."""
        file = self._file(page)
        if file is None or file.page is None:
            return
        self._plugin.pages[page.uri] = page
        file.content_string = BLOCK + page.markdown
        with listening(), quick_code():
            if self._is_apart(file.page) and isinstance(file.page, QuickPage):
                self._maker.make_again(file.page.again())
            else:
                build_page_again(file.page, self._maker.work)

    def _file(self, page: Page) -> File | None:
        return self._maker.work.files.get_file_from_path(page.uri)
