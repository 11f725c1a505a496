"""The name of a page, an attachment or a folder that not every computer, or no address, can hold."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cop_kb.model.file_names import why_unsafe
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """A folder once, at the first file in it. Slugs have a rule of their own."""
    files = [(posixpath.dirname(entry.folder or entry.source.uri), "", entry.source.path) for entry in kb.entries]
    files += [(*posixpath.split(page.source.uri), page.source.path) for page in kb.pages]
    slugs = {entry.folder for entry in kb.entries if entry.folder}
    files += [(*posixpath.split(each.uri), each.path) for each in kb.attachments]
    seen: set[str] = set()
    for folder, name, path in files:
        if name and (why := why_unsafe(name)):
            yield Finding(Place(path), f"the file's name “{name}” {why}", "Rename it, and the links that lead to it.")
        while folder and folder not in seen:
            seen.add(folder)
            part = posixpath.basename(folder)
            if folder not in slugs and (why := why_unsafe(part)):
                yield Finding(Place(path), f"the folder's name “{part}” {why}", "Rename the folder.")
            folder = posixpath.dirname(folder)
