"""The preview's web server: the files of a site for the browsers of this machine, and word that something is new.

Pages of other sites run in the same browsers, and could ask it for what is not published: under a name of theirs that
leads to this machine (https://en.wikipedia.org/wiki/DNS_rebinding), or by loading a file as a script. It answers
neither.
"""

from __future__ import annotations

import mimetypes
import os
import re
import socketserver
import sys
import threading
import time
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

HOST = "127.0.0.1"
OUR_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
"""With any port: a tunnel may have another one at the browser's end, and no other site has one of these names."""
LONGEST = 4_000
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f/\\]")
ASKED = re.compile(r"([0-9]{1,18})/[0-9]{1,20}")
NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{8}\.min\.(?:css|js)\Z")
A_DAY = "max-age=86400"
"""Material's files are named by what is in them: the browser need not ask for them again with every page."""
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".html": "text/html",
         ".json": "application/json", ".svg": "image/svg+xml", ".xml": "application/xml", ".woff2": "font/woff2",
         ".gz": "application/gzip", ".wasm": "application/wasm"}  # fmt: skip
"""Those that a page needs; a system may call them otherwise."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
SCRIPT = Path(__file__).with_name("preview.js").read_text(encoding="utf-8")
NEWS = "livereload"
PATIENCE = 60.0
"""Seconds for which a browser waits for news, at most; then it asks again."""


class PreviewServer(ThreadingHTTPServer):
    """Serves the folder ``root`` from when it is started. ``looked_at`` are the pages, as files in it.

    Raises OSError where the port is taken; 0 takes a free one.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.root: Path | None = None
        self.looked_at: set[str] = set()
        self.epoch = self._epoch_of_all = int(time.monotonic() * 1000)
        self._news = threading.Condition()
        self._serving: threading.Thread | None = None

    def server_bind(self) -> None:
        """Bind, without asking the network what this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def start(self, root: Path) -> None:
        """Begin to answer."""
        self.root = root
        self._serving = threading.Thread(target=partial(self.serve_forever, poll_interval=0.1), daemon=True)
        self._serving.start()

    def stop(self) -> None:
        """Answer no more."""
        if self._serving:
            self.shutdown()
        self.server_close()

    def reload(self, *, is_text: bool) -> None:
        """Let browsers ask for their pages again; for all of them, unless only texts are others."""
        with self._news:
            self.looked_at.clear()
            self.epoch = max(self.epoch + 1, int(time.monotonic() * 1000))
            self._epoch_of_all = self._epoch_of_all if is_text else self.epoch
            self._news.notify_all()

    def news_since(self, epoch: int) -> str:
        """Wait until something is newer than a page of that epoch: the epoch now, and whether only texts are others."""
        with self._news:
            self._news.wait_for(lambda: self.epoch > epoch, PATIENCE)
            return f"{self.epoch} {'text' if epoch >= self._epoch_of_all else 'all'}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that did not wait for its answer."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as it came


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    server_version, sys_version = "cop-kb", ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        """Answer with a file of the site."""
        if not self._is_from_here():
            self._send_text(
                HTTPStatus.FORBIDDEN, f"Only this machine can see the preview: http://{HOST}:{self.server.server_port}/"
            )
            return
        names = _names(self.path)
        if names is None:
            self._send_text(HTTPStatus.BAD_REQUEST, "There is no such address.")
        elif names[0] == NEWS:
            asked = ASKED.fullmatch("/".join(names[1:]))
            if asked:
                self._send_text(HTTPStatus.OK, self.server.news_since(int(asked[1])))
            else:
                self._send_text(HTTPStatus.NOT_FOUND, "There is no such address.")
        else:
            self._send_file(names)

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self.do_GET()

    def _is_from_here(self) -> bool:
        """Whether the address is ours, and the page that asks is of this site: a browser says both."""
        hosts, origins = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(hosts) != 1 or not OUR_HOST.fullmatch(hosts[0]):
            return False
        site, mode, kind = (self.headers.get(f"Sec-Fetch-{name}") for name in ("Site", "Mode", "Dest"))
        is_led_here = (mode, kind) == ("navigate", "document")
        is_within = site in (None, "none", "same-origin")
        return all(each == f"http://{hosts[0]}" for each in origins) and (is_within or is_led_here)

    def _send_file(self, names: list[str]) -> None:
        root = Path(os.path.realpath(self.server.root or ""))
        data, page = None, root.joinpath(*names[:-1], names[-1] or "index.html")
        try:
            real = page.resolve()
            if real.is_relative_to(root):  # else a link leads out of the site
                if names[-1] and (real / "index.html").is_file():
                    self._send(HTTPStatus.FOUND, b"", "text/plain", {"Location": quote(f"/{'/'.join(names)}/")})
                    return
                data = real.read_bytes() if real.is_file() else None
        except (OSError, RuntimeError):  # a name that is too long; links in a circle
            data = None
        if data is None:
            self._send_missing(root)
        elif page.suffix == ".html":
            self.server.looked_at.add(page.relative_to(root).as_posix())
            self._send(HTTPStatus.OK, self._with_script(data), "text/html")
        else:
            kept = {"Cache-Control": A_DAY} if NAMED_BY_CONTENT.search(page.name) else {}
            self._send(HTTPStatus.OK, data, _kind(page), kept)

    def _send_missing(self, root: Path) -> None:
        """The site's own page for what is not there."""
        page = root / "404.html"
        self._send(HTTPStatus.NOT_FOUND, page.read_bytes() if page.is_file() else b"Not found.", "text/html")

    def _send_text(self, status: HTTPStatus, text: str) -> None:
        self._send(status, text.encode(), "text/plain")

    def _send(self, status: HTTPStatus, data: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        self.send_response(status)
        sent = {"Content-Type": f"{kind}; charset=utf-8" if is_text else kind, "Content-Length": str(len(data))}
        for name, value in {**HEADERS, **sent, "Cache-Control": "no-cache", **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _with_script(self, page: bytes) -> bytes:
        at = page.rfind(b"</body>") if b"</body>" in page else len(page)
        script = SCRIPT.replace("EPOCH", str(self.server.epoch)).replace("REQUEST", str(time.monotonic_ns()))
        return b"%b<script>%b</script>%b" % (page[:at], script.encode(), page[at:])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing: the terminal is for what was built."""


def _names(address: str) -> list[str] | None:
    """The names of folders and file in an address; the last is "" for a folder, None is for what no link of ours holds.

    >>> _names("/a%20b/?q"), _names("/..%2fx"), _names("/%00"), _names("/%ff"), _names("//a")
    (['a b', ''], None, None, None, None)
    """
    path = re.split("[?#]", address, maxsplit=1)[0]
    if not path.startswith("/") or len(path) > LONGEST:
        return None
    try:
        names = [unquote_to_bytes(name.encode("latin-1")).decode() for name in path[1:].split("/")]
    except UnicodeError:
        return None
    is_one = all(name not in (".", "..") and not NOT_IN_A_NAME.search(name) for name in names)
    return names if is_one and "" not in names[:-1] else None


def _kind(file: Path) -> str:
    return KINDS.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
