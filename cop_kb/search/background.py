"""The full text is indexed in the background: of sites that come quicker than that is done, only the last."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from cop_kb.model.page import Plan
from cop_kb.search.indexing import EarlierIndex, index


class BackgroundIndex:
    """Indexes one site after another. ``documents`` is the folder where documents are kept for the next."""

    def __init__(self, documents: Path) -> None:
        self.site: Path | None = None
        """The site whose texts were indexed last, or are being indexed."""
        self._documents, self._ended = documents, Event()
        self._thread = ThreadPoolExecutor(1)
        self._asked = 0

    def ask(self, site: Path, plan: Plan, digests: Mapping[str, str]) -> None:
        """Have a site indexed that was built from a plan; ``digests`` as for ``index``."""
        self._asked += 1
        self._thread.submit(self._index, self._asked, site, plan, digests)

    def leave(self) -> None:
        """Leave what was not finished, in a moment."""
        self._ended.set()

    def end(self) -> None:
        """Leave it, and wait for that."""
        self.leave()
        self._thread.shutdown(cancel_futures=True)

    def _index(self, asked: int, site: Path, plan: Plan, digests: Mapping[str, str]) -> None:
        if asked == self._asked:
            before, self.site = self.site, site
            earlier = (EarlierIndex(before, lambda _: True, may_be_moved=False),) if before else ()  # it is our own
            index(site, plan, earlier, digests, self._ended, self._documents)
