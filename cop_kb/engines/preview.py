"""The live preview: the site on loopback, built anew after every change; what is broken shows its findings in place."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol

from cop_kb.engines.build import Manner, render
from cop_kb.engines.findings_on_pages import with_findings
from cop_kb.engines.planning import make_plan
from cop_kb.engines.preview_server import PreviewServer
from cop_kb.engines.shown_site import ShownSite
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan, site_file
from cop_kb.publishing.entry_page import entry_page
from cop_kb.publishing.entry_pages import EntryPages, entry_pages_again
from cop_kb.publishing.plan_again import plan_again
from cop_kb.reading.knowledge_base import with_entry_again
from cop_kb.reading.opened import base_of, edits, with_all_entries
from cop_kb.reports.summary import plural
from cop_kb.rules import check_again
from cop_kb.search.background import BackgroundIndex

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
class Planned:
    """A knowledge base as it was read, its plan, and the errors in it.

    ``entries`` are the pages of its entries; after edits that others do not see, as they were before these.
    """

    kb: KnowledgeBase
    entries: EntryPages
    plan: Plan
    errors: tuple[Finding, ...]


class Preview:
    """Serves a knowledge base. ``read`` gives it as it is now, ``tell`` shows a line to the person at the terminal."""

    def __init__(self, read: Read, config_file: Path, port: int, tell: Tell, *, poll: bool = False) -> None:
        self.read, self.config_file, self.port, self.tell = read, config_file.resolve(), _free_port(port), tell
        self.poll = poll
        self.folder = Path(tempfile.mkdtemp(prefix="cop-kb-"))
        self.good: dict[str, Page] = {}
        self.round = 0
        self.server: PreviewServer | None = None
        self.planned: Planned | None = None
        self.shown: ShownSite | None = None
        self.index = BackgroundIndex(self.folder / "documents")

    @property
    def url(self) -> str:
        """Where to look."""
        return f"http://{HOST}:{self.port}/"

    def __enter__(self) -> Preview:
        """Build for the first time. Raises CopKbError where MkDocs cannot."""
        planned = self._plan(self.read(None, whole=True))
        shown = self._render(planned)
        self._keep(planned, shown)
        self.server = PreviewServer(self.rebuild, self.show_page, HOST, self.port, shown.folder, poll=self.poll)
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
        self.index.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rebuild(self, changed: frozenset[Path]) -> bool:
        """Show what has changed, and say whether that could be built; where not, the last site stays.

        Of what was edited only what depends on that is planned, and the pages that are others are written anew. Where
        the site's frame may be another, too, all is rendered into a new folder, which is served from then on.
        """
        try:
            planned, shown = self._plan_again(changed), self.shown
            if shown is None or not self._become(shown, planned, changed):
                shown = self._render(planned)
                self._serve(shown.folder)
        except OvertakenError:
            return False
        except (CopKbError, OSError) as error:
            self.tell(f"{error}\nThe last good site is still shown.")
            return False
        self._keep(planned, shown)
        return True

    def show_page(self, changed: frozenset[Path], looked_at: frozenset[str]) -> bool:
        """Write the page of an entry anew, if its file is all that has changed and somebody looks at it.

        Other pages, and what this one says of other entries, follow with the next build.
        """
        if self.planned is None or self.shown is None or len(changed) != 1:
            return False
        kb, entry = with_entry_again(self.planned.kb, next(iter(changed)))
        if entry is None or site_file(entry.uri, directory_urls=kb.settings.directory_urls) not in looked_at:
            return False
        return self.shown.show(entry_page(entry, kb, self.planned.entries.around).folded)

    def _plan_again(self, changed: Iterable[Path]) -> Planned:
        """What is planned by now, of which no more is made anew than may be another."""
        kb = self.read(self._go_on, whole=False)
        if self.planned and (new := _with_edits(self.planned, kb, changed)):
            return new
        return self._plan(self.read(self._go_on, whole=True) if edits(kb) else with_all_entries(kb))

    def _plan(self, kb: KnowledgeBase) -> Planned:
        errors = check_again(kb, Severity.ERROR)
        self._go_on()
        entries = entry_pages_again(kb, self.planned.entries if self.planned else None)
        self._go_on()
        return Planned(kb, entries, with_findings(make_plan(kb, entries), errors, self.good), errors)

    def _keep(self, planned: Planned, shown: ShownSite) -> None:
        """Remember what is shown by now, and have its texts indexed."""
        self.planned, self.shown = planned, shown
        self.index.ask(shown.folder, shown.plan, shown.texts)
        broken = {finding.place.path for finding in planned.errors}
        pages = planned.plan.pages
        self.good |= {page.uri: page for page in pages if page.source_path and page.source_path not in broken}

    def _become(self, shown: ShownSite, planned: Planned, changed: Iterable[Path]) -> bool:
        """Write what is another into the site that is shown, and say whether that does.

        It does where all that was changed is read, and not copied to the site, nor part of every page.
        """
        settings, files = planned.kb.settings, planned.plan.files
        copied = {(settings.root / each.source_path).resolve() for each in files if each.source_path}
        content = settings.content_folder.resolve()
        if not all(path.is_relative_to(content) and path not in copied for path in changed):
            return False
        number = shown.become(planned.plan, self._go_on)
        if number is None:
            return False
        self._tell(planned, f"{plural(number, 'page')} anew, of {len(planned.plan.pages):,}")
        return True

    def _render(self, planned: Planned) -> ShownSite:
        """Render all of a plan into a folder of its own."""
        self.round += 1
        site = self.folder / "sites" / str(self.round)
        site.mkdir(parents=True, exist_ok=True)
        built = render(planned.plan, self.config_file, site, Manner(serve_url=self.url), progress=self._go_on)
        self._tell(planned, plural(len(planned.plan.pages), "page"))
        return ShownSite(planned.plan, built)

    def _serve(self, site: Path) -> None:
        """Serve another folder from now on."""
        last = Path(self.server.root) if self.server else site
        if self.server:
            self.server.root = str(site)
        needed = {site, last, self.index.site}  # requests under way may still read the last; others go
        for old in site.parent.iterdir():
            if old not in needed:
                shutil.rmtree(old, ignore_errors=True)

    def _tell(self, planned: Planned, built: str) -> None:
        errors = planned.errors
        count = f", {plural(len(errors), 'error')}: {errors[0].place} {errors[0].message}" if errors else ""
        self.tell(f"Built {built}{count}")

    def _go_on(self, *_: int) -> None:
        if self.server and self.server.is_overtaken:
            raise OvertakenError

    def _watched(self) -> Iterable[str]:
        known, shown = self.planned, self.shown
        paths = (str(known.kb.settings.content_folder), *shown.watched) if known and shown else ()
        return [path for path in dict.fromkeys(paths) if Path(path).exists()]

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self.server.root if self.server else "") / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


def _with_edits(last: Planned, kb: KnowledgeBase, changed: Iterable[Path]) -> Planned | None:
    """What is planned after entries were edited so that others see the same of them; None where they may not."""
    content = kb.settings.content_folder.resolve()
    if last.errors or not base_of(kb) or base_of(kb) != base_of(last.kb):
        return None
    before = [each.now.source.uri for each in edits(last.kb)]
    now = [path.relative_to(content).as_posix() for path in changed if path.is_relative_to(content)]
    new = plan_again(kb, [*before, *now])
    if not (new and new.pages) or check_again(kb, Severity.ERROR):
        return None
    pages = {page.uri: page for page in (*last.plan.pages, *new.pages)}
    files = {file.uri: file for file in (*last.plan.files, *new.files)}
    plan = replace(last.plan, pages=tuple(pages.values()), files=tuple(files.values()))
    return Planned(kb, last.entries, plan, ())


def _free_port(port: int) -> int:
    """The port, or any free one for 0. Raises CopKbError where it is taken: before, not after, the first build."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise CopKbError(f"Port {port} cannot be used ({error.strerror}): take another with --port.") from None
        return int(trial.getsockname()[1])
