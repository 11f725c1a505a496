"""The columns of a list: which there are, what they are called, and what stands in them for an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cop_kb.model.brief import Brief
from cop_kb.model.entry import Entry
from cop_kb.model.entry_type import EntryType
from cop_kb.model.knowledge_base import KnowledgeBase
from cop_kb.publishing.rows import context_text, happened, occurrences
from cop_kb.reading.excerpts import SHORT, answer_in_short, summary, symptom_in_short

BADGES, TOPICS, WHEN, NUMBER, TEXT = "badges", "topics", "when", "number", "text"
"""The kinds of columns: what a theme shows in another way."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; ``kind`` is one of those above, ``is_its_date`` says whether it is when the entry is of."""

    key: str
    label: str
    kind: str = TEXT
    is_its_date: bool = False


MIXED = (
    Column("text", "In short"),
    Column("state", "State", BADGES),
    Column("topics", "Topics", TOPICS),
    Column("date", "Date", WHEN, is_its_date=True),
)
"""What a list of several types shows."""


def columns_of(entry_type: EntryType) -> tuple[Column, ...]:
    """The columns that a type declares; state and maturity are badges of one column, which is always there."""
    found = [_column(entry_type, name) for name in entry_type.roles.columns]
    badges = [each for each in found if each.kind == BADGES][:1] or [Column("state", "State", BADGES)]
    kept = [each for each in found if each.kind != BADGES or each in badges]
    return tuple(kept if badges[0] in kept else [*kept, *badges])


def _column(entry_type: EntryType, name: str) -> Column:
    if name in KNOWN:
        return KNOWN[name]
    if field := entry_type.fields.get(name):
        is_day = field.kind in ("when", "date")
        return Column(name, field.label, WHEN if is_day else TEXT, is_its_date=is_day)
    role = {"answer": entry_type.roles.answer[:1], "symptom": (entry_type.roles.symptom,)}.get(name, (name,))
    section = entry_type.section(role[0]) if role else None
    return Column(name, section.title if section else name.replace("_", " ").capitalize())


KNOWN: Mapping[str, Column] = {
    "state": Column("state", "State", BADGES),
    "maturity": Column("maturity", "Maturity", BADGES),
    "topics": Column("topics", "Topics", TOPICS),
    "occurrences": Column("occurrences", "Seen", NUMBER),
    "last_seen": Column("last_seen", "Last seen", WHEN),
    "held": Column("held", "Where it held"),
    "date": Column("date", "Date", WHEN, is_its_date=True),
}


def value(entry: Entry, column: Column, kb: KnowledgeBase) -> str:
    """What stands in a column, as plain text; "" where nothing does."""
    if column.key in VALUES:
        return VALUES[column.key](entry, kb)
    if column.key in entry.type.fields:
        found = entry.values.get(column.key)
        return ", ".join(map(str, found)) if isinstance(found, tuple) else str(found or "")
    section = entry.section(column.key)
    return section.brief.within(SHORT) if section else ""


def _occurrences(entry: Entry, kb: KnowledgeBase) -> str:
    return str(len(occurrences(kb, entry)) or "")


def _last_seen(entry: Entry, kb: KnowledgeBase) -> str:
    return max((happened(kb.by_slug[slug]) for slug in occurrences(kb, entry)), default="")


def _held(entry: Entry, kb: KnowledgeBase) -> str:
    """The circumstances in which it worked."""
    maturity = kb.maturities.get(entry.slug)
    where = [context_text(kb, context) for context in maturity.circumstances] if maturity else []
    return Brief(("; ".join(dict.fromkeys(where)),)).within(SHORT)


def _answer(entry: Entry, kb: KnowledgeBase) -> str:
    """The answer in a line; of several ways the one that went best, with its name."""
    maturity = kb.maturities.get(entry.slug)
    return answer_in_short(entry, maturity.of if maturity else "").within(SHORT)


VALUES: Mapping[str, Callable[[Entry, KnowledgeBase], str]] = {
    "occurrences": _occurrences,
    "last_seen": _last_seen,
    "held": _held,
    "answer": _answer,
    "symptom": lambda entry, _: symptom_in_short(entry).within(SHORT),
    "text": lambda entry, _: summary(entry),
    "date": lambda entry, _: happened(entry),
}
