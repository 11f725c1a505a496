"""A file whose place on the site belongs to another: one of the two would vanish."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cop_kb.model.addresses import composed
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.page import GUIDE, HOME, TOPICS, WANTED, guide_uri, site_file, topic_uri
from cop_kb.model.place import Place
from cop_kb.rules.shared import place_of_text

SEVERITY = Severity.ERROR
LOSES_FILES = True
READS_BODIES = False
OURS = re.compile(
    r"(?:sitemap\.xml(?:\.gz)?|404\.html|404/.*|objects\.inv|kb\.json|kb\.schema\.json"
    r"|(?:search|pagefind|go)(?:/.*|\.html)?"
    r"|assets/(?:javascripts|stylesheets|external|vendor|fonts)(?:/.*)?|assets/images/favicon\.\w+)"
)
"""What MkDocs, its theme and cop-kb write themselves, whatever the content; ``go/`` has the addresses of codes."""
RENAME = "Rename it, or put it elsewhere."


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file of the site is: what messages call it, and its uri without case; "" for the site's own."""

    shown: str
    uri: str = ""


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """What the site makes itself comes first, then entries, pages and attachments."""
    urls = kb.settings.directory_urls
    generated = {_folded(site_file(uri, directory_urls=urls)) for uri in _generated(kb)}
    owners = {file: Owner("a page of the site's own") for file in generated}
    introduced: set[tuple[str, str]] = set()
    for source_uri, uri, path, may_introduce in _files(kb):
        file, folder = _folded(site_file(uri, directory_urls=urls)), posixpath.dirname(source_uri)
        other = owners.get(file)
        if OURS.fullmatch(file) and source_uri not in kb.settings.assets:
            yield Finding(Place(path), f"“{file}” is a place of the site's own", RENAME)
        elif other is None:
            owners[file] = Owner(path, uri=_folded(source_uri))
        elif may_introduce and file in generated and (folder, file) not in introduced:
            introduced.add((folder, file))  # it becomes a part of that page
        elif other.uri != _folded(source_uri):  # else the names collide, and another rule says so
            yield Finding(Place(path), f"it would be “{file}” on the site, which is that of {other.shown}", RENAME)
    yield from _in_the_way(owners)
    yield from _old_addresses(kb, generated)


def _old_addresses(kb: KnowledgeBase, generated: Collection[str]) -> Iterator[Finding]:
    """Old addresses at which something of the site stands: nothing can lead from there."""
    for entry in kb.by_slug.values():
        for alias in entry.texts("aliases"):
            path = _folded(alias.strip("/"))
            page = site_file(f"{path}.md", directory_urls=kb.settings.directory_urls)
            if OURS.fullmatch(path) or {path, page} & set(generated):
                message = f"the old address “{alias}” is a place of the site's own"
                yield Finding(
                    place_of_text(entry, "aliases", alias), message, "Take it away: nothing can lead from there."
                )


def _generated(kb: KnowledgeBase) -> Iterator[str]:
    yield from (HOME, WANTED, GUIDE, *(guide_uri(name) for name in kb.types))
    yield from (f"{each.plural}/index.md" for each in kb.types.values())
    yield from (topic_uri(key) for key in kb.topics)
    yield from (TOPICS,) if kb.topics else ()


def _files(kb: KnowledgeBase) -> Iterator[tuple[str, str, str, bool]]:
    """Every file that somebody wrote: its uris here and on the site, its path, and whether it may introduce a page."""
    yield from ((each.source.uri, each.uri, each.source.path, False) for each in kb.by_slug.values())
    pages = (each.source for each in kb.pages if each.source.uri not in kb.left_out)
    yield from ((source.uri, kb.uris[source.uri], source.path, True) for source in pages)
    yield from ((each.uri, kb.uris[each.uri], each.path, False) for each in kb.attachments)


def _in_the_way(owners: dict[str, Owner]) -> Iterator[Finding]:
    """A file cannot have the name of a folder."""
    folders: dict[str, Owner] = {}
    for file, owner in owners.items():
        while file := posixpath.dirname(file):
            folders.setdefault(file, owner)
    for file, owner in owners.items():
        if other := folders.get(file):
            path, shown = (owner.shown, other.shown) if owner.uri else (other.shown, owner.shown)
            yield Finding(
                Place(path), f"on the site “{file}” cannot be both this file and a folder for {shown}", RENAME
            )


def _folded(path: str) -> str:
    return composed(path).casefold()
