"""Where a link in a Markdown file leads: to an entry, a page, a list, an attachment, or nowhere."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping
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


def folders_from(path: str, base: str) -> tuple[str, ...]:
    """From where a path in the file ``base`` may be meant: the top, or the folder of that file and that of its page."""
    return ("",) if path.startswith("/") else (posixpath.dirname(base), posixpath.splitext(base)[0])


def composed(path: str) -> str:
    """A path with every accent in its letter (NFC), however it was typed and whatever the file system made of it."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def is_markdown(uri: str) -> bool:
    """Whether a file's name says that it is Markdown."""
    return uri.lower().endswith(MARKDOWN)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Every address inside the content folder and of the site → the ``uri`` of what it leads to.

    ``old`` are those of them that are aliases; ``plurals`` are the folders of entries, below which the folder of a
    file may be another by now.
    """

    by_path: Mapping[str, str]
    old: frozenset[str] = frozenset()
    plurals: frozenset[str] = frozenset()

    def find(self, target: str, base: str) -> str | None:
        """The uri that a link in the file ``base`` leads to, or None where it leads nowhere.

        Taken are the path of a file, with or without its extension, the folder of an index, the address of a
        page on the site, and an alias, that of a part of a page before that of the page; from the file's folder,
        from its page's, and from the top if it begins with ``/``. So is the path that the file of an entry had,
        while its name is its slug or an old one. ``base`` itself answers an address that is only an anchor.
        """
        if not split_anchor(target)[0]:
            return base
        found = self._found(target, base)
        return self.by_path[found[1]] if found else None

    def is_old(self, target: str, base: str) -> bool:
        """Whether a link in the file ``base`` leads somewhere by an address that was right once."""
        found = self._found(target, base)
        return found is not None and (found[1] in self.old or found[0] != found[1])

    def _found(self, target: str, base: str) -> tuple[str, str] | None:
        """The path that is meant, and the one in the table by which it is found."""
        if is_external(target):
            return None
        path, anchor = split_anchor(target)
        folders = folders_from(path, base)
        places = [composed(posixpath.normpath(posixpath.join(folder, path.lstrip("/")))) for folder in folders]
        for place in places:
            for name in (f"{place}#{anchor}", place) if anchor else (place,):
                for way in (name, name.casefold()):
                    if self.by_path.get(way) and not way.startswith(".."):
                        return way, way
        now = self._entry_in(places[0])
        return (places[0], now) if self.by_path.get(now) else None

    def _entry_in(self, path: str) -> str:
        """The address that an entry in a file has, in whatever folder of its type it lies; "" for other paths."""
        first, _, rest = path.partition("/")
        if first not in self.plurals or not is_markdown(rest):
            return ""
        folder, name = posixpath.split(posixpath.splitext(rest)[0])
        slug = posixpath.basename(folder) if name == "index" else name
        return f"{first}/{slug}" if slug else ""


def address_table(uris: Mapping[str, str], aliases: Mapping[str, str], plurals: Iterable[str] = ()) -> Addresses:
    """The table of all addresses.

    ``uris`` maps a file of the content folder to its uri on the site, ``aliases`` an old address to the uri it
    leads to now. ``plurals`` are the folders of entries.
    """
    table: dict[str, str] = {}
    for path, uri in uris.items():
        for name in _names(path):
            table.setdefault(composed(name), uri)
        for name in _names(uri):
            table.setdefault(composed(name), uri)
    now = frozenset(table)
    for alias, uri in aliases.items():
        old = alias.strip("/")
        for name in _names(old if posixpath.splitext(old)[1] else f"{old}.md"):
            table.setdefault(composed(name), uri)
    for name, uri in list(table.items()):
        table.setdefault(name.casefold(), uri)
    now |= {name.casefold() for name in now}
    return Addresses(table, frozenset(table) - now, frozenset(plurals))


def _names(path: str) -> tuple[str, ...]:
    """A path and what else leads to it: without extension, as ``.html``, as the folder of an index."""
    stem = posixpath.splitext(path)[0]
    if not is_markdown(path):
        return (path,)
    folder, _, name = stem.rpartition("/")
    names = (path, stem, f"{stem}.html")
    return (*names, folder or ".") if name in INDEXES else names
