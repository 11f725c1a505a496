"""The same few words about an entry wherever it is shown in a list: title, badges, one line of text."""

from __future__ import annotations

from typing import Any

from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.knowledge_base import Dispute, KnowledgeBase, Maturity
from cop_kb.model.levels import LEVELS
from cop_kb.model.page import topic_uri
from cop_kb.model.values import When
from cop_kb.model.words import Words
from cop_kb.publishing.links import url_of
from cop_kb.reading.excerpts import summary
from cop_kb.reading.withholding import is_withheld

Data = dict[str, Any]

MEANS = {
    "hunch": "An idea that nobody has reported a try of.",
    "tried": "Somebody tried it and said how it went.",
    "proven": "It worked for several people besides its author.",
    "adopted": "It worked for several people, and the practice was changed.",
}
"""What each level of maturity means, to a reader."""
ADOPTED_ONLY = "adopted, not yet proven here"
ADOPTED_MEANS = "The practice was changed, but too few people here have said that it worked."

NOT_PUBLISHED = "Draft: not published"
"""What is withheld is shown by the preview only."""


def page_url(kb: KnowledgeBase, uri: str) -> str:
    """The address of a page, relative to the site's root."""
    return url_of(uri, directory_urls=kb.settings.directory_urls)


def entry_url(kb: KnowledgeBase, entry: Entry) -> str:
    """The address of an entry's page."""
    return page_url(kb, entry.uri)


def type_data(kb: KnowledgeBase, entry_type: EntryType) -> Data:
    """What pages show of an entry type."""
    return {
        "name": entry_type.name,
        "label": entry_type.label,
        "label_plural": entry_type.label_plural,
        "purpose": entry_type.purpose,
        "icon": entry_type.icon,
        "url": page_url(kb, f"{entry_type.plural}/index.md"),
    }


def topic_data(kb: KnowledgeBase, key: str) -> Data:
    """A topic as a link."""
    return {"label": kb.topics[key].label, "url": page_url(kb, topic_uri(key))}


def badges(kb: KnowledgeBase, entry: Entry) -> list[Data]:
    """State, maturity, dispute and the like, each a word with its tone and what it means."""
    say = kb.settings.say
    if is_withheld(entry.source):
        return [_badge(say("draft"), "draft", say(NOT_PUBLISHED))]
    if superseding := kb.superseded_by(entry.slug):
        titles = ", ".join(kb.by_slug[slug].title for slug in superseding)
        return [_badge(say("superseded"), "retired", say("Replaced by {titles}", titles=titles))]
    if reason := entry.values.get("retired"):
        return [_badge(say("retired"), "retired", str(reason))]
    found = []
    if state := kb.states.get(entry.slug):
        found.append(_badge(say(state.name), state.tone, state.means))
    maturity = kb.maturities.get(entry.slug)
    if maturity and (maturity.level != "hunch" or maturity.has_adopters or not entry.type.states):
        found.append(_badge(level_word(maturity, say), maturity.level, maturity.reason))
        found += [_badge(say("disputed"), "disputed", dispute_text(kb, each)) for each in maturity.disputes[:1]]
    if (fresh := kb.freshness.get(entry.slug)) and fresh.is_due:
        found.append(_badge(say("due"), "due", say("Somebody should look again: {why}.", why=fresh.why)))
    return found


def level_word(found: Maturity, say: Words) -> str:
    """How a level of maturity reads, wherever it stands; whether the practice changed before it was proven here."""
    return say(ADOPTED_ONLY if _is_only_adopted(found) else found.level)


def level_means(found: Maturity, say: Words) -> str:
    """What that means, to a reader."""
    return say(ADOPTED_MEANS if _is_only_adopted(found) else MEANS[found.level])


def _is_only_adopted(found: Maturity) -> bool:
    return found.has_adopters and found.level not in LEVELS[2:]


def _badge(text: str, tone: str, means: str) -> Data:
    return {"text": text, "tone": tone, "means": means}


def dispute_text(kb: KnowledgeBase, dispute: Dispute) -> str:
    """Where it did not work, and when."""
    where = context_text(kb, dispute.context)
    details = ", ".join(filter(None, (where, str(dispute.date or ""))))
    say = kb.settings.say
    if not details:
        return say("The newest try says it didn't work.")
    return say("The newest try says it didn't work ({details}).", details=details)


def context_text(kb: KnowledgeBase, context: tuple[tuple[str, str], ...]) -> str:
    """A circumstance in words: “vehicle: van, glass: coated”."""
    facets, within = kb.settings.facets, kb.settings.say.within
    return ", ".join(f"{within(facets[name].label) if name in facets else name}: {value}" for name, value in context)


def foreign(kb: KnowledgeBase, entry: Entry) -> str:
    """The language of an entry where it is another than the site's, else ""."""
    lang = str(entry.values.get("lang") or "")
    return "" if lang == kb.settings.language else lang


def row(kb: KnowledgeBase, entry: Entry, text: str | None = None) -> Data:
    """An entry in a list; ``text`` in place of its summary. ``changed``: when anything about it changed last."""
    when = happened(entry)
    return {
        "title": entry.title,
        "lang": foreign(kb, entry),
        "url": entry_url(kb, entry),
        "type": entry.type.label,
        "icon": entry.type.icon,
        "text": summary(entry) if text is None else text,
        "date": when or "",
        "changed": changed(kb, entry),
        "badges": badges(kb, entry),
    }


def group_data(
    title: str, text: str, rows: list[Data], *, icon: str = "", empty: str = "", more: Data | None = None
) -> Data:
    """Rows under a title; ``empty`` is what to say where there are none, ``more`` a link to the rest."""
    return {"title": title, "text": text, "icon": icon, "url": "", "empty": empty, "more": more, "rows": rows}


def happened(entry: Entry) -> str:
    """The day, month or year that an entry is about, else the day it was written; "" where neither is known."""
    fields = entry.type.fields
    for name, value in entry.values.items():
        if isinstance(value, When) and name in fields and fields[name].kind == "when":
            return str(value)
    return str(entry.date or "")


def changed(kb: KnowledgeBase, entry: Entry) -> str:
    """The day on which anything about an entry changed last: its text, or what others say of it."""
    written = entry.changed or (entry.date.last if entry.date else None)
    tries = kb.tries.get(entry.slug)
    tried = tries[0].date if tries else None
    return str(max(filter(None, (written, tried)), default=""))


def newest_first(entries: list[Entry]) -> list[Entry]:
    """Entries by their date, the newest first, then by title."""
    by_title = sorted(entries, key=lambda entry: (entry.title.casefold(), entry.slug))
    return sorted(by_title, key=happened, reverse=True)


def hurts(kb: KnowledgeBase, entry: Entry) -> int:
    """How often somebody met it: occurrences, and entries that speak of it. Orders lists, is never shown as a mark."""
    linked = {relation.source for relation in kb.relations_to.get(entry.slug, ())}
    return len(occurrences(kb, entry)) * 2 + len(linked)


def occurrences(kb: KnowledgeBase, entry: Entry) -> tuple[str, ...]:
    """The slugs of the entries that say this one happened there."""
    name = entry.type.roles.occurrences
    return kb.linked_by(entry.slug, name) if name else ()
