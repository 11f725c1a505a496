"""Built pages → Pagefind's files beside them, part by part, from small documents of ours: pages would take more time.

A part is indexed as soon as its pages are there, while others are rendered: Pagefind needs memory for one part at a
time. After an edit, only the part that the page belongs to is made anew.
"""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote
from zlib import crc32

from cop_kb import __version__
from cop_kb.model.page import Page, Plan
from cop_kb.reading.temporary import temporary_folder
from cop_kb.search.document_folder import DocumentFolder, claimed
from cop_kb.search.documents import digest, document
from cop_kb.search.pagefind import MISSING, find_program, hash_of, made_from, make_index

BUNDLE = "search/pagefind"
"""Where the parts are, by number. The first has Pagefind's program, too."""
FORM = 3
"""The number goes up with the form of the documents."""


def part_of(uri: str, plan: Plan) -> int:
    """The part of the index in which a page is; the same for as long as there are as many parts."""
    return crc32(uri.encode()) % plan.search_parts


class EarlierIndex(NamedTuple):
    """The index of an earlier build of a site; whether a part of it is as it was written, and may be moved away."""

    site: Path
    has_part: Callable[[int], bool]
    may_be_moved: bool


class Indexing:
    """Indexes the entries of a site, as their pages come.

    ``earlier`` are those of earlier builds: where no text of a part has changed, it is taken over.
    """

    def __init__(
        self, site: Path, plan: Plan, earlier: Iterable[EarlierIndex], folder: DocumentFolder, stop: Event | None
    ) -> None:
        self.site, self.plan, self.folder = site, plan, folder
        self.earlier = tuple(earlier)
        self._digests: dict[str, str] = {}
        self._parts: dict[int, list[Page]] = {}
        for page in plan.pages:
            if page.record:
                self._parts.setdefault(part_of(page.uri, plan), []).append(page)
        self._awaited = {part: {page.uri for page in pages} for part, pages in self._parts.items()}
        self._program = find_program()
        self._thread = ThreadPoolExecutor(1)
        self._begun: list[Future[str]] = []
        self._stop, self._left = stop, Event()

    def is_there(self, uri: str, digest: str = "") -> None:
        """A page was written; ``digest`` is that of its searched text, if it is known."""
        part = part_of(uri, self.plan)
        awaited = self._awaited.get(part, set())
        if uri in awaited:
            self._digests[uri] = digest
            awaited.remove(uri)
            if not awaited and self._program:
                self._begun.append(self._thread.submit(self._index, part, self._program))

    def finish(self) -> str:
        """Wait until all is indexed, all pages being there; gives "" or, where that was not possible, why."""
        for uri in [uri for awaited in self._awaited.values() for uri in awaited]:
            self.is_there(uri)
        if self._parts and self._program is None:
            return MISSING
        why = next(filter(None, [each.result() for each in self._begun]), "")
        self.folder.drop_others()
        if why:
            shutil.rmtree(self.site / BUNDLE, ignore_errors=True)
        return why

    def end(self) -> None:
        """Leave what was not finished."""
        self._left.set()
        self._thread.shutdown(cancel_futures=True)

    def _index(self, part: int, program: str) -> str:
        for page in self._parts[part]:
            if self._is_over():
                return ""
            _put(self.folder, page, site=self.site, plan=self.plan, known=self._digests[page.uri])
        self.folder.drop_others(f"{part}/")
        said = _hash(self.folder, part)
        if made_from(_place(self.site, part)) == said or self._is_taken_over(part, said):
            return ""
        return _make(program, self.folder, part, said, self.site, self.plan, self._is_over)

    def _is_over(self) -> bool:
        return self._left.is_set() or bool(self._stop and self._stop.is_set())

    def _is_taken_over(self, part: int, said: str) -> bool:
        target = _place(self.site, part)
        for each in self.earlier:
            found = _place(each.site, part)
            if each.has_part(part) and made_from(found) == said:
                target.parent.mkdir(parents=True, exist_ok=True)
                with suppress(OSError):
                    found.rename(target) if each.may_be_moved else shutil.copytree(found, target)
                    return True
                shutil.rmtree(target, ignore_errors=True)
        return False


