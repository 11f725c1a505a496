"""Whatever changes is built: first the page that somebody looks at, then all others.

The system tells of changes, and requests are answered from the last site meanwhile.
"""

from __future__ import annotations

import os
import re
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from cop_kb.model.addresses import is_markdown
from cop_kb.preview.server import PreviewServer

MOMENT = 0.015
"""Seconds: what a program writes at once comes within them."""
PAUSE = 0.4
"""Seconds for the browser to show the page, before everything is built."""
LOOK_UP = 0.25
"""Seconds after which a wait is begun again: on Windows Ctrl-C is seen only between two."""
LOOKED_ONLY = ("opened", "closed_no_write")
OF_EDITORS = re.compile(r"[.#].*|.*~|4913")
"""What editors write beside a file while it is written: Vim, Emacs and others."""

Build = Callable[[frozenset[Path]], bool]
Quick = Callable[[frozenset[Path], frozenset[str]], bool]


class PreviewLoop:
    """Builds what a ``server`` serves. ``build`` is given what has changed, and says whether it could build that.

    ``quick`` is given what was changed and the pages that are looked at (files, relative to the server's root), and
    says whether it has written one of those. With ``poll``, and where the system cannot tell of changes, they are
    looked for.
    """

    def __init__(self, server: PreviewServer, build: Build, quick: Quick, *, poll: bool) -> None:
        self._server, self._build, self._quick = server, build, quick
        self._changed: set[Path] = set()
        self._unshown: set[Path] = set()
        self._shown: dict[str, bytes | None] = {}
        self._watched: list[Path] = []
        self._cond = threading.Condition()
        self._is_wanted = self._has_ended = False
        self._poll = poll
        self._observer: BaseObserver | None = None

    @property
    def is_overtaken(self) -> bool:
        """Whether something has changed since the build began."""
        return self._is_wanted or self._has_ended

    def watch(self, places: Iterable[Path]) -> None:
        """Note from now on what changes there; a file is watched in its folder, for many save a new one."""
        # of a folder that was just made, it hears twice
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        self._watched = list(places)
        try:
            self._observe(PollingObserver(timeout=0.5) if self._poll else Observer())
        except OSError:  # the system watches no more files
            self._observe(PollingObserver(timeout=0.5))

    def run(self) -> None:
        """Build whatever changes, until interrupted."""
        while self._wait():
            for do in (self._show_page, self._build_all):
                try:
                    do()
                except Exception:  # noqa: BLE001 - hooks and templates are anybody's code, half-written while they write
                    traceback.print_exc()

    def end(self) -> None:
        """Build no more."""
        if self._observer:
            self._observer.stop()
        with self._cond:
            self._has_ended = True
            self._cond.notify_all()

    def _observe(self, observer: BaseObserver) -> None:
        """Begin to observe. No observer is made before: it begins a thread, and the first build forks."""
        self._observer = observer
        handler = FileSystemEventHandler()
        handler.on_any_event = self._note  # type: ignore[method-assign]  # it is made for that
        for place in self._watched:
            is_folder = place.is_dir()
            observer.schedule(handler, str(place if is_folder else place.parent), recursive=is_folder)
        observer.start()

    def _note(self, event: FileSystemEvent) -> None:
        if event.is_directory or event.event_type in LOOKED_ONLY:
            return
        paths = {Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}
        paths = {path for path in paths if not OF_EDITORS.fullmatch(path.name)}
        meant = {path for path in paths for each in self._watched if path.is_relative_to(each)}
        with self._cond:
            self._changed |= meant
            self._is_wanted = self._is_wanted or bool(meant)
            self._cond.notify_all()

    def _build_all(self) -> None:
        """Build, and have shown what is another than what was shown."""
        self._shown = {**self._pages(), **self._shown}
        is_text = all(is_markdown(path.name) or not path.exists() for path in self._unshown)
        if not self._build(frozenset(self._unshown)):  # overtaken, or it could not be built
            return
        self._unshown.clear()
        now = self._pages()
        if not is_text or any(now.get(name) != page for name, page in self._shown.items()):
            self._server.reload(is_text=is_text)
        self._shown = {}

    def _show_page(self) -> None:
        """Show the page that is being written, again and again while it is."""
        changed = self._settled()
        while changed and self._quick(changed, frozenset(self._server.looked_at.copy())):
            self._server.reload(is_text=True)
            self._shown = {}
            changed = self._settled() if self._wait(PAUSE) else frozenset()

    def _wait(self, longest: float | None = None) -> bool:
        """Until something has changed, or so many seconds; False where nothing has, or the preview ends."""
        until = None if longest is None else time.monotonic() + longest
        with self._cond:
            while not self.is_overtaken and (until is None or time.monotonic() < until):
                self._cond.wait(LOOK_UP)
            return self._is_wanted and not self._has_ended

    def _settled(self) -> frozenset[Path]:
        """What has changed, once nothing more comes."""
        with self._cond:
            while self._cond.wait(MOMENT):
                pass
            changed, self._changed = frozenset(self._changed), set()
            self._is_wanted = False
            self._unshown |= changed
            return changed

    def _pages(self) -> dict[str, bytes | None]:
        """The pages that are looked at, as they are now."""
        root = self._server.root or Path()
        return {name: _bytes(root / name) for name in self._server.looked_at.copy()}


def _bytes(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None
