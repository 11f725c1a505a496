"""A title that does not have the form of its type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase

SEVERITY = Severity.HINT
READS_BODIES = False
ALSO = {"?": "?？؟;⁇⁈⁉⸮﹖՞፧꘏"}
"""The mark in other scripts: full width, Arabic, Greek, doubled, Armenian, Ethiopic, Vai."""
IN_BRACKETS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]\s*\Z")


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in kb.by_slug.values():
        mark = entry.type.title_ends_with
        if mark and entry.title_from != "file name" and kb.is_current(entry.slug) and not _ends_with(entry.title, mark):
            hint = f"How would somebody say it who needs it? End it with “{mark}”."
            yield Finding(entry.title_place, f"“{entry.title}” does not end with “{mark}”", hint)


def _ends_with(title: str, mark: str) -> bool:
    """Whether a title ends with the mark, in any script; quotes, brackets and more marks may follow it."""
    for text in (title, IN_BRACKETS.sub("", title)):
        closed = text.rstrip()
        while closed and not any(closed.endswith(each) for each in ALSO.get(mark, (mark,))):
            if not unicodedata.category(closed[-1]).startswith(("P", "S", "Z")):
                break
            closed = closed[:-1]
        else:
            if closed:
                return True
    return bool(re.search(r"[՞]", title)) and mark == "?"  # Armenian has it inside the word
