"""Where a link in a Markdown file leads: to an entry, a page, a list, an attachment, or nowhere."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
INDEXES = ("index", "README", "_index")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for Markdown: https://github.com/mkdocs/mkdocs/blob/1.6.1/mkdocs/utils/__init__.py#L45"""


def is_external(target: str) -> bool:
    """Whether an address leads to another site, or is no path at all (``mailto:``)."""
    return bool(SCHEME.match(target.strip()))


def split_anchor(target: str) -> tuple[str, str]:
    """An address as path and anchor, both decoded; a query is dropped.

    >>> split_anchor("../a%20b.md?x=1#why")
    ('../a b.md', 'why')
    """
    path, _, anchor = target.partition("#")
    return unquote(path.partition("?")[0]), unquote(anchor)


def composed(path: str) -> str:
    """A path with every accent in its letter (NFC), however it was typed and whatever the file system made of it."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def is_markdown(uri: str) -> bool:
    """Whether a file's name says that it is Markdown."""
    return uri.lower().endswith(MARKDOWN)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Every address inside the content folder and of the site → the ``uri`` of what it leads to."""

    by_path: Mapping[str, str]

    def find(self, target: str, base: str) -> str | None:
        """The uri that a link in the file ``base`` leads to, or None where it leads nowhere.

        Taken are the path of a file, with or without its extension, the folder of an index, the address of a
        page on the site, and an alias, that of a part of a page before that of the page; from the file's folder,
        from its page's, and from the top if it begins with ``/``. ``base`` itself answers an address that is only
        an anchor.
        """
        path, anchor = split_anchor(target)
        if not path:
            return base
        folders = [""] if path.startswith("/") else [posixpath.dirname(base), posixpath.splitext(base)[0]]
        for folder in folders:
            joined = composed(posixpath.normpath(posixpath.join(folder, path.lstrip("/"))))
            if not joined.startswith(".."):
                for name in (f"{joined}#{anchor}", joined) if anchor else (joined,):
                    if found := self.by_path.get(name) or self.by_path.get(name.casefold()):
                        return found
        return None


def address_table(uris: Mapping[str, str], aliases: Mapping[str, str]) -> Addresses:
    """The table of all addresses.

    ``uris`` maps a file of the content folder to its uri on the site, ``aliases`` an old address to the uri it
    leads to now.
    """
    table: dict[str, str] = {}
    for path, uri in uris.items():
        for name in _names(path):
            table.setdefault(composed(name), uri)
        for name in _names(uri):
            table.setdefault(composed(name), uri)
    for alias, uri in aliases.items():
        for name in _names(alias.strip("/")):
            table.setdefault(composed(name), uri)
    for name, uri in list(table.items()):
        table.setdefault(name.casefold(), uri)
    return Addresses(table)


def _names(path: str) -> tuple[str, ...]:
    """A path and what else leads to it: without extension, as ``.html``, as the folder of an index."""
    stem = posixpath.splitext(path)[0]
    if not is_markdown(path):
        return (path,)
    folder, _, name = stem.rpartition("/")
    names = (path, stem, f"{stem}.html")
    return (*names, folder or ".") if name in INDEXES else names
