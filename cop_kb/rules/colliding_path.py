"""Two names that are the same one on Windows and macOS."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place

SEVERITY = Severity.ERROR
LOSES_FILES = True
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Entries by their slugs, which are the names of folders of tries too; everything else by its path."""
    files = [(page.source.uri, page.source.path) for page in kb.pages]
    files += [(attachment.uri, attachment.path) for attachment in kb.attachments]
    slugs = list(_collisions((entry.slug, entry.source.path) for entry in kb.by_slug.values()))
    yield from slugs
    said = {finding.place.path for finding in slugs}
    files += [(entry.source.uri, entry.source.path) for entry in kb.by_slug.values() if entry.source.path not in said]
    yield from _collisions(files)


def _collisions(names: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    first: dict[str, tuple[str, str]] = {}
    for name, path in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        other = first.setdefault(folded, (name, path))
        if other[1] != path:
            message = f"“{name}” and “{other[0]}” ({other[1]}) are the same name on Windows and macOS"
            yield Finding(Place(path), message, "Rename one of the two so that more than capital letters differ.")
