"""MkDocs' server with live reload, which shows at once the page that somebody is looking at, and then all others.

MkDocs' own looks through all files twice a second and lets every request wait until a build has ended
(https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/livereload/__init__.py#L145). Here the system tells of changes, and
requests are answered from the last site meanwhile.
"""

from __future__ import annotations

import os
import re
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from cop_kb.model.addresses import is_markdown

MOMENT = 0.015
"""Seconds: what a program writes at once comes within them."""
PAUSE = 0.4
"""Seconds for the browser to show the page, before everything is built."""
NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{8}\.min\.(?:css|js)\Z")
KEEP = ("Cache-Control", "max-age=86400")
"""Material's files are named by what is in them: the browser need not ask for them again with every page."""
LOOKED_ONLY = ("opened", "closed_no_write")
OF_EDITORS = re.compile(r"[.#].*|.*~|4913")
"""What editors write beside a file while it is written: Vim, Emacs and others."""
SCRIPT = Path(__file__).with_name("preview.js").read_text(encoding="utf-8")
ASKED = re.compile(r"/livereload/([0-9]+)/[0-9]+")

Build = Callable[[frozenset[Path]], bool]
Quick = Callable[[frozenset[Path], frozenset[str]], bool]


class PreviewServer(LiveReloadServer):
    """Serves ``root``. ``build`` is given what has changed and builds it, there or for another root, if it can.

    ``quick`` is given what was changed and the pages that are looked at (files, relative to the root), and says whether
    it has written one of those anew. Where the system cannot tell of changes, or with ``poll``, they are looked for.
    """

    def __init__(self, build: Build, quick: Quick, host: str, port: int, root: Path, *, poll: bool) -> None:
        super().__init__(lambda: None, host, port, root=str(root))
        self._build, self._quick = build, quick
        self._changed: set[Path] = set()
        self._looked_at: set[str] = set()
        self._unshown: set[Path] = set()
        self._shown: dict[str, bytes | None] = {}
        self._epoch_of_all = self._visible_epoch
        self._watched: list[Path] = []
        self.observer = PollingObserver(timeout=0.5) if poll else Observer()  # type: ignore[assignment]  # any will do

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Build and reload when something changes there; a file is watched in its folder, for many save a new one."""
        place = Path(path)
        self._watched.append(place)
        handler = FileSystemEventHandler()
        handler.on_any_event = self._note  # type: ignore[method-assign]  # as MkDocs does
        is_folder = place.is_dir()
        self.observer.schedule(handler, str(place if is_folder else place.parent), recursive=recursive and is_folder)

    def _note(self, event: FileSystemEvent) -> None:
        if event.is_directory or event.event_type in LOOKED_ONLY:
            return
        paths = {Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}
        paths = {path for path in paths if not OF_EDITORS.fullmatch(path.name)}
        meant = {path for path in paths for each in self._watched if path.is_relative_to(each)}
        with self._rebuild_cond:
            self._changed |= meant
            self._want_rebuild = self._want_rebuild or bool(meant)
            self._rebuild_cond.notify_all()

    @property
    def is_overtaken(self) -> bool:
        """Whether something has changed since the build began."""
        return self._want_rebuild or self._shutdown

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Serve until interrupted."""
        # of a folder that was just made, it hears twice
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        self.server_bind()
        self.server_activate()
        self._watched_paths = {str(path): 1 for path in self._watched}  # only then pages are told where to ask
        try:
            self.observer.start()
        except OSError:  # the system watches no more files
            self.observer = PollingObserver(timeout=0.5)
            again, self._watched = self._watched, []
            for path in again:
                self.watch(str(path))
            self.observer.start()
        self.serve_thread.start()
        self._build_loop()

    def _build_loop(self) -> None:
        while self._wait():
            for do in (self._show_page, self._build_all):
                try:
                    do()
                except Exception:  # noqa: BLE001 - hooks and templates are anybody's code, half-written while they write
                    traceback.print_exc()

    def _build_all(self) -> None:
        """Build, and have shown what is another than what was shown."""
        self._shown = {**self._pages(), **self._shown}
        is_text = all(is_markdown(path.name) or not path.exists() for path in self._unshown)
        if not self._build(frozenset(self._unshown)):  # overtaken, or it could not be built
            return
        self._unshown.clear()
        now = self._pages()
        if not is_text or any(now.get(name) != page for name, page in self._shown.items()):
            self._reload(is_text=is_text)
        self._shown = {}

    def _show_page(self) -> None:
        """Show the page that is being written, again and again while it is."""
        changed = self._settled()
        while changed and self._quick(changed, frozenset(self._looked_at.copy())):
            self._reload(is_text=True)
            self._shown = {}
            changed = self._settled() if self._wait(PAUSE) else frozenset()

    def _wait(self, longest: float | None = None) -> bool:
        """Until something has changed, or so many seconds; False where nothing has, or the server ends."""
        until = None if longest is None else time.monotonic() + longest
        with self._rebuild_cond:
            while not self.is_overtaken and (until is None or time.monotonic() < until):
                self._rebuild_cond.wait(self.shutdown_delay)  # with a time: on Windows Ctrl-C is seen only between two
            return self._want_rebuild and not self._shutdown

    def _settled(self) -> frozenset[Path]:
        """What has changed, once nothing more comes."""
        with self._rebuild_cond:
            while self._rebuild_cond.wait(MOMENT):
                pass
            changed, self._changed = frozenset(self._changed), set()
            self._want_rebuild = False
            self._unshown |= changed
            return changed

    def _pages(self) -> dict[str, bytes | None]:
        """The pages that are looked at, as they are now."""
        return {name: _bytes(Path(self.root, name)) for name in self._looked_at.copy()}

    def _reload(self, *, is_text: bool) -> None:
        """Let browsers ask for their pages again; for all of them, unless only texts are others."""
        with self._epoch_cond:
            self._looked_at.clear()
            self._visible_epoch = self._wanted_epoch = max(self._visible_epoch + 1, int(time.monotonic() * 1000))
            self._epoch_of_all = self._epoch_of_all if is_text else self._visible_epoch
            self._epoch_cond.notify_all()

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        at = content.rfind(b"</body>") if b"</body>" in content else len(content)
        script = SCRIPT.replace("EPOCH", str(epoch)).replace("REQUEST", str(time.monotonic_ns()))
        return content[:at] + b"<script>" + script.encode() + b"</script>" + content[at:]

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if not path.startswith("/livereload/") and (path.endswith(("/", ".html"))):
            self._looked_at.add(f"{path}index.html".strip("/") if path.endswith("/") else path.strip("/"))

        def start(status: str, headers: list[tuple[str, str]]) -> Any:
            return start_response(status, [*headers, KEEP] if NAMED_BY_CONTENT.search(path) else headers)

        answer = super()._serve_request(environ, start)
        if answer is not None and (asked := ASKED.fullmatch(path)):
            how = "text" if int(asked[1]) >= self._epoch_of_all else "all"
            return [b"%b %b" % (b"".join(answer), how.encode())]
        return answer


def _bytes(path: Path) -> bytes | None:
    with suppress(OSError, ValueError):  # any address may be asked for
        return path.read_bytes()
    return None
