"""An entry that is named and not yet written."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.references import name_key, title_of
from cop_kb.model.words import enumerated
from cop_kb.rules.shared import Nearest, unread_slugs

SEVERITY = Severity.HINT
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """Each once, where it is named first."""
    near, unread = Nearest(kb.names), unread_slugs(kb)
    files = {posixpath.basename(each.uri) for each in kb.attachments}
    types = "|".join(kb.types)
    for slug, places in kb.wanted.items():
        if slug in unread:
            continue
        times = f" ({len(places)} times)" if len(places) > 1 else ""
        if found := near.of(name_key(slug)):
            hint = f"Did you mean “{enumerated(list(kb.names[found]), 'or')}”?"
        else:
            hint = f"Do you know something of it? Begin with: cop-kb new {types} {_quoted(title_of(slug))}"
        if slug in files:
            hint = f"Is it the file? Then write [its name]({slug}), or ![what it shows]({slug}) for a picture."
        yield Finding(min(places), f"“{slug}” is wanted here{times} and not yet written", hint)


def _quoted(title: str) -> str:
    """A title as a shell takes it, whatever it holds."""
    return shlex.quote(title) if any(sign in title for sign in '"$`\\!') else f'"{title}"'
