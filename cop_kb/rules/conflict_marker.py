"""What Git leaves in a file when a merge was not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cop_kb.markdown.document import without_code
from cop_kb.model.finding import Finding, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import sources

SEVERITY = Severity.ERROR
MARKER = re.compile(r"^(?:<{7} [^\n]+|>{7} [^\n]+|\|{7} [^\n]+|={7}(?=\r?$))", re.MULTILINE)
END_ALONE = re.compile(r">{7} \S+(?: \(.*\))?")
HINT = "Keep what is right of both sides and take the lines with the markers away."


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    """One finding where a conflict begins; or at the marker that was left, where only the others are gone."""
    for source in sources(kb):
        if "<<<<<<< " in source.text or ">>>>>>> " in source.text:
            is_open = False
            text = source.text if source.path.endswith((".yml", ".yaml")) else without_code(source.text)
            for found in MARKER.finditer(text):
                if found[0][0] == "<" or (not is_open and END_ALONE.fullmatch(found[0].rstrip())):
                    message = f"a merge was not finished here: “{found[0].strip()[:60]}”"
                    yield Finding(source.place(found.start(), found.start() + 7), message, HINT)
                is_open = found[0][0] in "<|=" and (is_open or found[0][0] == "<")
