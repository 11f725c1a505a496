"""A file beside the entries that nothing links to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote

from cop_kb.model.entry import Attachment
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place
from cop_kb.reading.excerpts import file_names
from cop_kb.rules.shared import outlines

SEVERITY = Severity.HINT
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """In the folders of the types only: elsewhere a file may be a style, a logo, or what a host asks for."""
    plurals = {each.plural for each in kb.types.values()}
    beside = [each for each in kb.attachments if each.uri.partition("/")[0] in plurals]
    unlinked = _unlinked(kb, beside) if beside else []
    named = _named(kb) if unlinked else set()
    for each in unlinked:
        name = posixpath.basename(each.uri)
        if name.rpartition(" ")[2] not in named:
            hint = "What does it belong to? Link to it there, or take it away."
            yield Finding(Place(each.path), f"nothing links to “{name}”", hint)


def _unlinked(kb: KnowledgeBase, attachments: list[Attachment]) -> list[Attachment]:
    """Those that no link leads to, but for what a linked picture was drawn with: the same name, another ending."""
    linked = {kb.addresses.find(link.target, source.uri) for source, outline in outlines(kb) for link in outline.links}
    stems = {posixpath.splitext(each.uri)[0] for each in kb.attachments if kb.uris[each.uri] in linked}
    return [each for each in attachments if posixpath.splitext(each.uri)[0] not in stems]


def _named(kb: KnowledgeBase) -> set[str]:
    """Every file name in any text: a film, a download or a snippet may be named without a link of Markdown."""
    found = set(chain.from_iterable(file_names(source.text) for source, _ in outlines(kb)))
    return found | {unquote(name) for name in found if "%" in name}
