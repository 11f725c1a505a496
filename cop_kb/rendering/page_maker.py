"""One page that is rendered alone: from its value to its file, and to what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from mkdocs.commands.build import get_context
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

from cop_kb.model.writing import writing
from cop_kb.rendering.frames import TEMPLATE, WHOLE, Frames, parts_of
from cop_kb.rendering.mkdocs_plugin import CopKbPlugin
from cop_kb.rendering.other_plugins import blaming
from cop_kb.rendering.page_steps import made_or_plain, populate
from cop_kb.rendering.site import Work
from cop_kb.search import digest


@dataclass(frozen=True, slots=True)
class Made:
    """A page that was rendered: its parts, what other plugins want to see of it, and what MkDocs said meanwhile.

    ``text`` is the digest of what the full-text search reads of it. ``fault`` says why it shows its source, if it does.
    """

    parts: dict[str, str]
    text: str
    content: str
    toc: list[Any]
    said: list[str]
    fault: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """By name, as it is kept."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class PageMaker:
    """Makes pages in one build. ``said`` is where MkDocs' warnings arrive.

    ``collects`` says that other plugins collect pages: they want to see each of them.
    """

    def __init__(self, plugin: CopKbPlugin, work: Work, said: list[str], *, collects: bool) -> None:
        self.plugin, self.work, self.said, self.collects = plugin, work, said, collects
        self._frames = Frames(work.env, self._finish)
        self._seen: set[str] = set()

    def make(self, page: Page) -> Made:
        """Render a page, and write it. What a plugin raises is named here: no traceback comes from another process."""
        with blaming():
            return self._make(page)

    def _make(self, page: Page) -> Made:
        before = len(self.said)
        self._populate(page)
        content, toc = (page.content or "", _plain(page.toc)) if self.collects else ("", [])
        parts = self._render(page)
        made = Made(parts, digest(parts.get("container", "")), content, toc, self.said[before:], self._fault(page))
        del self.said[before:]
        page.content, page.toc, page.meta = None, TableOfContents([]), {}  # else all of them stay in memory
        return made

    def write(self, page: Page, made: Made) -> None:
        """Write a page that was made before."""

        def context() -> dict[str, Any]:
            self._populate(page)
            return self._context(page)

        _write(page, self._frames.fill(page.url, made.parts, context))

    def make_again(self, page: Page) -> None:
        """Render a page that says something else by now, and write it."""
        self._populate(page)
        self._render(page)

    def show(self, page: Page, made: Made) -> None:
        """Let plugins that collect pages, as Material's search does, see one that was not made by this process."""
        if not self.collects or page.url in self._seen:
            return
        work = self.work
        page.markdown = ""  # without any, a page of MkDocs has no title
        self.plugin.on_page_markdown("", page=page, config=work.config, files=work.files)
        page.content, page.toc = made.content, TableOfContents([_link(each) for each in made.toc])
        self._context(page)
        page.content = None

    def _populate(self, page: Page) -> None:
        populate(page, self.work.config, self.work.files)

    def _fault(self, page: Page) -> str:
        return self.plugin.sources.faults.get(page.file.src_uri, "")

    def _context(self, page: Page) -> dict[str, Any]:
        work = self.work
        self._seen.add(page.url)
        context = get_context(work.nav, work.documents, work.config, page)
        return dict(work.config.plugins.on_page_context(context, page=page, config=work.config, nav=work.nav))

    def _render(self, page: Page) -> dict[str, str]:
        """The parts of a page, whose texts are there; it is written."""
        parts, context = made_or_plain(page, self.plugin, lambda: self._parts(page))
        _write(page, self._frames.fill(page.url, parts, lambda: context))
        return parts

    def _parts(self, page: Page) -> tuple[dict[str, str], dict[str, Any]]:
        """The parts of a page, and with what its template was rendered."""
        context = self._context(page)
        template = page.meta.get("template", "main.html")
        if template == TEMPLATE:
            parts = {name: str(part) for name, part in parts_of(self.work.env, context).items()}  # plain: it is kept
        else:
            parts = {WHOLE: self._finish(self.work.env.get_template(template).render(context), page)}
        return parts, context

    def _finish(self, text: str, page: Page) -> str:
        return self.plugin.on_post_page(text, page=page, config=self.work.config)


def _write(page: Page, html: str) -> None:
    with writing(page.file.abs_dest_path, f"the page of {page.file.src_uri}"):
        write_file(html.encode("utf-8", errors="xmlcharrefreplace"), page.file.abs_dest_path)


def _plain(toc: Any) -> list[Any]:
    return [[str(each.title), each.id, each.level, _plain(each.children)] for each in toc]


def _link(plain: Sequence[Any]) -> AnchorLink:
    title, name, level, children = plain
    link = AnchorLink(title, name, level)
    link.children = [_link(each) for each in children]
    return link
