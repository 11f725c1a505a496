"""A file that is too big to carry around."""

from __future__ import annotations

from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.model.place import Place

SEVERITY = Severity.WARNING
READS_BODIES = False


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    most = kb.settings.max_attachment_bytes
    for each in kb.attachments:
        if each.size > most:
            message = f"{_size(each.size)} are more than the {_size(most)} a file should have"
            hint = "Make it smaller, or keep it elsewhere and link to it: whoever clones the knowledge base carries it."
            yield Finding(Place(each.path), message, hint)


def _size(count: int) -> str:
    """A number of bytes in words.

    >>> _size(5_000_000), _size(1_250_000), _size(900)
    ('5 MB', '1.2 MB', '900 bytes')
    """
    return f"{round(count / 1_000_000, 1):g} MB" if count >= 100_000 else f"{count:,} bytes"
