"""A page of a site that was just built is rendered anew, in its place, where no other page becomes another by that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mkdocs.structure.pages import Page as MkDocsPage

from cop_kb.model.page import Page
from cop_kb.rendering.listening import listening
from cop_kb.rendering.mkdocs_plugin import BLOCK, CopKbPlugin
from cop_kb.rendering.page_maker import PageMaker
from cop_kb.rendering.quick_code import quick_code
from cop_kb.rendering.quick_page import QuickPage
from cop_kb.rendering.site import build_page_again

SHOWN = ("icon", "status", "subtitle")
"""What Material's navigation shows of a page's front matter (``partials/nav-item.html``)."""


def in_navigation(page: Page) -> tuple[Any, ...]:
    """All that navigation may show of a page, on any other."""
    return page.title, *(page.meta.get(name) for name in SHOWN)


class Renewing:
    """Renders pages of a build anew, with what it has left: ``maker`` makes those that are ``apart``."""

    def __init__(self, plugin: CopKbPlugin, maker: PageMaker, apart: Callable[[MkDocsPage], bool]) -> None:
        self._plugin, self._maker, self._is_apart = plugin, maker, apart
        self._plan, self._pages, self._say = plugin.plan, plugin.pages, plugin.say

    def may(self, page: Page) -> bool:
        """Whether a page can say this from now on, and no other page has to be another for that."""
        self._claim()
        found, before = self._found(page), self._pages.get(page.uri)
        if not (found and before):
            return False
        return self._is_apart(found) or in_navigation(page) == in_navigation(before)

    def render(self, page: Page) -> None:
        """Render a page that may say this. Raises CopKbError where MkDocs cannot."""
        self._claim()
        found = self._found(page)
        if found is None:
            return
        self._pages[page.uri] = page
        path = found.file.abs_src_path
        found.file.content_string = BLOCK + page.markdown
        found.file.abs_src_path = path  # which MkDocs unsets with that
        with listening(), quick_code():
            if self._is_apart(found) and isinstance(found, QuickPage):
                self._maker.make_again(found.again())
            else:
                build_page_again(found, self._maker.work)

    def _claim(self) -> None:
        """Make the plugin as it was: a build that has begun since has the same one.

        https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/config/config_options.py#L1119
        """
        self._plugin.plan, self._plugin.pages, self._plugin.say = self._plan, self._pages, self._say

    def _found(self, page: Page) -> MkDocsPage | None:
        """The page as MkDocs has it."""
        file = self._maker.work.files.get_file_from_path(page.uri)
        return file.page if file else None
