"""An old address that leads, or should lead, to something else."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.addresses import address_table
from cop_kb.model.entry import Entry
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.values import OldAddress
from cop_kb.rules.shared import shortened

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    published = {uri: path for path, uri in kb.uris.items()}
    site = address_table({uri: uri for uri in published}, {})
    first: dict[str, Entry] = {}
    for entry in kb.by_slug.values():
        for old in _written(entry):
            uri, alias = site.find(f"/{old.path}", ""), shortened(old.written)
            other = first.setdefault(old.written.strip("/").casefold(), entry)
            if uri:
                where = "this entry" if uri == entry.uri else f"{kb.settings.content}/{published[uri]}"
                message = f"“{alias}” is the address of {where} today"
                hint = "An old address leads here only where nothing else is: take it away, or rename that file."
            elif other is not entry:
                message = f"“{alias}” is an old address of {other.source.path} too"
                hint = "Which of the two has taken its place? Take it away from the other."
            else:
                continue
            yield Finding(entry.source.place(old.start, old.end), message, hint)


def _written(entry: Entry) -> Iterator[OldAddress]:
    """Those under ``aliases``: another tool's word, as ``permalink``, may have been the address of today."""
    value = entry.source.value("aliases")
    yield from (old for old in entry.old_addresses if value and value.start <= old.start <= value.end)
