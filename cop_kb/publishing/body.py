"""An entry's text as its page shows it: the answer first, empty sections left out, links resolved."""

from __future__ import annotations

from cop_kb.markdown.document import COMMENT
from cop_kb.model.entry import Entry, Section
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.forge import Forge
from cop_kb.publishing.gaps import is_nested, with_gaps
from cop_kb.publishing.links import LinkWriter, trimmed
from cop_kb.reading.excerpts import answer_of, symptom_of

LONGEST_LEAD = 320


def lead(entry: Entry) -> str:
    """The symptom in short, where it is something else than the answer."""
    symptom, answer = symptom_of(entry), answer_of(entry)
    return symptom.brief.within(LONGEST_LEAD) if symptom and symptom is not answer and answer else ""


def body(entry: Entry, kb: KnowledgeBase, forge: Forge | None = None) -> str:
    """The Markdown of the entry's page below its title. With a forge, what is missing is asked where it would stand."""
    answer = answer_of(entry)
    shown = [section for section in entry.sections if section.text or _is_own_heading(section)]
    if answer and not is_nested(answer, shown):
        shown.remove(answer)
        shown.insert(0, answer)
    writer = LinkWriter(kb, entry.source, entry.outline, entry.uri)
    without = [(entry.h1.start, entry.h1.end)] if entry.h1 else []
    without += _said_by_lead(entry)
    parts: list[str] = []
    for section in shown:
        text = trimmed(writer.text(section.start, section.end, without))
        declared = entry.type.section(section.name)
        if section.heading is None and declared and (section is answer or any(parts)):
            text = f"## {declared.title}\n\n{text}" if text else ""
        parts.append(text)
    return "\n\n".join(filter(None, with_gaps(entry, shown, parts, forge, kb.settings.say) if forge else parts)) + "\n"


def _is_own_heading(section: Section) -> bool:
    """A heading of the author's own stays without a text below it; one that the type declares is asked about."""
    return section.heading is not None and not section.name


def _said_by_lead(entry: Entry) -> list[tuple[int, int]]:
    """The paragraph that the head of the page says whole, and its heading if that leaves nothing below it."""
    symptom, text = symptom_of(entry), entry.source.text
    if symptom is None or not (said := lead(entry)):
        return []
    begin = symptom.heading.end if symptom.heading else max(symptom.start, _end_of_title(entry, symptom))
    start, end = symptom.brief.start, symptom.brief.end
    links = any(start <= link.start < end for link in entry.outline.links)
    if links or start < begin or "[^" in text[start:end] or "".join(symptom.brief.parts) != said:
        return []  # what it leads to would be lost
    rest = COMMENT.sub("", text[begin:start] + text[end : symptom.end]).strip()
    return [(start, end)] if rest else [(symptom.heading.start if symptom.heading else begin, symptom.end)]


def _end_of_title(entry: Entry, section: Section) -> int:
    return entry.h1.end if entry.h1 and section.start <= entry.h1.start < section.end else 0
