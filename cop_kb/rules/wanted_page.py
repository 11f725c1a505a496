"""An entry that is named and not yet written."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import Nearest, unread_slugs

SEVERITY = Severity.HINT
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each once, where it is named first."""
    near, unread = Nearest(kb.slugs), unread_slugs(kb)
    files = {posixpath.basename(each.uri) for each in kb.attachments}
    types = "|".join(kb.types)
    for slug, places in kb.wanted.items():
        if slug in unread:
            continue
        times = f" ({len(places)} times)" if len(places) > 1 else ""
        title = slug.replace("-", " ").capitalize()
        hint = near.hint(slug, f'Do you know something of it? Begin with: cop-kb new {types} "{title}"')
        if slug in files:
            hint = f"Is it the file? Then write [its name]({slug}), or ![what it shows]({slug}) for a picture."
        yield Finding(min(places), f"“{slug}” is wanted here{times} and not yet written", hint)
