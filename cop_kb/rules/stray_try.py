"""A try that belongs to no entry."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place
from cop_kb.rules.shared import Nearest, unread_slugs

SEVERITY = Severity.ERROR
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    near, unread = Nearest(kb.slugs), unread_slugs(kb)
    for one in kb.stray_tries:
        if one.source is None or one.slug in unread:
            continue
        place = Place(one.source.path)
        folder = f"{kb.settings.content}/tried"
        if not one.slug:
            yield Finding(place, "this try lies in no entry's folder", f"Move it to {folder}/<slug of the entry>/.")
        else:
            found = near.of(one.slug)
            meant = f"Did you mean {folder}/{kb.slugs[found]}/? " if found else ""
            alias = f"If the entry was renamed, add its old address, which ends in {one.slug}, to its aliases."
            yield Finding(place, f"“{one.slug}” is no entry, so this try counts for none", meant + alias)
