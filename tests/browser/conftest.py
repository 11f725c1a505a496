"""A browser, and the built example served on loopback."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browsers import ARGUMENTS, find_browser
from tests.conftest import Example


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that does not log and answers with the site's own 404."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code == 404 and page.is_file():
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.read_bytes())
        else:
            super().send_error(code, message, explain)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder on loopback; gives its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    assert path, "no browser: “python -m tests” brings one"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def site(example: Example) -> Iterator[str]:
    with served(example.site) as address:
        yield address


@dataclass
class Visit:
    """A page in the browser, and everything that went wrong or elsewhere on it."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._complain(said.type in ("error", "warning"), said.text))
        self.page.on("pageerror", lambda error: self._complain(True, str(error)))
        self.page.on("requestfailed", lambda request: self._complain(True, f"failed: {request.url}"))
        self.page.on("request", lambda request: self._complain(not self._is_ours(request.url), request.url))

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.base, "data:", "blob:"))

    def _complain(self, really: bool, text: str) -> None:
        if really and "404" not in text:
            self.complaints.append(text)


@contextmanager
def visiting(browser: Browser, base: str, **settings: object) -> Iterator[Visit]:
    context: BrowserContext = browser.new_context(**settings)  # type: ignore[arg-type]
    yield Visit(context.new_page(), base)
    context.close()
