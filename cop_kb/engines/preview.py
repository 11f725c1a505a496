"""The live preview: the site on loopback, built anew after every change; what is broken shows its findings in place."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol

from cop_kb.engines.build import Built, Manner, render
from cop_kb.engines.findings_on_pages import with_findings
from cop_kb.engines.planning import make_plan
from cop_kb.engines.preview_server import PreviewServer
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan, site_file
from cop_kb.publishing.entry_page import Around, around, around_again, entry_page
from cop_kb.publishing.plan_again import plan_again
from cop_kb.reading.knowledge_base import with_entry_again
from cop_kb.reading.opened import base_of, edits
from cop_kb.reports.summary import plural
from cop_kb.rules import check_again
from cop_kb.search import index

HOST = "127.0.0.1"
Watch = Callable[[int, int], None]
Tell = Callable[[str], None]


class Read(Protocol):
    """Reads the knowledge base as it is now."""

    def __call__(self, watch: Watch | None, *, whole: bool) -> KnowledgeBase:
        """All of it, or as it was with what was edited; ``watch`` is told how far that is."""


class OvertakenError(Exception):
    """Something has changed again: what is being built is out of date."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the site that is shown was made from; ``is_sound`` where there were no errors in it."""

    kb: KnowledgeBase
    plan: Plan
    around: Around
    built: Built
    is_sound: bool


