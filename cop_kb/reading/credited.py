"""What Git knows, put into entries and tries: who wrote and tried, and when, where a file does not say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cop_kb.model.entry import Entry, Try
from cop_kb.model.history import History, Writer
from cop_kb.model.knowledge_base import KnowledgeBase, Person
from cop_kb.reading.vocabulary import person_of

Histories = Mapping[str, History]


def name_of(who: Writer, people: Mapping[str, Person]) -> str:
    """Somebody whom Git names: the id of a person who is known, else the name; never an e-mail address.

    >>> name_of(Writer("ip@laptop", "ip@post.invalid"), {})
    'ip'
    """
    known = person_of(f"{who.name} <{who.email}>", people)
    return (known.id if known else who.name).partition("@")[0].strip()


def credited(entry: Entry, history: History | None, people: Mapping[str, Person]) -> Entry:
    """The entry with what Git knows of it.

    Days that an entry brings along from another tool are older than the commit that brought it, so they stay; its
    words last changed with a later commit, if there is one.
    """
    if history is None:
        return entry
    changes = tuple((day, _names(who, people), has_text) for day, who, has_text in history.changes)
    created, changed = entry.created or history.created, history.changed
    if entry.changed and len(history.changes) <= 1:
        changed = entry.changed
    return entry.with_credit((created, changed, _names(history.writers, people), changes))


def _names(writers: Iterable[Writer], people: Mapping[str, Person]) -> tuple[str, ...]:
    names = (name_of(who, people) for who in writers)
    return tuple(dict.fromkeys(name for name in names if name))


def is_silent(one: Try) -> bool:
    """Whether a try's own file does not say who, or when."""
    return bool(one.source) and not (one.who and one.date)


def completed(one: Try, kb: KnowledgeBase, histories: Histories, user: Writer | None) -> Try:
    """The try by who added its file, on the day of that commit, where the file does not say it.

    One that is not committed yet is by the ``user``, today; where Git is not asked, that is nobody.
    """
    if one.source is None or not is_silent(one):
        return one
    history = histories.get(one.source.path)
    by, day = (history.added_by, history.added) if history else (user, kb.today)
    if history is None and user is None:
        return one
    return replace(one, who=one.who or (name_of(by, kb.people) if by else ""), date=one.date or day)
