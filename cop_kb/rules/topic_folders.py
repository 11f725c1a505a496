"""Folders of entries that are called like topics, and are none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import some_of, topic_line

SEVERITY = Severity.HINT
READS_BODIES = False
EXAMPLES = 3


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Once for all of them."""
    first: dict[str, tuple[str, Entry]] = {}
    for entry in kb.entries:
        for folder in _folders(entry):
            if folder.casefold() not in kb.topic_words:
                first.setdefault(folder.casefold(), (folder, entry))
    if first:
        folders = [folder for folder, _ in first.values()]
        yield _finding(folders, next(entry for _, entry in first.values()), kb)


def _finding(folders: list[str], entry: Entry, kb: KnowledgeBase) -> Finding:
    message = f"the folder {some_of(folders)} looks like a topic and is none"
    if len(folders) > 1:
        message = f"{len(folders)} folders look like topics and are none: {some_of(folders)}"
    lines = ", ".join(f"“{topic_line(folder)}”" for folder in folders[:EXAMPLES])
    hint = f"Give each a line in {kb.settings.content}/topics.yml, and its entries have that topic: {lines}."
    return Finding(entry.source.place(0, 0), message, hint)


def _folders(entry: Entry) -> Iterator[str]:
    """The folders between that of the type and the entry that are words: a year or a date is none."""
    parts = PurePosixPath(entry.folder or entry.source.uri).parts[1:-1]
    yield from (part for part in parts if any(letter.isalpha() for letter in part))
