"""An entry's text as its page shows it: the answer first, empty sections left out, links resolved."""

from __future__ import annotations

import re

from cop_kb.model.entry import Entry, Section
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.links import LinkWriter
from cop_kb.reading.markdown import plain_text

NOT_PROSE = re.compile(r"[ \t]*(?:#|>|\||[-*+] |\d+[.)] |```|~~~|!!!|\?\?\?|===|<|\[\^|:::|    )|[ \t]*$")
SENTENCE = re.compile(r"(?<=[.!?。！？])\s+(?=[^a-z])")
LONGEST_LEAD = 320
SHORT = 160


def answer_of(entry: Entry) -> Section | None:
    """The section that answers the reader: the best that is filled."""
    return next(filter(None, (entry.section(name) for name in entry.type.roles.answer)), None)


def symptom_of(entry: Entry) -> Section | None:
    """The section that says how the reader meets it, if it is filled."""
    return entry.section(entry.type.roles.symptom) if entry.type.roles.symptom else None


def paragraph(text: str) -> str:
    """The first paragraph of prose in a Markdown text, as one plain line."""
    for block in re.split(r"\n[ \t]*\n", text):
        if not NOT_PROSE.match(block):
            return plain_text(block)
    return ""


def shortened(text: str, most: int = SHORT) -> str:
    """At most so many characters, ended at a sentence or a word."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in SENTENCE.split(text):
        if len(kept) + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def lead(entry: Entry) -> str:
    """The symptom in one paragraph, where it is something else than the answer."""
    symptom, answer = symptom_of(entry), answer_of(entry)
    return shortened(paragraph(symptom.text), LONGEST_LEAD) if symptom and symptom is not answer and answer else ""


def summary(entry: Entry, most: int = SHORT) -> str:
    """What a list shows of an entry in a line or two."""
    sections = (answer_of(entry), symptom_of(entry), *(each for each in entry.sections if each.text))
    found = (paragraph(section.text) for section in sections if section)
    return shortened(next(filter(None, found), ""), most)


def body(entry: Entry, kb: KnowledgeBase) -> str:
    """The Markdown of the entry's page below its title."""
    answer = answer_of(entry)
    shown = [section for section in entry.sections if section.text]
    symptom = symptom_of(entry)
    if symptom in shown and answer and lead(entry) == plain_text(symptom.text if symptom else ""):
        shown.remove(symptom)  # the head of the page says all of it
    if answer:
        shown.remove(answer)
        shown.insert(0, answer)
    writer = LinkWriter(kb, entry.source, entry.outline, entry.uri)
    title = (entry.h1.start, entry.h1.end) if entry.h1 else None
    parts = []
    for number, section in enumerate(shown):
        text = writer.text(section.start, section.end, title).strip()
        declared = entry.type.section(section.name)
        if section.heading is None and declared and (section is answer or number > 0):
            text = f"## {declared.title}\n\n{text}"
        parts.append(text)
    return "\n\n".join(parts) + "\n"
