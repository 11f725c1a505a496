"""The scaffold's question still stands where it has been answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.model.entry import Entry, Section
from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import entries

SEVERITY = Severity.HINT
COMMENT = r"^[ \t]*<!--\s*{}\s*-->[ \t]*(?:\r?\n(?:[ \t]*\r?\n)?|\Z)|<!--\s*{}\s*-->"
ALONE = r"^[ \t]*{}[ \t]*(?:\r?\n(?:[ \t]*\r?\n)?|\Z)"


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for entry in entries(kb):
        for section in entry.sections:
            if section.has_prompt and (found := _prompt(entry, section)):
                start, end = section.start + found.start(), section.start + found.end()
                prompt = found[0].strip().removeprefix("<!--").removesuffix("-->").strip()
                fix = Fix("take the question away", (Edit(entry.source.path, start, end, ""),))
                first = start + len(found[0]) - len(found[0].lstrip())
                place = entry.source.place(first, start + len(found[0].rstrip()))
                yield Finding(place, f"the question of the template is still there: “{prompt}”", "Take it away.", fix)


def _prompt(entry: Entry, section: Section) -> re.Match[str] | None:
    """The prompt as a comment beside an answer, or as text on its own: readers would see that."""
    declared = entry.type.section(section.name)
    if declared is None:
        return None
    prompt = re.escape(declared.prompt)
    raw = entry.source.text[section.start : section.end]
    if section.text and (found := re.search(COMMENT.replace("{}", prompt), raw, re.MULTILINE)):
        return found
    return re.search(ALONE.replace("{}", prompt), raw, re.MULTILINE)
