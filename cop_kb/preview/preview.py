"""The live preview: the site on loopback, built anew after every change; what is broken shows its findings in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType

from cop_kb.model.error import CopKbError
from cop_kb.model.page import site_file
from cop_kb.preview.loop import PreviewLoop
from cop_kb.preview.plan import Planned, PreviewPlan, Read
from cop_kb.preview.server import HOST, PreviewServer
from cop_kb.preview.shown_site import ShownSite
from cop_kb.publishing.entry_page import entry_page
from cop_kb.reading.knowledge_base import with_entry_again
from cop_kb.reading.temporary import make_temporary_folder
from cop_kb.rendering.build import Manner, render
from cop_kb.rendering.other_plugins import PluginLife
from cop_kb.reports.summary import plural
from cop_kb.search.background import BackgroundIndex

SHOWN = 5
"""Errors that are named at the terminal; each stands on its page, too."""
Tell = Callable[[str], None]


class OvertakenError(Exception):
    """Something has changed again: what is being built is out of date."""


class Preview:
    """Serves a knowledge base. ``read`` gives it as it is now, ``tell`` shows a line to the person at the terminal."""

    def __init__(self, read: Read, config_file: Path, port: int, tell: Tell, *, poll: bool = False) -> None:
        self.config_file, self.tell = config_file.resolve(), tell
        self.server = _server(port)
        self.loop = PreviewLoop(self.server, self.rebuild, self.show_page, poll=poll)
        self.folder = make_temporary_folder()
        self.plan = PreviewPlan(read, self._go_on)
        self.life = PluginLife("serve")
        self.round = 0
        self.shown: ShownSite | None = None
        self.index = BackgroundIndex(self.folder / "documents")

    @property
    def url(self) -> str:
        """Where to look."""
        return f"http://{HOST}:{self.server.server_port}/"

    def __enter__(self) -> Preview:
        """Build for the first time. Raises CopKbError where MkDocs cannot."""
        try:
            planned = self.plan.begin()
            shown = self._render(planned)
            self._keep(planned, shown)
        except BaseException:
            self.end()
            raise
        return self

    def serve(self) -> None:
        """Serve until interrupted. Raises KeyboardInterrupt then."""
        planned, shown = self.plan.last, self.shown
        if planned and shown:
            self.loop.watch(_watched(planned, shown))
            self.server.start(shown.folder)
            self.loop.run()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Answer no more, and leave nothing behind. Raises CopKbError where a plugin cannot shut down."""
        self.loop.end()
        self.server.stop()
        self.index.end()
        try:
            self.life.end()
        finally:
            self.discard()

    def discard(self) -> None:
        """Leave nothing behind, even where something is still under way."""
        self.index.leave()
        for _ in range(10):  # somebody may write a file meanwhile
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                break

    def rebuild(self, changed: frozenset[Path]) -> bool:
        """Show what has changed, and say whether that could be built; where not, the last site stays.

        Of what was edited only what depends on that is planned, and the pages that are others are written anew. Where
        the site's frame may be another, too, all is rendered into a new folder, which is served from then on.
        """
        try:
            planned, shown = self.plan.again(changed), self.shown
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
        last, shown = self.plan.last, self.shown
        if last is None or shown is None or len(changed) != 1:
            return False
        kb, entry = with_entry_again(last.kb, next(iter(changed)))
        if entry is None or site_file(entry.uri, directory_urls=kb.settings.directory_urls) not in looked_at:
            return False
        try:
            return shown.show(entry_page(entry, kb, last.entries.around).folded)
        except CopKbError as error:  # a plugin, perhaps: the build that follows says so, and shows what it can
            self.tell(str(error))
            return False

    def _keep(self, planned: Planned, shown: ShownSite) -> None:
        """Remember what is shown by now, and have its texts indexed."""
        self.plan.keep(planned)
        self.shown = shown
        self.index.ask(shown.folder, planned.plan, shown.texts)

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
        self._tell(planned, f"{plural(number, 'page')} anew, of {len(planned.plan.pages):,}", shown.faults)
        return True

    def _render(self, planned: Planned) -> ShownSite:
        """Render all of a plan into a folder of its own."""
        self.round += 1
        site = self.folder / "sites" / str(self.round)
        site.mkdir(parents=True, exist_ok=True)
        manner = Manner(serve_url=self.url, life=self.life)
        built = render(planned.plan, self.config_file, site, manner, progress=self._go_on)
        self._tell(planned, plural(len(planned.plan.pages), "page"), built.faults)
        return ShownSite(planned.plan, built)

    def _serve(self, site: Path) -> None:
        """Serve another folder from now on."""
        last, self.server.root = self.server.root, site
        needed = {site, last, self.index.site}  # requests under way may still read the last; others go
        for old in site.parent.iterdir():
            if old not in needed:
                shutil.rmtree(old, ignore_errors=True)

    def _tell(self, planned: Planned, built: str, faults: Mapping[str, str]) -> None:
        told = [f"{each.place} {each.message}" for each in planned.errors]
        paths = {page.uri: page.source_path or page.uri for page in planned.plan.pages} if faults else {}
        told += [f"{paths.get(uri, uri)} cannot be rendered ({why})" for uri, why in faults.items()]
        lines = [*told[:SHOWN], *([f"and {len(told) - SHOWN} more"] if len(told) > SHOWN else [])]
        count = "\n  ".join([f", {plural(len(told), 'error')}:", *lines]) if told else ""
        self.tell(f"Built {built}{count}")

    def _go_on(self, *_: int) -> None:
        if self.loop.is_overtaken:
            raise OvertakenError


def _watched(planned: Planned, shown: ShownSite) -> list[Path]:
    """The content, and what else the site was made from."""
    paths = (str(planned.kb.settings.content_folder), *shown.watched)
    return [path for path in map(Path, dict.fromkeys(paths)) if path.exists()]


def _server(port: int) -> PreviewServer:
    """One at that port, which is taken from now on. Raises CopKbError where it cannot be: before the first build."""
    try:
        return PreviewServer(port)
    except OSError as error:
        raise CopKbError(f"Port {port} cannot be used ({error.strerror}): take another with --port.") from None
