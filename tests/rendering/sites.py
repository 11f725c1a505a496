"""What a built site consists of, and where its links lead."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ADDRESSES = {"href", "src", "poster", "data", "action", "content"}


def tree(site: Path) -> dict[str, bytes]:
    """Every file of a site with its bytes."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


class Page(HTMLParser):
    """The addresses that a page leads to or asks for, and its anchors."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.anchors: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in ("href", "src"):
            if name in given and tag != "base":
                self.addresses.append(given[name])
        if given.get("http-equiv") == "refresh":
            self.addresses.append(given["content"].partition("url=")[2])
        if "id" in given:
            self.anchors.append(given["id"])


def dead_links(site: Path, base: str = "/") -> list[str]:
    """The addresses in a site that lead to no file or no anchor of it. ``base`` is where its root lies on its host."""
    files = set(tree(site))
    pages = {name: Page((site / name).read_text("utf-8")) for name in files if name.endswith(".html")}
    return sorted(
        f"{name}: {address}"
        for name, page in pages.items()
        for address in page.addresses
        if not leads_somewhere(address, name, base, files, pages)
    )


def leads_somewhere(address: str, name: str, base: str, files: set[str], pages: dict[str, Page]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True
    path = unquote(parts.path)
    if path.startswith("/"):
        if not path.startswith(base):
            return False
        joined = path.removeprefix(base)
    else:
        joined = posixpath.join(posixpath.dirname(name), path) if path else name
    is_folder = joined.endswith("/") or joined in ("", ".") or posixpath.basename(joined) in ("..", ".")
    target = posixpath.normpath(posixpath.join(joined, "index.html") if is_folder else joined)
    if target not in files:
        return False
    anchor = unquote(parts.fragment)
    asks_a_list = "=" in anchor  # what it is narrowed by; a script reads it
    return not anchor or asks_a_list or target not in pages or anchor in pages[target].anchors
