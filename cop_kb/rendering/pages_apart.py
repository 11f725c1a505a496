"""The pages that are rendered alone, each from its value: those that are as they were, from what was kept.

These are all that cop-kb makes and the navigation does not show: entries, and most lists and guide pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mkdocs.structure.pages import Page

from cop_kb.reading.kept import Kept, fingerprint
from cop_kb.reading.spreading import spread
from cop_kb.rendering.earlier_site import EarlierSite
from cop_kb.rendering.fingerprints import base_fingerprint
from cop_kb.rendering.frames import TEMPLATE
from cop_kb.rendering.mkdocs_plugin import CopKbPlugin
from cop_kb.rendering.page_maker import Made, PageMaker
from cop_kb.rendering.quick_page import QuickPage
from cop_kb.rendering.renewing import Renewing, in_navigation
from cop_kb.rendering.site import Tick, Work
from cop_kb.rendering.strategy import collects_pages
from cop_kb.search import part_of

Written = Callable[[str, str], None]
BATCH = 200
"""What was made of so many pages is held in memory, before it is kept."""


class PagesApart:
    """Renders pages of the plan, or a share of them: the second of three is every third page, from the second on.

    ``said`` is where MkDocs' warnings arrive; ``tick`` is called for every page, ``written`` for every page that is
    there, with its uri and the digest of the text to be searched.
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
        written: Written,
    ) -> None:
        self.plugin, self.kept, self.earlier, self.said = plugin, kept, earlier, said
        self.tick, self.written = tick, written
        self.share, self.processes = share, processes
        self.rendered: list[str] = []
        """The addresses of the pages that had to be rendered."""
        self.texts: dict[str, str] = {}
        """The digests of the texts to be searched, by uri."""
        self._maker: PageMaker | None = None

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
        values = (self.plugin.pages.get(page.file.src_uri) for page in work.nav.pages)
        shown = [in_navigation(value) for value in values if value]
        frame = fingerprint(base, str(work.nav), shown).hex()
        keys = self._keys(pages, base, frame)
        if not collects:
            pages = [page for page in pages if not self._take(page, keys[page.file.src_uri], frame)]
            pages.sort(key=lambda page: part_of(page.file.src_uri, self.plugin.plan))  # so a part is soon complete
        self._maker = maker = PageMaker(self.plugin, work, self.said, collects=collects)
        told: dict[str, list[str]] = {}
        there = list(self.texts)  # told of once the processes have begun: who is told may begin a thread
        for page, one, key in self._made(maker, pages, keys):
            self.texts[page.file.src_uri] = one.text
            if one.fault:
                self.plugin.sources.faults[page.file.src_uri] = one.fault  # another process made it
            if not (one.said or one.fault or collects):
                self.earlier.note(page.file.dest_uri, fingerprint(key.hex(), frame).hex(), one.text)
            told[page.file.src_uri] = one.said
            maker.show(page, one)
            self.tick()
            there.append(page.file.src_uri)
            self._tell(there)
        self._tell(there)
        for uri in keys:  # in the order of pages
            self.said.extend(told.get(uri, ()))

    def _tell(self, there: list[str]) -> None:
        while there:
            uri = there.pop()
            self.written(uri, self.texts[uri])

    def _made(
        self, maker: PageMaker, pages: Sequence[Page], keys: Mapping[str, bytes]
    ) -> Iterator[tuple[Page, Made, bytes]]:
        """Every page as it was made, now or before, with its key; what is new is kept."""
        known = self.kept.known(keys[page.file.src_uri] for page in pages) if self.kept else frozenset()
        made = spread(maker.make, [page for page in pages if keys[page.file.src_uri] not in known], self.processes)
        used, run = list(keys.values()), None
        for at in range(0, len(pages), BATCH):
            batch = [(page, keys[page.file.src_uri]) for page in pages[at : at + BATCH]]
            found, new = self._find(key for _, key in batch), {}
            for page, key in batch:
                if key in found:
                    maker.write(page, found[key])
                else:  # what is known and not found is damaged
                    found[key] = new[key] = maker.make(page) if key in known else next(made)
                    self.rendered.append(page.url)
                yield page, found[key], key
            good = {key: each.data for key, each in new.items() if not each.fault}  # else it is tried again
            if self.kept and good:
                run = self.kept.keep(good, used, run)
                used = [] if run else used

    def _find(self, keys: Iterable[bytes]) -> dict[bytes, Made]:
        return {key: Made(**each) for key, each in self.kept.find(keys).items()} if self.kept else {}

    @property
    def renewing(self) -> Renewing | None:
        """What renders pages anew; None as long as none was rendered."""
        return Renewing(self.plugin, self._maker, self.fit) if self._maker else None

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
                *(each.uri, each.title, each.markdown, each.template, each.meta, each.source_path, each.read_as),
            )
            for each in values
        }
