"""An entry for programs that read pages: structured data in the words of https://schema.org."""

from __future__ import annotations

import json
import re
from typing import Any

from cop_kb.markdown.brief import all_words
from cop_kb.markdown.document import read_document
from cop_kb.model.entry import Entry, Section
from cop_kb.model.entry_type import Roles
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.name_places import READERS, names_in
from cop_kb.publishing.rows import entry_url
from cop_kb.reading.excerpts import answer_of

ENCODE = json.JSONEncoder(ensure_ascii=False).encode
QUESTIONS = "FAQPage"
UNSAFE = re.compile("[<>&\u2028\u2029]")
"""What could end a script, or begin something else in it
(https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements)."""


def structured_data(entry: Entry, kb: KnowledgeBase, description: str) -> str:
    """The entry as JSON-LD, safe inside a script element."""
    kind, answer = entry.type.roles.schema_org, answer_of(entry)
    site = kb.settings.site_url
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind if kind != QUESTIONS or answer else Roles().schema_org,
        "headline": entry.title,
        "description": description,
        "url": f"{site.rstrip('/')}/{entry_url(kb, entry)}" if site else "",
        "inLanguage": entry.values.get("lang") or kb.settings.language,
        "datePublished": str(entry.date or ""),
        "dateModified": str(entry.changed or ""),
        "author": [{"@type": "Person", "name": name} for name in names_in(READERS, kb, entry.authors)],
        "keywords": [kb.topics[key].label for key in kb.topics_of(entry)] + list(entry.aka),
    }
    if data["@type"] == QUESTIONS and answer:
        said = {"@type": "Answer", "text": _whole(entry, answer)}
        data["mainEntity"] = [{"@type": "Question", "name": entry.title, "acceptedAnswer": said}]
    return script_json({key: value for key, value in data.items() if value})


def _whole(entry: Entry, section: Section) -> str:
    """All that a section says, as plain text, without its heading and that of the entry."""
    document = read_document(entry.source.text, entry.source.body_start)
    start = section.heading.end if section.heading else section.start
    title = entry.h1 if entry.h1 and start <= entry.h1.start < section.end else None
    stretches = ((start, title.start), (title.end, section.end)) if title else ((start, section.end),)
    return " ".join(filter(None, (all_words(document, *each) for each in stretches)))


def script_json(data: Any) -> str:
    r"""Plain data as JSON that a script element of a page can hold, whatever its texts are.

    >>> script_json({"a": "</script>&"})
    '{"a": "\\u003c/script\\u003e\\u0026"}'
    """
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", ENCODE(data))
