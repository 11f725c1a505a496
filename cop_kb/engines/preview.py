"""The live preview: the site on loopback, built anew after every change; what is broken shows its findings in place."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from types import TracebackType

from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from cop_kb.engines.build import Manner, render
from cop_kb.engines.planning import make_plan
from cop_kb.engines.theme import FOLDER
from cop_kb.model.error import CopKbError
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import Page, Plan
from cop_kb.reports.summary import plural
from cop_kb.rules import check

HOST = "127.0.0.1"
Read = Callable[[], KnowledgeBase]
Tell = Callable[[str], None]


class Preview:
    """Serves a knowledge base. ``read`` gives it as it is now, ``tell`` shows a line to the person at the terminal."""

    def __init__(self, read: Read, config_file: Path, port: int, tell: Tell) -> None:
        self.read, self.config_file, self.port, self.tell = read, config_file, _free_port(port), tell
        self.folder = Path(tempfile.mkdtemp(prefix="cop-kb-"))
        self.good: dict[str, Page] = {}
        self.round = 0
        self.server: LiveReloadServer | None = None

    @property
    def url(self) -> str:
        """Where to look."""
        return f"http://{HOST}:{self.port}/"

    def __enter__(self) -> Preview:
        """Build for the first time. Raises CopKbError where MkDocs cannot."""
        site = self._site()
        self._render(site)
        self.server = LiveReloadServer(self.rebuild, HOST, self.port, root=str(site))
        self.server.error_handler = self._error_page
        for path in self._watched():
            self.server.watch(str(path))
        return self

    def serve(self) -> None:
        """Serve until interrupted: here that is the way to end, not an accident."""
        if self.server:
            with suppress(KeyboardInterrupt):
                self.server.serve()  # type: ignore[no-untyped-call]  # MkDocs did not annotate it

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.server:
            self.server.shutdown()
        shutil.rmtree(self.folder, ignore_errors=True)

    def rebuild(self) -> None:
        """Build into a new folder and serve that; where it cannot be built the last one stays."""
        site = self._site()
        try:
            self._render(site)
        except CopKbError as error:
            self.tell(f"{error}\nThe last good site is still shown.")
            return
        if self.server:
            self.server.root = str(site)  # requests under way may still read the one before; older ones go
            shutil.rmtree(self.folder / str(self.round - 2), ignore_errors=True)

    def _site(self) -> Path:
        self.round += 1
        site = self.folder / str(self.round)
        site.mkdir(parents=True, exist_ok=True)
        return site

    def _render(self, site: Path) -> None:
        kb = self.read()
        errors = [finding for finding in check(kb) if finding.severity is Severity.ERROR]
        plan = with_findings(make_plan(kb), errors, self.good)
        broken = {finding.place.path for finding in errors}
        self.good |= {page.uri: page for page in plan.pages if page.source_path and page.source_path not in broken}
        render(plan, self.config_file, site, Manner(serve_url=self.url))
        count = f", {plural(len(errors), 'error')}: {errors[0].place} {errors[0].message}" if errors else ""
        self.tell(f"Built {len(plan.pages):,} pages{count}")

    def _watched(self) -> Iterable[Path]:
        config = load_config(str(self.config_file))
        root = self.config_file.parent
        paths = [Path(config.docs_dir), self.config_file, root / "entry_types", FOLDER]
        paths += [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
        return [path for path in paths if path.exists()]

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


def with_findings(plan: Plan, errors: Iterable[Finding], good: dict[str, Page]) -> Plan:
    """The plan with each broken page as it last was (``good``, by uri), below what is wrong with it now."""
    by_path: dict[str, list[Finding]] = {}
    for finding in errors:
        by_path.setdefault(finding.place.path, []).append(finding)
    pages = {page.uri: page for page in plan.pages}
    last = {page.source_path: page for page in good.values()}
    for path, found in by_path.items():
        now = next((page for page in plan.pages if page.source_path == path), None)
        page = last.get(path) or now
        if page is not None:
            pages[page.uri] = replace(page, markdown=f"{_notice(found, is_last=path in last)}\n\n{page.markdown}")
    return replace(plan, pages=tuple(pages[uri] for uri in sorted(pages)))


def _notice(findings: list[Finding], *, is_last: bool) -> str:
    below = " Below is its last good version." if is_last else ""
    items = "".join(
        f"<li><code>{escape(str(each.place))}</code> {escape(each.message)}<br>{escape(each.hint)}</li>"
        for each in findings
    )
    head = f"<p><strong>This file is broken.</strong>{below}</p>"
    return f'<div class="kb-findings" role="note">{head}<ul>{items}</ul></div>'
