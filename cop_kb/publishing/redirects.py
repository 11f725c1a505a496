"""Small pages that lead on: old addresses of an entry, and the stable address of a code."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from html import escape
from urllib.parse import unquote

from cop_kb.model.addresses import is_external
from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import SiteFile, code_address
from cop_kb.publishing.links import relative_url
from cop_kb.publishing.rows import entry_url

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<link rel="canonical" href="{canonical}">
</head>
<body>
<p><a href="{url}">{title}</a></p>
</body>
</html>
"""


def redirect_files(kb: KnowledgeBase, taken: set[str]) -> list[SiteFile]:
    """A page for each alias and each code, except where the site has another page at that address (``taken``).

    Nor is there one where it would need a folder with the name of a file, or be a file with the name of a folder.
    """
    files: dict[str, SiteFile] = {}
    names, folders = set(taken), {folder for each in taken for folder in _folders(each)}
    for entry in kb.by_slug.values():
        for address in _addresses(entry, kb):
            free = address not in names and address not in folders and names.isdisjoint(_folders(address))
            if address and free:
                files[address] = SiteFile(address, _page(entry, address, kb))
                names.add(address)
                folders.update(_folders(address))
    return list(files.values())


def _folders(path: str) -> set[str]:
    """Every folder that a path leads through."""
    parts = path.split("/")
    return {"/".join(parts[:number]) for number in range(1, len(parts))}


def _addresses(entry: Entry, kb: KnowledgeBase) -> Iterator[str]:
    for alias in entry.texts("aliases"):
        yield file_of(alias, directory_urls=kb.settings.directory_urls)
    for name, field in entry.type.fields.items():
        if field.kind == "codes":
            for code in entry.texts(name):
                yield file_of(code_address(code), directory_urls=kb.settings.directory_urls)


def file_of(address: str, *, directory_urls: bool) -> str:
    """The file that answers at an address; "" for one outside the site.

    >>> file_of("/wiki/Blade chatter", directory_urls=True)
    'wiki/Blade chatter/index.html'
    """
    if is_external(address):
        return ""
    path = posixpath.normpath(unquote(address.partition("#")[0].partition("?")[0]).strip().strip("/"))
    if path.startswith("..") or path == ".":
        return ""
    stem, extension = posixpath.splitext(path)
    if extension in (".html", ".htm"):
        return path
    path = stem if extension == ".md" else path
    return f"{path}/index.html" if directory_urls else f"{path}.html"


def _page(entry: Entry, address: str, kb: KnowledgeBase) -> bytes:
    url = entry_url(kb, entry)
    relative = relative_url(url, f"{posixpath.dirname(address)}/" if posixpath.dirname(address) else "")
    site = kb.settings.site_url
    canonical = f"{site.rstrip('/')}/{url}" if site else relative
    return PAGE.format(
        title=escape(entry.title),
        url=escape(relative),
        canonical=escape(canonical),
        lang=escape(str(entry.values.get("lang") or kb.settings.language)),
    ).encode()
