"""The block at the top of a file is not YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cop_kb.model.finding import Edit, Finding, Fix, Severity
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.rules.shared import troubles

SEVERITY = Severity.ERROR


def check(kb: KnowledgeBase) -> Iterator[Finding]:
    for source, trouble in troubles(kb, "yaml-error"):
        place = source.place(trouble.start, trouble.end)
        if trouble.detail == "unquoted colon":
            quoted = json.dumps(trouble.value, ensure_ascii=False)
            fix = Fix("quote the value", (Edit(source.path, trouble.start, trouble.end, quoted),))
            message = f"a colon inside “{trouble.value}” makes YAML look for a second key"
            yield Finding(place, message, f"Put it in quotes: {quoted}", fix)
        else:
            message = f"the front matter is not YAML: {trouble.detail}"
            yield Finding(place, message, "Check quotes, brackets and indentation on this line and the one above.")