class Preview:
    """Serves a knowledge base. ``read`` gives it as it is now, ``tell`` shows a line to the person at the terminal."""

    def __init__(self, read: Read, config_file: Path, port: int, tell: Tell, *, poll: bool = False) -> None:
        self.read, self.config_file, self.port, self.tell = read, config_file.resolve(), _free_port(port), tell
        self.poll = poll
        self.folder = Path(tempfile.mkdtemp(prefix="cop-kb-"))
        self.good: dict[str, Page] = {}
        self.round = 0
        self.server: PreviewServer | None = None
        self.shown: Shown | None = None
        self.indexing, self.ended = threading.Thread(), threading.Event()
        self.indexed: Path | None = None
        """The site whose texts were indexed last, or are being indexed."""

    @property
    def url(self) -> str:
        """Where to look."""
        return f"http://{HOST}:{self.port}/"

    def __enter__(self) -> Preview:
        """Build for the first time. Raises CopKbError where MkDocs cannot."""
        site = self._site()
        self._render(site)
        self.server = PreviewServer(self.rebuild, self.show_page, HOST, self.port, site, poll=self.poll)
        self.server.error_handler = self._error_page
        for path in self._watched():
            self.server.watch(path)
        return self

    def serve(self) -> None:
        """Serve until interrupted: here that is the way to end, not an accident."""
        if self.server:
            with suppress(KeyboardInterrupt):
                self.server.serve()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.server:
            self.server.shutdown()
        self.ended.set()
        if self.indexing.is_alive():
            self.indexing.join()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rebuild(self, changed: frozenset[Path]) -> bool:
        """Show what has changed, and say whether that could be built; where not, the last site stays.

        Where others see the same of an entry that was edited, its page is written anew; else all is built into a new
        folder, which is served from then on.
        """
        try:
            if self._render_again(changed):
                return True
            site = self._site()
            self._render(site)
        except OvertakenError:
            return False
        except CopKbError as error:
            self.tell(f"{error}\nThe last good site is still shown.")
            return False
        last = Path(self.server.root) if self.server else site
        if self.server:
            self.server.root = str(site)
        needed = {site, last, self.indexed}  # requests under way may still read the last; others go
        for old in site.parent.iterdir():
            if old not in needed:
                shutil.rmtree(old, ignore_errors=True)
        return True

    def show_page(self, changed: frozenset[Path], looked_at: frozenset[str]) -> bool:
        """Write the page of an entry anew, if its file is all that has changed and somebody looks at it.

        Other pages, and what this one says of other entries, follow with the next build.
        """
        shown = self.shown
        if shown is None or len(changed) != 1:
            return False
        kb, entry = with_entry_again(shown.kb, next(iter(changed)))
        if entry is None or site_file(entry.uri, directory_urls=kb.settings.directory_urls) not in looked_at:
            return False
        return shown.built.again(entry_page(entry, kb, shown.around))

    def _site(self) -> Path:
        self.round += 1
        site = self.folder / "sites" / str(self.round)
        site.mkdir(parents=True, exist_ok=True)
        return site

    def _render(self, site: Path) -> None:
        watch = self._go_on if self.server else None
        kb = self.read(watch, whole=True)
        errors = [finding for finding in check_again(kb) if finding.severity is Severity.ERROR]
        self._go_on()
        plan = with_findings(make_plan(kb), errors, self.good)
        broken = {finding.place.path for finding in errors}
        self.good |= {page.uri: page for page in plan.pages if page.source_path and page.source_path not in broken}
        built = render(plan, self.config_file, site, Manner(serve_url=self.url), progress=watch)
        self.shown = Shown(kb, plan, around_again(kb) or around(kb), built, is_sound=not errors)
        count = f", {plural(len(errors), 'error')}: {errors[0].place} {errors[0].message}" if errors else ""
        self.tell(f"Built {len(plan.pages):,} pages{count}")
        self._index(site, plan, built.texts)

    def _render_again(self, changed: frozenset[Path]) -> bool:
        """Write the pages of entries that were edited, and what else is another now; whether that is enough."""
        shown = self.shown
        if not (shown and shown.is_sound and shown.built.may_be_renewed):
            return False
        content = shown.kb.settings.content_folder.resolve()
        if not all(path.is_relative_to(content) for path in changed):
            return False
        kb = self.read(self._go_on, whole=False)
        if not base_of(kb) or base_of(kb) != base_of(shown.kb):
            return False
        before = [each.now.source.uri for each in edits(shown.kb)]
        new = plan_again(kb, [*before, *(path.relative_to(content).as_posix() for path in changed)])
        if not (new and new.pages) or any(finding.severity is Severity.ERROR for finding in check_again(kb)):
            return False
        if not all(shown.built.again(page) for page in new.pages):
            return False
        pages = {page.uri: page for page in (*shown.plan.pages, *new.pages)}
        plan = replace(shown.plan, pages=tuple(pages[uri] for uri in sorted(pages)))
        site = Path(self.server.root) if self.server else shown.built.site
        for each in new.files:
            (site / each.uri).write_bytes(each.content or b"")
        self.good |= {page.uri: page for page in new.pages}
        self.shown = replace(shown, kb=kb, plan=plan)
        self.tell(f"Built {plural(len(new.pages), 'page')} anew, of {len(plan.pages):,}")
        other = {page.uri for page in new.pages}
        self._index(site, plan, {uri: digest for uri, digest in shown.built.texts.items() if uri not in other})
        return True

    def _go_on(self, *_: int) -> None:
        if self.server and self.server.is_overtaken:
            raise OvertakenError

    def _index(self, site: Path, plan: Plan, texts: Mapping[str, str]) -> None:
        """Index the full text in the background; of several sites that come quickly, not each."""
        if self.indexing.is_alive():
            return
        before = Path(self.server.root) if self.server else None
        self.indexed = site
        asked = (site, plan, (before,), texts, self.ended, self.folder / "documents")
        self.indexing = threading.Thread(target=index, args=asked)
        self.indexing.start()

    def _watched(self) -> Iterable[str]:
        shown = self.shown
        paths = (str(shown.kb.settings.content_folder), *shown.built.watched) if shown else ()
        return [path for path in dict.fromkeys(paths) if Path(path).exists()]

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self.server.root if self.server else "") / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


def _free_port(port: int) -> int:
    """The port, or any free one for 0. Raises CopKbError where it is taken: before, not after, the first build."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise CopKbError(f"Port {port} cannot be used ({error.strerror}): take another with --port.") from None
        return int(trial.getsockname()[1])
