"""Small pages that lead on: old addresses of an entry, and the stable address of a code."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, unquote

from cop_kb.model.addresses import is_external
from cop_kb.model.entry import Entry
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import SiteFile, code_address
from cop_kb.model.values import OldAddress
from cop_kb.publishing.links import relative_url
from cop_kb.publishing.rows import entry_url
from cop_kb.reading.headings import heading_meant

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<script src="{script}" data-to="{url}" data-parts="{parts}"></script>
<noscript><meta http-equiv="refresh" content="0; url={url}"></noscript>
<link rel="canonical" href="{canonical}">
</head>
<body>
<p><a href="{url}">{title}</a></p>
</body>
</html>
"""
"""The script leads on, for only a script sees an address from ``#`` on; where none runs, the browser does."""
POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'"
SCRIPT = "assets/javascripts/old-address.js"


@dataclass(slots=True)
class _Old:
    """What was at an old address: the entry to which it leads now, and those to which its parts do, with a heading."""

    entry: Entry
    to: str = ""
    parts: dict[str, tuple[Entry, str]] = field(default_factory=dict)


def redirect_files(kb: KnowledgeBase, taken: set[str]) -> list[SiteFile]:
    """A page for each alias and each code, except where the site has another page at that address (``taken``).

    Nor is there one where it would need a folder with the name of a file, or be a file with the name of a folder.
    """
    names, folders = set(taken), {folder for each in taken for folder in _folders(each)}
    files: list[SiteFile] = []
    for address, old in _old(kb).items():
        if address not in names and address not in folders and names.isdisjoint(_folders(address)):
            files.append(SiteFile(address, _page(old, address, kb)))
            names.add(address)
            folders.update(_folders(address))
    return files


def _old(kb: KnowledgeBase) -> dict[str, _Old]:
    """What was at each file that answers at an old address. The first entry that names a page, or a part, has it."""
    found: dict[str, _Old] = {}
    has_page: set[str] = set()
    for entry in kb.by_slug.values():
        for each, file in _addresses(entry, kb):
            old = found.setdefault(file, _Old(entry))
            if each.fragment:
                old.parts.setdefault(each.fragment, (entry, heading_meant(each.to, entry.outline)))
            elif file not in has_page:
                has_page.add(file)
                old.entry, old.to = entry, heading_meant(each.to, entry.outline)
    return found


def _folders(path: str) -> set[str]:
    """Every folder that a path leads through."""
    parts = path.split("/")
    return {"/".join(parts[:number]) for number in range(1, len(parts))}


def _addresses(entry: Entry, kb: KnowledgeBase) -> Iterator[tuple[OldAddress, str]]:
    """The old addresses of an entry and those of its codes, each with the file that answers there."""
    codes = (
        OldAddress(code_address(code), 0, 0)
        for name, declared in entry.type.fields.items()
        if declared.kind == "codes"
        for code in entry.texts(name)
    )
    for each in (*entry.old_addresses, *codes):
        if file := file_of(each.path, directory_urls=kb.settings.directory_urls):
            yield each, file


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


def _page(old: _Old, address: str, kb: KnowledgeBase) -> bytes:
    folder = f"{posixpath.dirname(address)}/" if posixpath.dirname(address) else ""
    site, url = kb.settings.site_url, entry_url(kb, old.entry)
    parts = {name: _relative(kb, entry, to, folder) for name, (entry, to) in old.parts.items()}
    return PAGE.format(
        policy=POLICY,
        title=escape(old.entry.title),
        url=escape(_relative(kb, old.entry, old.to, folder)),
        canonical=escape(f"{site.rstrip('/')}/{url}" if site else relative_url(url, folder)),
        lang=escape(str(old.entry.values.get("lang") or kb.settings.language)),
        script=escape(relative_url(SCRIPT, folder)),
        parts=escape(json.dumps(parts, ensure_ascii=False, sort_keys=True)),
    ).encode()


def _relative(kb: KnowledgeBase, entry: Entry, to: str, folder: str) -> str:
    """The address of an entry, or of a heading of it, as seen from a folder."""
    return relative_url(entry_url(kb, entry), folder) + (f"#{quote(to)}" if to else "")
