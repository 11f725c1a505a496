"""A browser, and a server on this machine for what it looks at."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.conftest import Example

BELOW = "/teams/wipers"
WINDOW = {"width": 1280, "height": 720}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async tags => (await axe.run({ exclude: ".md-code__nav" }, { runOnly: tags, resultTypes: ["violations"] }))
  .violations.map(each => [each.id, ...each.nodes.slice(0, 3).map(node => `${node.html} ${node.failureSummary}`)])"""
"""Not the buttons of code blocks: Material calls each pair of them a navigation, which is a pity and no violation."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """A folder at an address, as a host of static sites serves it: with the site's own page for what is not there."""

    def __init__(self, *args: Any, below: str = "", **options: Any) -> None:
        self.below = below
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        """The file for an address."""
        return super().translate_path(
            path.removeprefix(self.below) if path.startswith(f"{self.below}/") else "/nowhere"
        )

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page where nothing is found."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """Serves many requests at a time, and does not mind a browser that has seen enough."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(site: Path, below: str = "") -> Iterator[str]:
    """Serve a folder; gives its address."""
    handler = functools.partial(Handler, directory=str(site), below=below)
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{below}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(example: Example) -> Iterator[str]:
    """Where the example is served."""
    with serving(example.site) as address:
        yield address


@pytest.fixture(scope="session")
def address_below(example_below: Example) -> Iterator[str]:
    """Where the example is served below a path."""
    with serving(example_below.site, BELOW) as address:
        yield address


@dataclass
class Visit:
    """A page in the browser, and all that went wrong while it was looked at."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> Visit:
        """Open an address of the site."""
        self.page.goto(self.address + path, wait_until="load")
        return self

    def width(self) -> tuple[int, int]:
        """How wide the page is, and how wide the window."""
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return int(wide), int(window)

    def barriers(self) -> list[list[str]]:
        """What would keep somebody out of the page, as far as axe-core can see it (WCAG 2.2 AA)."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[list[str]] = self.page.evaluate(VIOLATIONS, WCAG)
        return found


@dataclass(eq=False)
class Window:
    """A window of the browser, which visits take in turn: opening one takes longer than opening three pages in it."""

    page: Page
    visit: Visit

    def see(self, what: str) -> None:
        """Note for the visit of the day what went wrong."""
        self.visit.wrong.append(what)

    def asked(self, url: str) -> None:
        """See whether another host is asked."""
        if not url.startswith(("data:", "blob:", "about:")) and url.split("/")[2] != self.visit.address.split("/")[2]:
            self.see(f"asks another host: {url}")

    def forget(self) -> None:
        """Leave nothing of a visit for the next one."""
        with suppress(Error):  # what has no origin has no storage
            self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.page.goto("about:blank")
        origin = "/".join(self.visit.address.split("/")[:3])
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        devtools.detach()
        self.page.context.clear_cookies()
        self.page.context.clear_permissions()


FREE: dict[tuple[Browser, bool], list[Window]] = {}
"""The windows that nobody visits, by whether scripts run in them."""


def opened(browser: Browser, *, scripts: bool) -> Window:
    """A new window."""
    page = browser.new_context(java_script_enabled=scripts).new_page()
    window = Window(page, Visit(page, ""))
    page.set_default_timeout(15_000)
    page.on("request", lambda request: window.asked(request.url))
    page.on(
        "requestfailed",
        lambda request: (
            None
            if request.failure == "net::ERR_ABORTED"  # the next page was asked for before this one was there
            else window.see(f"failed: {request.url} {request.failure}")
        ),
    )
    page.on("pageerror", lambda error: window.see(f"error: {error}"))
    page.on("dialog", lambda dialog: (window.see(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on(
        "response",
        lambda answer: (
            window.see(f"{answer.status}: {answer.url}")
            if answer.status >= HTTPStatus.BAD_REQUEST and not answer.request.is_navigation_request()
            else None
        ),
    )
    page.on(
        "console",
        lambda said: (
            window.see(f"console: {said.text} {said.location}")
            if said.type in ("error", "warning") and "404 (" not in said.text  # these are responses, seen above
            else None
        ),
    )
    return window


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    viewport: Any = WINDOW,
    color_scheme: Any = "light",
    reduced_motion: Any = "no-preference",
    java_script_enabled: bool = True,
    lasting: bool = False,
) -> Iterator[Visit]:
    """A window that knows nothing of other visits. ``lasting`` are changes that stay with it, such as scripts in every
    page: then nobody gets it afterwards."""
    free = FREE.setdefault((browser, java_script_enabled), [])
    window = free.pop() if free and not lasting else opened(browser, scripts=java_script_enabled)
    window.visit = visit = Visit(window.page, address)
    window.page.emulate_media(media="null", color_scheme=color_scheme, reduced_motion=reduced_motion)
    window.page.set_viewport_size(viewport)
    try:
        yield visit
    except BaseException:
        window.page.context.close()  # who knows what it is amid
        raise
    if lasting:
        window.page.context.close()
    else:
        window.forget()
        free.append(window)
