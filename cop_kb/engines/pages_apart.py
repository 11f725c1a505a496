"""The pages that are rendered alone, each from its value: those that are as they were, from what was kept.

These are all that cop-kb makes and the navigation does not show: entries, and most lists and guide pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.commands.build import _populate_page, get_context
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

from cop_kb.engines.alone import collects_pages
from cop_kb.engines.earlier_site import EarlierSite
from cop_kb.engines.fingerprints import base_fingerprint
from cop_kb.engines.frames import TEMPLATE, WHOLE, Frames, parts_of
from cop_kb.engines.mkdocs_plugin import BLOCK, CopKbPlugin
from cop_kb.engines.quick_page import QuickPage
from cop_kb.engines.site import Tick, Work
from cop_kb.engines.time_limit import time_limit
from cop_kb.model.page import Page as Value
from cop_kb.reading.kept import Kept, fingerprint
from cop_kb.reading.spreading import spread
from cop_kb.search import digest

BATCH = 200
"""What was made of so many pages is held in memory, before it is kept."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page that was rendered: its parts, what other plugins want to see of it, and what MkDocs said meanwhile.

    ``text`` is the digest of what the full-text search reads of it.
    """

    parts: dict[str, str]
    text: str
    content: str
    toc: list[Any]
    said: list[str]

    @property
    def data(self) -> dict[str, Any]:
        """By name, as it is kept."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class PagesApart:
    """Renders pages of the plan, or a share of them: the second of three is every third page, from the second on.

    ``said`` is where MkDocs' warnings arrive; ``tick`` is called for every page.
    """

    def __init__(
        self,
        plugin: CopKbPlugin,
        kept: Kept | None,
        earlier: EarlierSite,
        share: tuple[int, int],
        processes: int | None,
        said: list[str],
        tick: Tick,
    ) -> None:
        self.plugin, self.kept, self.earlier, self.said, self.tick = plugin, kept, earlier, said, tick
        self.share, self.processes = share, processes
        self.rendered: list[str] = []
        """The addresses of the pages that had to be rendered."""
        self.texts: dict[str, str] = {}
        """The digests of the texts to be searched, by uri."""
        self._last: tuple[Work, Frames] | None = None

    def fit(self, page: Page) -> bool:
        """Whether a page is one of these; a page that the navigation shows is not, it has neighbours."""
        value = self.plugin.pages.get(page.file.src_uri)
        return isinstance(page, QuickPage) and value is not None and not value.in_nav

    def render(self, work: Work, pages: Sequence[Page]) -> None:
        """Write every page into the site, and give other plugins those they collect."""
        first, step = self.share
        pages = pages[first - 1 :: step]
        collects = collects_pages(work.config)
        base = fingerprint(base_fingerprint(work.config), self.plugin.plan.language, collects).hex()
        frame = fingerprint(base, str(work.nav)).hex()
        keys = self._keys(pages, base, frame)
        used = list(keys.values())
        if not collects:
            pages = [page for page in pages if not self._take(page, keys[page.file.src_uri], frame)]
        known = self.kept.known(keys[page.file.src_uri] for page in pages) if self.kept else frozenset()
        frames = Frames(work.env, partial(self._finish, work))
        self._last = (work, frames) if keys else None
        seen: set[str] = set()

        def context_of_kept(page: Page) -> dict[str, Any]:
            _populate_page(page, work.config, work.files)
            seen.add(page.url)
            return _context(work, page)

        def make(page: Page) -> Made:
            before = len(self.said)
            with time_limit(page.file.src_uri):
                _populate_page(page, work.config, work.files)
            content, toc = (page.content or "", _plain(page.toc)) if collects else ("", [])
            context = _context(work, page)
            seen.add(page.url)
            parts = {name: str(part) for name, part in self._parts(work, context).items()}  # plain: it is kept
            made = Made(parts, digest(parts.get("container", "")), content, toc, self.said[before:])
            del self.said[before:]
            _write(page, frames.fill(page.url, made.parts, lambda: context))
            page.content, page.toc = None, TableOfContents([])
            return made

        missing = [page for page in pages if keys[page.file.src_uri] not in known]
        made = spread(make, missing, self.processes)
        run: int | None = None
        for batch in _batches(pages):
            found, new = self._find(keys[page.file.src_uri] for page in batch), {}
            for page in batch:
                key = keys[page.file.src_uri]
                if key in found:
                    one = found[key]
                    _write(page, frames.fill(page.url, one.parts, partial(context_of_kept, page)))
                else:  # what is known and not found is damaged
                    one = new[key] = make(page) if key in known else next(made)
                    self.rendered.append(page.url)
                self._note(page, one, fingerprint(key.hex(), frame).hex(), is_collected=collects)
                if collects and page.url not in seen:  # it was kept, or another process has made it
                    self._show(work, page, one)
            if self.kept and new:
                run = self.kept.keep({key: each.data for key, each in new.items()}, used, run)
                used = [] if run else used

    def _find(self, keys: Iterable[bytes]) -> dict[bytes, Made]:
        return {key: Made(**each) for key, each in self.kept.find(keys).items()} if self.kept else {}

    def _note(self, page: Page, made: Made, key: str, *, is_collected: bool) -> None:
        self.texts[page.file.src_uri] = made.text
        if not (made.said or is_collected):
            self.earlier.note(page.file.dest_uri, key, made.text)
        self.said.extend(made.said)
        self.tick()

    def again(self, value: Value) -> bool:
        """Render a page anew, from another value, where it was written; False where it was not one of these."""
        work, frames = self._last or (None, None)
        file = work.files.get_file_from_path(value.uri) if work else None
        if not (work and frames and file and isinstance(file.page, QuickPage) and self.fit(file.page)):
            return False
        self.plugin.pages = {**self.plugin.pages, value.uri: value}
        file.content_string = BLOCK + value.markdown
        page = file.page.again()
        with time_limit(value.uri):
            _populate_page(page, work.config, work.files)
        context = _context(work, page)
        _write(page, frames.fill(page.url, self._parts(work, context), lambda: context))
        return True

    def _take(self, page: Page, key: bytes, frame: str) -> bool:
        """Whether the page is that of the site before the last."""
        site = Path(page.file.abs_dest_path).parents[page.file.dest_uri.count("/")]
        noted = self.earlier.take(page.file.dest_uri, fingerprint(key.hex(), frame).hex(), site)
        if noted:
            self.texts[page.file.src_uri] = noted.text
            self.tick()
        return noted is not None

    def _keys(self, pages: Sequence[Page], base: str, frame: str) -> dict[str, bytes]:
        """By uri what is equal for a page that would be rendered the same; an entry's frame is rendered in any case."""
        values = (self.plugin.pages[page.file.src_uri] for page in pages)
        return {
            each.uri: fingerprint(
                base if each.template == TEMPLATE else frame,
                *(each.uri, each.title, each.markdown, each.template, each.meta, each.source_path),
            )
            for each in values
        }

    def _parts(self, work: Work, context: dict[str, Any]) -> dict[str, str]:
        page = context["page"]
        template = page.meta.get("template", "main.html")
        if template == TEMPLATE:
            return parts_of(work.env, context)
        return {WHOLE: self._finish(work, work.env.get_template(template).render(context), page)}

    def _finish(self, work: Work, text: str, page: Page) -> str:
        return self.plugin.on_post_page(text, page=page, config=work.config)

    def _show(self, work: Work, page: Page, made: Made) -> None:
        """Let plugins that collect pages, as Material's search does, see one."""
        self.plugin.on_page_markdown("", page=page, config=work.config, files=work.files)
        page.content, page.toc = made.content, TableOfContents([_link(each) for each in made.toc])
        _context(work, page)
        page.content = None


def _batches(pages: Sequence[Page]) -> Iterator[Sequence[Page]]:
    return (pages[at : at + BATCH] for at in range(0, len(pages), BATCH))


def _context(work: Work, page: Page) -> dict[str, Any]:
    context = get_context(work.nav, work.documents, work.config, page)
    return dict(work.config.plugins.on_page_context(context, page=page, config=work.config, nav=work.nav))


def _write(page: Page, html: str) -> None:
    write_file(html.encode("utf-8", errors="xmlcharrefreplace"), page.file.abs_dest_path)


def _plain(toc: Any) -> list[Any]:
    return [[str(each.title), each.id, each.level, _plain(each.children)] for each in toc]


def _link(plain: Sequence[Any]) -> AnchorLink:
    title, name, level, children = plain
    link = AnchorLink(title, name, level)
    link.children = [_link(each) for each in children]
    return link