@contextmanager
def index_meanwhile(
    site: Path,
    plan: Plan,
    earlier: Iterable[EarlierIndex] = (),
    documents: Path | None = None,
    stop: Event | None = None,
) -> Iterator[Indexing]:
    """Index a site while it is built. ``documents`` is a folder in which documents are kept for the next time.

    Once ``stop`` is set, it ends.
    """
    with _folder(documents) as folder:
        work = Indexing(site, plan, earlier, folder, stop)
        try:
            yield work
        finally:
            work.end()


def index(
    site: Path,
    plan: Plan,
    earlier: Iterable[EarlierIndex] = (),
    digests: Mapping[str, str] = MappingProxyType({}),
    stop: Event | None = None,
    documents: Path | None = None,
) -> str:
    """Index the entries of a site that is built; gives what ``Indexing.finish`` does.

    ``digests`` are those of the searched texts, by uri, as far as they are known.
    """
    with index_meanwhile(site, plan, earlier, documents, stop) as work:
        for uri, known in digests.items():
            work.is_there(uri, known)
        return work.finish()


def index_again(new: Path, plan: Plan, site: Path, digests: Mapping[str, str], documents: Path | None) -> str | None:
    """Index some pages that were built anew, the plan's, with all others of a site as they were indexed before.

    The parts that they belong to are made in the folder ``new``, where the pages are, unless the same is searched as
    before. Gives what ``Indexing.finish`` does; None where that does not do: all has to be indexed, or to say why not.
    """
    program = find_program()
    if program is None:
        return None if (site / BUNDLE).exists() else MISSING
    with ExitStack() as stack, suppress(OSError):
        folder = stack.enter_context(claimed(documents)) if documents and documents.is_dir() else None
        parts = {part_of(page.uri, plan) for page in plan.pages if page.record}
        if folder is None or any(_hash(folder, part) != made_from(_place(site, part)) for part in parts):
            return None  # they are of another site
        for page in plan.pages:
            if page.record:
                _put(folder, page, site=new, plan=plan, known=digests.get(page.uri, ""))
        for part in sorted(parts):
            said = _hash(folder, part)
            if said != made_from(_place(site, part)) and _make(program, folder, part, said, new, plan):
                return None
        return ""
    return None


def _make(
    program: str,
    folder: DocumentFolder,
    part: int,
    said: str,
    site: Path,
    plan: Plan,
    stop: Callable[[], bool] = lambda: False,
) -> str:
    """Make the index of a part, whose documents are put and ``said`` is the hash of; gives what ``make_index`` does."""
    documents, target = folder.folder / str(part), _place(site, part)
    return make_index(program, documents, target, plan.language, said, with_program=not part, stop=stop)


def _place(site: Path, part: int) -> Path:
    return site / BUNDLE / str(part)


def _hash(folder: DocumentFolder, part: int) -> str:
    """All that the index of a part depends on."""
    return hash_of(folder.keys(f"{part}/"))


@contextmanager
def _folder(kept: Path | None) -> Iterator[DocumentFolder]:
    """Where the documents go: what is kept, or, where that cannot be, a folder that goes away again."""
    with ExitStack() as stack:
        found = None
        if kept:
            with suppress(OSError):
                found = stack.enter_context(claimed(kept))
        yield found or DocumentFolder(stack.enter_context(temporary_folder()) / "documents")


def _put(folder: DocumentFolder, page: Page, *, site: Path, plan: Plan, known: str) -> None:
    """Put the document of a page, which is built in ``site``; ``known`` is the digest of its text, "" if it is not."""
    file = _file(page.record.url if page.record else "")
    name = f"{part_of(page.uri, plan)}/{file}"
    if known and folder.holds(name, _key(page, name, known, plan.language)):
        return
    html = (site / file).read_text(encoding="utf-8")
    key = _key(page, name, digest(html), plan.language)  # it may be another by now, where the site is being written
    if not folder.holds(name, key):
        folder.put(name, key, document(page, html, plan.language))


def _key(page: Page, name: str, text: str, language: str) -> str:
    """All that a page's document depends on."""
    said = f"{FORM} {__version__}\n{language}\n{name}\n{page.title}\n{page.record}\n{text}"
    return blake2b(said.encode()).hexdigest()


def _file(url: str) -> str:
    path = unquote(url)
    return posixpath.join(path, "index.html") if path.endswith("/") or not path else path
